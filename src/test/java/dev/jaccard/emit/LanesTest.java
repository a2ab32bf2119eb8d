package dev.jaccard.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The one species of a JVM. */
class LanesTest {
  /** Prints the number of lanes, or why there are none. */
  static final class Print {
    private Print() {}

    /** Runs in a JVM of its own. */
    public static void main(String[] arguments) {
      try {
        System.out.println(VectorSupport.available() ? Lanes.COUNT : "no vectors");
      } catch (ExceptionInInitializerError e) {
        System.out.println(e.getCause().getMessage());
      }
    }
  }

  private static String run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Print.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  private static String runWithVectors(String bits) throws IOException, InterruptedException {
    String output = run("--add-modules", "jdk.incubator.vector", "-Djaccard.vector.bits=" + bits);
    return output.strip().lines().reduce((first, last) -> last).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"128, 4", "256, 8"})
  void thePropertyChoosesTheLanes(String bits, String lanes)
      throws IOException, InterruptedException {
    assertEquals(lanes, runWithVectors(bits));
  }

  @ParameterizedTest
  @CsvSource({"300", "64", "many", "''"})
  void otherWidthsAreRefused(String bits) throws IOException, InterruptedException {
    assertEquals(
        "jaccard.vector.bits is '" + bits + "' but must be 128, 256 or 512", runWithVectors(bits));
  }

  @Test
  void withoutTheModuleOneSentenceSaysWhatToPass() throws IOException, InterruptedException {
    String output = run();
    assertTrue(output.contains("no vectors"), output);
    String sentence = "pass --add-modules jdk.incubator.vector to java";
    assertEquals(2, output.split(sentence, -1).length, output);
  }

  @Tag("width")
  @Test
  void floatsAndIntsHaveTheSameLanesInTheNativeByteOrder() {
    assertEquals(Lanes.COUNT, Lanes.SPECIES.length());
    assertEquals(Lanes.COUNT, Lanes.INTS.length());
    assertEquals(ByteOrder.nativeOrder(), Lanes.ORDER);
  }
}
