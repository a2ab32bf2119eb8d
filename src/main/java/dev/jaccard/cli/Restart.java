package dev.jaccard.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs this program again in a JVM that has the vector module, with the options that this JVM was
 * given.
 *
 * <p>Standard input and output are the same in both processes, so that the second one still knows
 * whether it talks to a terminal. Standard error goes through this process, which leaves out what
 * the JVM says before {@link Main} runs: that a module incubates, and what this JVM said already.
 * After the zero byte by which the second process says that it runs, every byte is passed on at
 * once, so that progress shows. No such byte means that no second JVM came up.
 */
final class Restart {
  /** What {@link #run} returns where no second JVM came up: the program has not run yet. */
  static final int NOT_STARTED = -1;

  private static final String RESTARTED = "jaccard.cli.restarted";
  private static final int BUFFER_BYTES = 8192;

  private Restart() {}

  /** Whether there is a vector module that this JVM was not given. */
  static boolean isUseful() {
    return !VectorModule.isPresent() && !isRestarted() && VectorModule.isInstalled();
  }

  private static boolean isRestarted() {
    return System.getProperty(RESTARTED) != null;
  }

  /** Says to the process that started this one that the program runs now. */
  static void acknowledge() {
    if (isRestarted()) {
      try {
        standardError().write(0);
      } catch (IOException e) {
        // nobody listens any more
      }
    }
  }

  /** Runs the program again and returns its exit status, or {@link #NOT_STARTED}. */
  static int run(String[] arguments) {
    try {
      Process process =
          new ProcessBuilder(command(arguments))
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .start();
      // whoever ends this process means the program
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      return passOn(process.getErrorStream()) ? process.waitFor() : NOT_STARTED;
    } catch (IOException e) {
      return NOT_STARTED;
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts the main thread", e);
    }
  }

  /** Passes standard error on; returns false if it ended before the program ran. */
  private static boolean passOn(InputStream errors) throws IOException {
    int first;
    do {
      first = errors.read();
    } while (first > 0);
    FileOutputStream out = standardError();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int count = errors.read(buffer); count > 0; count = errors.read(buffer)) {
      out.write(buffer, 0, count);
    }
    return first == 0;
  }

  /** Not {@link System#err}, which buffers. */
  private static FileOutputStream standardError() {
    return new FileOutputStream(FileDescriptor.err);
  }

  /** The command that started this process, with more options before all others. */
  private static List<String> command(String[] arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules");
    command.add(VectorModule.NAME);
    command.add("-D" + RESTARTED + "=true");
    List<String> given = given();
    int own = given.size() - arguments.length;
    if (own > 0 && given.subList(own, given.size()).equals(Arrays.asList(arguments))) {
      command.addAll(given);
    } else {
      // the system does not tell, or not all of it
      command.add("-cp");
      command.add(System.getProperty("java.class.path"));
      command.add(Main.class.getName());
      command.addAll(Arrays.asList(arguments));
    }
    return command;
  }

  /** The arguments that java was given, as far as the system tells. */
  private static List<String> given() {
    return ProcessHandle.current().info().arguments().map(List::of).orElse(List.of());
  }
}
