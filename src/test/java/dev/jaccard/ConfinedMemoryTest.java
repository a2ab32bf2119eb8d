package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.loss.Pairs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/**
 * Memory of a confined arena is not slow for ever: C2 hoists the check of its owner, which then
 * fails where a loop also sees memory without one, and throws the loop away again and again.
 */
class ConfinedMemoryTest {
  private static final int COUNT = 1007;
  private static final int CALLS = 10;
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private static double leastNanosPerPair(BoxLoss loss, double goal) {
    Pairs pairs = Pairs.smooth(Pairs.Kind.OVERLAPPING, BoxFormat.XYXY, COUNT, 2);
    try (Arena arena = Arena.ofConfined()) {
      Boxes prediction = pairs.prediction(arena);
      Boxes target = pairs.target(arena);
      Boxes gradient = Boxes.allocate(arena, COUNT, BoxFormat.XYXY);
      MemorySegment losses = arena.allocate(4L * COUNT, 64);
      double least = Double.POSITIVE_INFINITY;
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (least > goal && System.nanoTime() < end) {
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
          loss.forwardBackward(prediction, target, losses, gradient);
        }
        least = Math.min(least, (double) (System.nanoTime() - start) / CALLS / COUNT);
      }
      return least;
    }
  }

  private static void assertAtMost(BoxLoss loss, double goal) {
    double nanos = leastNanosPerPair(loss, goal);
    assertTrue(nanos <= goal, loss + ": " + nanos + " ns per pair");
  }

  @Test
  void theScalarLoopIsCompiled() {
    // 15 to 30 ns outside of confined memory
    assertAtMost(BoxLoss.builder("diou").backend(Backend.SCALAR).build(), 200);
  }

  @Test
  void theVectorLoopIsCompiled() {
    // 2 ns outside of confined memory
    BoxLoss loss = BoxLoss.builder("diou").backend(Backend.VECTOR).build();
    loss.warmUp(BoxFormat.XYXY);
    assertAtMost(loss, 50);
  }
}
