package dev.jaccard.emit;

/** Whether the Vector API is there; safe to ask where it is not. */
public final class VectorSupport {
  private static final System.Logger LOGGER = System.getLogger("dev.jaccard");
  private static final boolean AVAILABLE = find();

  private VectorSupport() {}

  /**
   * Whether the module {@code jdk.incubator.vector} was added to this JVM. Where it was not, this
   * says once what to pass.
   *
   * @return true if vector kernels can be made
   */
  public static boolean available() {
    return AVAILABLE;
  }

  private static boolean find() {
    try {
      Class.forName(
          "jdk.incubator.vector.FloatVector", false, VectorSupport.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "The Vector API is not there, so kernels run their scalar reading, several times slower;"
              + " pass --add-modules jdk.incubator.vector to java.");
      return false;
    }
  }
}
