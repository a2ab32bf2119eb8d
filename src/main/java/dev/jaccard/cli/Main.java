package dev.jaccard.cli;

/**
 * Starts the command line: {@code java -jar jaccard-cli.jar COMMAND ...}.
 *
 * <p>Where the module {@code jdk.incubator.vector} was not given to java, the program starts itself
 * again with it, and this process only waits. It decides that before it loads anything else, so
 * that the wait is short.
 */
public final class Main {
  private Main() {}

  /**
   * Runs the command line and ends the JVM with its exit status: 0 for success, 1 for a failure, 2
   * for wrong usage.
   *
   * @param arguments the command and its options
   */
  public static void main(String[] arguments) {
    if (Restart.isUseful()) {
      int status = Restart.run(arguments);
      if (status != Restart.NOT_STARTED) {
        System.exit(status);
      }
    }
    Restart.acknowledge();
    System.exit(CommandLineTool.onConsole().execute(arguments));
  }
}
