package dev.jaccard;

import static dev.jaccard.SteadyState.assertAllocatesNothing;

import dev.jaccard.loss.Pairs;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls allocate nothing once they are compiled. */
class AllocationTest {
  private static final int PAIRS = 1000 + 7;

  @ParameterizedTest
  @ValueSource(strings = {"iou", "siou"})
  void theScalarLoopAllocatesNothing(String name) {
    assertNothing(BoxLoss.builder(name).backend(Backend.SCALAR).build(), Arena.ofAuto());
  }

  @ParameterizedTest
  @ValueSource(strings = {"iou", "ciou"})
  void theVectorLoopAllocatesNothingAfterItsWarmUp(String name) throws IOException {
    SteadyState.assertGood(AllocationTest.class, name);
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
    SteadyState.good();
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
    assertAllocatesNothing(loss, () -> loss.forwardBackward(prediction, target, losses, gradient));
  }

  @Test
  void callsOverArraysAllocateNothing() {
    BoxLoss loss = BoxLoss.builder("giou").backend(Backend.SCALAR).build();
    Boxes prediction = Boxes.wrap(new float[4 * PAIRS], PAIRS, BoxFormat.XYXY);
    Boxes target = Boxes.wrap(new float[4 * PAIRS], PAIRS, BoxFormat.XYXY);
    Boxes gradient = Boxes.wrap(new float[4 * PAIRS], PAIRS, BoxFormat.XYXY);
    assertAllocatesNothing(loss, () -> loss.forwardBackward(prediction, target, null, gradient));
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
    assertAllocatesNothing(loss, () -> loss.forwardBackward(batch));
  }
}
