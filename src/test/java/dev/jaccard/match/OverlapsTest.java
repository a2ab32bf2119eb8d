package dev.jaccard.match;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
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
        candidates.load(scene.boxes(), scene.scoreMemory(), scene.classMemory(), false, 0, count);
        for (int rank = 0; rank < count; rank++) {
          compare(candidates, rank, threshold);
        }
      }
    }
  }

  private static void compare(Candidates candidates, int rank, float threshold) {
    int count = candidates.count;
    BoxGrid scalar = new BoxGrid();
    BoxGrid vector = new BoxGrid();
    scalar.fill(candidates);
    vector.fill(candidates);
    assertEquals(
        Overlaps.scalarCrossOut(scalar, 0, count, candidates, rank, threshold),
        VectorOverlaps.crossOut(vector, 0, count, candidates, rank, threshold));
    assertCrossed(scalar, vector, count);
    scalar.fill(candidates);
    vector.fill(candidates);
    assertEquals(
        Overlaps.scalarCrossOutByDistance(scalar, 0, count, candidates, rank, threshold),
        VectorOverlaps.crossOutByDistance(vector, 0, count, candidates, rank, threshold));
    assertCrossed(scalar, vector, count);
  }

  private static void assertCrossed(BoxGrid scalar, BoxGrid vector, int count) {
    assertArrayEquals(Arrays.copyOf(scalar.crossed, count), Arrays.copyOf(vector.crossed, count));
  }
}
