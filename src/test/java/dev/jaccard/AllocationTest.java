package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jaccard.loss.Pairs;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls allocate nothing once they are compiled. */
class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int PAIRS = 1000 + 7;
  private static final int CALLS = 50;
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  /** What some calls in a row allocate, when HotSpot has compiled them. */
  private static long steadyBytes(Runnable call) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    long least = Long.MAX_VALUE;
    while (least > 0 && System.nanoTime() < end) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        call.run();
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  @ParameterizedTest
  @ValueSource(strings = {"iou", "siou"})
  void theScalarLoopAllocatesNothing(String name) {
    assertNothing(BoxLoss.builder(name).backend(Backend.SCALAR).build(), Arena.ofAuto());
  }

  @ParameterizedTest
  @ValueSource(strings = {"iou", "ciou"})
  void theVectorLoopAllocatesNothingAfterItsWarmUp(String name) throws IOException {
    // in a JVM of its own: here, other tests have shown C2 all kinds of memory and widths of work
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                AllocationTest.class.getName(),
                name)
            .redirectErrorStream(true)
            .start();
    try (BufferedReader reader = process.inputReader()) {
      String output = String.join("\n", reader.lines().toList());
      assertTrue(output.endsWith(name + ": nothing"), output);
    }
  }

  /**
   * Checks a vector loop in this JVM.
   *
   * @param arguments the loss's name
   */
  public static void main(String[] arguments) {
    BoxLoss loss = BoxLoss.of(arguments[0]);
    loss.warmUp(BoxFormat.XYXY);
    assertNothing(loss, Arena.ofAuto());
    System.out.println(arguments[0] + ": nothing");
  }

  @Test
  void confinedMemoryIsStagedWithoutAnAllocation() {
    try (Arena arena = Arena.ofConfined()) {
      assertNothing(BoxLoss.builder("diou").backend(Backend.SCALAR).build(), arena);
    }
  }

  private static void assertNothing(BoxLoss loss, Arena arena) {
    Pairs pairs = Pairs.smooth(Pairs.Kind.OVERLAPPING, BoxFormat.XYXY, PAIRS, 2);
    Boxes prediction = pairs.prediction(arena);
    Boxes target = pairs.target(arena);
    Boxes gradient = Boxes.allocate(arena, PAIRS, BoxFormat.XYXY);
    MemorySegment losses = arena.allocate(4L * PAIRS, 64);
    assertEquals(
        0,
        steadyBytes(() -> loss.forwardBackward(prediction, target, losses, gradient)),
        loss + ": bytes in " + CALLS + " calls");
  }

  @Test
  void callsOverArraysAllocateNothing() {
    BoxLoss loss = BoxLoss.builder("giou").backend(Backend.SCALAR).build();
    Boxes prediction = Boxes.wrap(new float[4 * PAIRS], PAIRS, BoxFormat.XYXY);
    Boxes target = Boxes.wrap(new float[4 * PAIRS], PAIRS, BoxFormat.XYXY);
    Boxes gradient = Boxes.wrap(new float[4 * PAIRS], PAIRS, BoxFormat.XYXY);
    assertEquals(0, steadyBytes(() -> loss.forwardBackward(prediction, target, null, gradient)));
  }

  @Test
  void aBatchThatIsUsedAgainAllocatesNothing() {
    BoxLoss loss = BoxLoss.builder("eiou").backend(Backend.SCALAR).build();
    Arena arena = Arena.ofAuto();
    Batch batch =
        new Batch(
                Boxes.allocate(arena, PAIRS, BoxFormat.XYWH),
                Boxes.allocate(arena, PAIRS, BoxFormat.XYWH))
            .weights(arena.allocate(4L * PAIRS, 64))
            .gradient(Boxes.allocate(arena, PAIRS, BoxFormat.XYWH))
            .targetGradient(Boxes.allocate(arena, PAIRS, BoxFormat.XYWH))
            .normalizer(3);
    assertEquals(0, steadyBytes(() -> loss.forwardBackward(batch)));
  }
}
