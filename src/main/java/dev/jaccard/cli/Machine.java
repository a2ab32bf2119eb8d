package dev.jaccard.cli;

import dev.jaccard.emit.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What this JVM runs on. */
final class Machine {
  private static final int FMA_ROUNDS = 5;
  private static final int FMA_CALLS = 2000;

  /**
   * Without the instruction a call is decimal arithmetic: microseconds, where it is else some ns.
   */
  private static final long FMA_NANOS = 200L * FMA_CALLS;

  private Machine() {}

  /** The CPU's model, or its architecture where the system does not tell. */
  static String cpu() {
    String model = fromProcessorList();
    if (model == null && System.getProperty("os.name").startsWith("Mac")) {
      model = outputOf("sysctl", "-n", "machdep.cpu.brand_string");
    }
    if (model == null) {
      model = System.getenv("PROCESSOR_IDENTIFIER");
    }
    return Objects.requireNonNullElse(model, System.getProperty("os.arch"));
  }

  /** Linux's list; on ARM it has no such line. */
  private static String fromProcessorList() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }

  private static String outputOf(String... command) {
    try {
      Process process = new ProcessBuilder(List.of(command)).start();
      String output = new String(process.getInputStream().readAllBytes()).strip();
      return output.isEmpty() ? null : output;
    } catch (IOException e) {
      return null;
    }
  }

  /** The cores that this JVM may use. */
  static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** The JDK. */
  static String java() {
    return "%s %s (%s)"
        .formatted(
            System.getProperty("java.vm.name"),
            Runtime.version(),
            System.getProperty("java.vendor"));
  }

  /** The operating system. */
  static String system() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch");
  }

  /** The floats in a vector; 1 without vectors. */
  static int lanes() {
    return VectorModule.isPresent() ? Lanes.COUNT : 1;
  }

  /** The vectors that kernels use. */
  static String vectors() {
    return VectorModule.isPresent()
        ? "%d bits, %d floats".formatted(lanes() * Float.SIZE, lanes())
        : "none, as java was not given the module jdk.incubator.vector";
  }

  /** The backend that {@code auto} means. */
  static String backend() {
    return VectorModule.isPresent() ? "vector" : "scalar";
  }

  /**
   * Whether the CPU has fused multiply-add and the JVM uses it. Java does not tell, but the time
   * does, even of interpreted calls.
   */
  static boolean hasFma() {
    long best = Long.MAX_VALUE;
    float value = 0;
    for (int round = 0; round < FMA_ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < FMA_CALLS; i++) {
        value = Math.fma(value, 0.5f, 1.25f);
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    return best < FMA_NANOS && value > 0;
  }

  /** CPU, cores, JDK and vectors in one line, for tables of measurements. */
  static String line() {
    return String.format(
        Locale.ROOT, "%s, %d cores; %s; vectors: %s", cpu(), cores(), java(), vectors());
  }
}
