package dev.jaccard.experiment;

import dev.jaccard.emit.Lanes;
import dev.jaccard.emit.VectorSupport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a result's speed depends on, in words. */
final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  private Machine() {}

  /** The processor's model, the number of processors and the operating system. */
  static String processor() {
    int count = Runtime.getRuntime().availableProcessors();
    return model()
        + ", "
        + count
        + (count == 1 ? " processor, " : " processors, ")
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch");
  }

  private static String model() {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith(MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  /** The JDK and the loops that run in it. */
  static String jdk() {
    return System.getProperty("java.vm.name")
        + " "
        + System.getProperty("java.runtime.version")
        + ", "
        + (VectorSupport.available()
            ? Lanes.COUNT * Float.SIZE + "-bit vectors"
            : "no vectors (jdk.incubator.vector was not added)");
  }
}
