package dev.jaccard.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.Backend;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Planes beyond the caches go through one loop in the place of two: the bits are the same. */
class ManyElementsTest {
  private static final int ANCHORS = ElementRunner.MANY_ELEMENTS;
  private static final int HALF = ANCHORS / 2;

  @ParameterizedTest
  @CsvSource({"bce, VECTOR, false", "focal, AUTO, true"})
  void callsOverManyElementsHaveTheBitsOfSmallerOnes(String name, Backend backend, boolean sparse) {
    ClassLoss loss = ClassLoss.builder(name).backend(backend).build();
    Random random = new Random(5);
    float[] values = new float[ANCHORS];
    for (int i = 0; i < ANCHORS; i++) {
      values[i] = 12 * random.nextFloat() - 6;
    }
    MemorySegment logits = plane();
    logits.copyFrom(MemorySegment.ofArray(values));
    MemorySegment losses = plane();
    MemorySegment gradient = plane();
    ClassBatch all = batch(logits, 0, ANCHORS, losses, gradient, sparse);
    // until C2 has compiled the one loop, the two serve: both kinds of calls are looked at
    loss.warmUp();
    loss.forwardBackward(all);
    final float[] firstLosses = losses.toArray(ValueLayout.JAVA_FLOAT);
    for (int round = 0; round < 4; round++) {
      losses.fill((byte) -1);
      gradient.fill((byte) -1);
      loss.forwardBackward(all);
    }
    assertTrue(loss.usesVectors(all, true));
    MemorySegment partLosses = plane();
    MemorySegment partGradient = plane();
    for (int start = 0; start < ANCHORS; start += HALF) {
      loss.forwardBackward(batch(logits, start, HALF, partLosses, partGradient, sparse));
    }
    assertEquals(-1, partLosses.mismatch(losses), "losses");
    assertEquals(-1, partGradient.mismatch(gradient), "gradient");
    assertEquals(-1, MemorySegment.ofArray(firstLosses).mismatch(losses), "losses before");
  }

  private static ClassBatch batch(
      MemorySegment logits,
      int start,
      int count,
      MemorySegment losses,
      MemorySegment gradient,
      boolean sparse) {
    ClassBatch batch =
        new ClassBatch(part(logits, start, count), ClassLayout.ROWS, 1, count)
            .losses(part(losses, start, count))
            .gradient(part(gradient, start, count));
    if (!sparse) {
      return batch.targets(part(logits, start, count));
    }
    // both ends of each half
    int[] anchors =
        count == HALF ? new int[] {0, HALF - 1} : new int[] {0, HALF - 1, HALF, ANCHORS - 1};
    return batch.sparseTargets(anchors, new int[4], new float[] {1, 0.5f, 1, 0.5f}, anchors.length);
  }

  private static MemorySegment part(MemorySegment plane, int start, int count) {
    return plane.asSlice((long) start * Float.BYTES, (long) count * Float.BYTES);
  }

  private static MemorySegment plane() {
    return Arena.ofAuto().allocate((long) ANCHORS * Float.BYTES, 64);
  }
}
