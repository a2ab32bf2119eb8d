package dev.jaccard.yolo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jaccard.Backend;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Decoding images like those before allocates nothing. */
class DecoderAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long PATIENCE_NANOS = 20_000_000_000L;
  private static final int ROUNDS = 10;

  private static void assertNothing(Scenario scenario, Backend backend) {
    List<List<float[]>> images = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 3; i++) {
      images.add(scenario.image(random));
    }
    scenario.letterbox(Letterbox.centered(1280, 720, 640, 640));
    Decoder decoder = scenario.decoder(backend);
    Detections detections = Detections.allocate(Arena.ofAuto(), 300);
    List<Tensor> outputs = scenario.tensors(Arena.ofAuto(), Scenario.Memory.NATIVE, images);
    long end = System.nanoTime() + PATIENCE_NANOS;
    long least = Long.MAX_VALUE;
    while (least > 0 && System.nanoTime() < end) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < ROUNDS * images.size(); i++) {
        if (outputs.size() == 1) {
          decoder.decode(outputs.getFirst(), i % images.size(), scenario.letterbox, detections);
        } else {
          decoder.decode(outputs, i % images.size(), scenario.letterbox, detections);
        }
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least, scenario + " " + backend);
    assertTrue(detections.count() > 0);
  }

  @Test
  void theScalarScanAllocatesNothing() {
    assertNothing(Scenario.classes(20, 700, false, true), Backend.SCALAR);
    assertNothing(Scenario.anchors(5, 160, 96, false, true), Backend.SCALAR);
  }

  @Test
  void theVectorScansAllocateNothingAfterTheWarmUp() throws IOException {
    // in a JVM of its own: here, other tests have shown C2 all kinds of memory and widths of work
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                DecoderAllocationTest.class.getName())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader reader = process.inputReader()) {
      String output = String.join("\n", reader.lines().toList());
      assertTrue(output.endsWith("nothing"), output);
    }
  }

  /**
   * Checks the vector scans in this JVM.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    Decoder.warmUp().join();
    assertNothing(Scenario.classes(80, 700, false, false), Backend.AUTO);
    assertNothing(Scenario.classes(80, 700, true, false), Backend.AUTO);
    System.out.println("nothing");
  }
}
