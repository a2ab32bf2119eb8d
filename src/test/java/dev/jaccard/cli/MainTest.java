package dev.jaccard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Processes of their own: java without the vector module starts the program again with it. */
class MainTest {
  private static final long PATIENCE_SECONDS = 60;

  @TempDir Path folder;

  private Cli java(List<String> options, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(location(Main.class) + File.pathSeparator + location(CommandLine.class));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it did not end");
      return new Cli(process.exitValue(), text(out), text(err));
    } finally {
      process.destroyForcibly();
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private static Path location(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void withoutTheModuleItRunsWithVectorsAndTheJvmsOptions() throws Exception {
    Cli run = java(List.of("-Djaccard.vector.bits=128"), "info");
    assertEquals("", run.err());
    assertEquals(0, run.status());
    assertEquals("128 bits, 4 floats", run.value("vectors"));
    assertEquals("vector", run.value("backend"));
  }

  @Test
  void exitStatusAndTheOneSentenceArePassedOn() throws Exception {
    java(List.of(), "explain", "nwd", "--alpha", "2")
        .failsWith(2, "nwd has no IoU term that alpha 2.0 could change.");
  }

  @Test
  void whereNoSecondJvmComesUpItRunsScalar() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    // the first process takes the port, so that the second cannot
    String agent = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=" + port;
    Cli run = java(List.of(agent), "info");
    assertEquals(0, run.status());
    assertEquals("scalar", run.value("backend"));
  }
}
