package dev.jaccard.match;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Vectors cross out the candidates that scalars do, at every width. */
@Tag("width")
class OverlapsTest {
  @ParameterizedTest
  @EnumSource(Scenes.Kind.class)
  void vectorsCrossOutWhatScalarsDo(Scenes.Kind kind) {
    for (int count : new int[] {1, 15, 16, 17, 31, 97}) {
      Scenes scene = Scenes.of(kind, count, count);
      scene.rows()[0] = new float[] {Float.NaN, 0, 5, 5};
      scene.rows()[count / 2] = new float[] {0, 0, Float.POSITIVE_INFINITY, 9};
      for (float threshold : new float[] {0, 0.3f, 0.65f}) {
        Candidates candidates = new Candidates();
        candidates.load(
            scene.boxes(), scene.scoreMemory(), scene.classMemory(), false, 0, count, true);
        for (int rank = 0; rank < count; rank++) {
          for (Overlaps overlaps : Overlaps.values()) {
            compare(overlaps, candidates, rank, threshold);
          }
        }
      }
    }
  }

  @Test
  void quotientsNextToTheThresholdAreDecidedAsByADivision() {
    Random random = new Random(3);
    for (int round = 0; round < 3000; round++) {
      // box k covers 0 to k of the first one's height, so the IoU is about k / whole
      float whole = 1 + random.nextFloat();
      float width = Math.scalb(1 + random.nextFloat(), random.nextInt(60) - 40);
      float[][] rows = new float[33][];
      rows[0] = new float[] {0, 0, width, whole};
      float threshold = 0.001f + 0.999f * random.nextFloat();
      float height = threshold * whole;
      for (int i = 1; i < rows.length; i++) {
        rows[i] = new float[] {0, 0, width, height + (i - 16) * Math.ulp(height)};
      }
      Scenes scene = new Scenes(rows, new float[rows.length], new int[rows.length]);
      Candidates candidates = new Candidates();
      candidates.load(scene.boxes(), scene.scoreMemory(), null, false, 0, rows.length, false);
      compare(Overlaps.INTERSECTION_OVER_UNION, candidates, 0, threshold);
    }
  }

  private static void compare(Overlaps overlaps, Candidates candidates, int rank, float threshold) {
    if (!candidates.isSolid(rank) || !overlaps.vectorsDecide(threshold, candidates.area(rank))) {
      return;
    }
    int count = candidates.count;
    BoxGrid scalar = new BoxGrid();
    BoxGrid vector = new BoxGrid();
    scalar.fill(candidates);
    vector.fill(candidates);
    // a threshold of 0 for the window: the whole reach
    scalar.window(candidates, rank, 0, 0);
    vector.window(candidates, rank, 0, 0);
    overlaps.byScalars(scalar, candidates, rank, threshold);
    overlaps.byVectors(vector, candidates, rank, threshold);
    assertArrayEquals(Arrays.copyOf(scalar.area, count), Arrays.copyOf(vector.area, count));
  }
}
