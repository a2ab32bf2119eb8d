package dev.jaccard.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The benchmark suite, which is a jar of its own: it brings peers and a report along. */
final class SuiteJar {
  static final String NAME = "jaccard-bench.jar";

  private SuiteJar() {}

  /**
   * Runs the suite that lies beside this program.
   *
   * @return its exit status
   * @throws IOException if it is not there or cannot be started; the message says what to do
   */
  static int run(String plan) throws IOException {
    Path here = here();
    Path jar = here.resolveSibling(NAME);
    // classes in a folder are no installation
    if (!Files.isRegularFile(here) || Files.notExists(jar)) {
      throw new IOException(
          "the benchmark suite is not beside this program: there is no "
              + jar
              + "; ./mvnw -q -Pjmh package makes it in target/, and java -jar target/"
              + NAME
              + " "
              + plan
              + " runs it");
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(List.of(java, "-jar", jar.toString(), plan)).inheritIO().start();
    // whoever ends this process means the suite
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts the main thread", e);
    }
  }

  /** The jar or folder that this program was loaded from. */
  private static Path here() throws IOException {
    try {
      return Path.of(SuiteJar.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
