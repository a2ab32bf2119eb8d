package dev.jaccard.bench;

import dev.jaccard.results.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own for a part of a run. */
final class SuiteJvm {
  private static final String VECTORS = "jdk.incubator.vector";

  /** What every JVM of a run is started with. */
  static final List<String> FLAGS =
      List.of("--add-modules", VECTORS, "--enable-native-access=ALL-UNNAMED", "-Xmx4g");

  private static final String WIDTH = "-Djaccard.vector.bits=";

  private SuiteJvm() {}

  /** Whether this JVM was given the vector module. */
  static boolean hasVectors() {
    return ModuleLayer.boot().findModule(VECTORS).isPresent();
  }

  /**
   * Runs a program in a JVM with the flags of a run, as if it were this one.
   *
   * @return its exit status
   * @throws IOException if it cannot be started
   */
  static int again(Class<?> program, String[] arguments) throws IOException {
    try {
      return new ProcessBuilder(command("", program, List.of(arguments)))
          .inheritIO()
          .start()
          .waitFor();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static List<String> command(String bits, Class<?> program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    if (!bits.isEmpty()) {
      command.add(WIDTH + bits);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(arguments);
    return command;
  }

  /**
   * Runs a program that writes its results to the file of its last argument.
   *
   * @throws IOException if it fails; what it printed is in the message
   */
  static ResultFile run(Class<?> program, String bits, List<String> arguments) throws IOException {
    Path results = Files.createTempFile("jaccard-suite", ".json");
    Path log = Files.createTempFile("jaccard-suite", ".log");
    try {
      List<String> command = command(bits, program, arguments);
      command.add(results.toString());
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IOException(
            program.getSimpleName() + " " + arguments + " failed:\n" + Files.readString(log));
      }
      return ResultFile.read(results);
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      Files.deleteIfExists(results);
      Files.deleteIfExists(log);
    }
  }
}
