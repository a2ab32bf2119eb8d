package dev.jaccard.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.Backend;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.golden.LossSettings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a coordinate does that is NaN or infinite. */
class NotFiniteTest {
  private static final float[] SPOILERS = {
    Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -Float.NaN
  };

  /** Overlapping, nested, disjoint, identical, inverted and empty: gradients flow differently. */
  private static final List<float[][]> PAIRS =
      List.of(
          pair(EdgeBoxes.box(0, 0, 10, 10), EdgeBoxes.box(1, 2, 12, 11)),
          pair(EdgeBoxes.box(2, 2, 4, 5), EdgeBoxes.box(0, 0, 20, 20)),
          pair(EdgeBoxes.box(0, 0, 10, 10), EdgeBoxes.box(50, 60, 70, 75)),
          pair(EdgeBoxes.box(3, 4, 8, 9), EdgeBoxes.box(3, 4, 8, 9)),
          pair(EdgeBoxes.box(8, 9, 3, 4), EdgeBoxes.box(3, 4, 8, 9)),
          pair(EdgeBoxes.box(3, 4, 3, 4), EdgeBoxes.box(5, 5, 5, 5)));

  private static float[][] pair(float[] prediction, float[] target) {
    return new float[][] {prediction, target};
  }

  static Stream<LossSettings> all() {
    return LossTable.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void anyCoordinateThatIsNotFiniteMakesItsPairAndTheSumNotANumberAndNoOtherPair(
      LossSettings settings) {
    BoxLoss loss = LossTable.builder(settings).backend(Backend.SCALAR).build();
    for (BoxFormat format : BoxFormat.values()) {
      Pairs good = spoiled(format, false);
      Pairs bad = spoiled(format, true);
      Results expected = Results.of(loss, good);
      Results actual = Results.of(loss, bad);
      assertTrue(Double.isNaN(actual.sum()), settings + " " + format + ": sum");
      for (int i = 0; i < bad.count(); i++) {
        String what = settings + " " + bad.text(i);
        boolean isSpoiled = i % 2 == 1;
        assertEquals(isSpoiled ? Double.NaN : expected.losses()[i], actual.losses()[i], what);
        for (int k = 4 * i; k < 4 * i + 4; k++) {
          assertEquals(
              isSpoiled ? Double.NaN : expected.gradients()[k],
              actual.gradients()[k],
              what + ": gradient " + k % 4);
          assertEquals(
              isSpoiled ? Double.NaN : expected.targetGradients()[k],
              actual.targetGradients()[k],
              what + ": target's gradient " + k % 4);
        }
      }
    }
  }

  /** Every second pair has one spoiled coordinate, or none of them has. */
  private static Pairs spoiled(BoxFormat format, boolean spoil) {
    int count = 2 * PAIRS.size() * SPOILERS.length * 8;
    Pairs pairs = new Pairs(format, new float[4 * count], new float[4 * count]);
    int next = 0;
    for (float[][] pair : PAIRS) {
      for (float spoiler : SPOILERS) {
        for (int coordinate = 0; coordinate < 8; coordinate++) {
          for (int twice = 0; twice < 2; twice++) {
            float[] prediction = EdgeBoxes.in(format, pair[0]);
            float[] target = EdgeBoxes.in(format, pair[1]);
            if (spoil && twice == 1) {
              (coordinate < 4 ? prediction : target)[coordinate % 4] = spoiler;
            }
            System.arraycopy(prediction, 0, pairs.predictions(), 4 * next, 4);
            System.arraycopy(target, 0, pairs.targets(), 4 * next, 4);
            next++;
          }
        }
      }
    }
    return pairs;
  }

  @ParameterizedTest
  @MethodSource("all")
  void infiniteCoordinatesThatCouldCancelDoNot(LossSettings settings) {
    BoxLoss loss = LossTable.builder(settings).backend(Backend.SCALAR).build();
    float infinity = Float.POSITIVE_INFINITY;
    List<float[]> boxes =
        List.of(
            EdgeBoxes.box(infinity, infinity, infinity, infinity),
            EdgeBoxes.box(-infinity, 0, infinity, 10),
            EdgeBoxes.box(0, -infinity, 10, infinity),
            EdgeBoxes.box(0, 0, infinity, infinity),
            EdgeBoxes.box(infinity, 0, -infinity, 10),
            EdgeBoxes.box(-infinity, -infinity, -infinity, -infinity));
    for (BoxFormat format : BoxFormat.values()) {
      Pairs pairs = Pairs.product(format, boxes, boxes);
      Results results = Results.of(loss, pairs);
      for (int i = 0; i < pairs.count(); i++) {
        String what = settings + " " + pairs.text(i);
        assertEquals(Double.NaN, results.losses()[i], what);
        for (int k = 4 * i; k < 4 * i + 4; k++) {
          assertEquals(Double.NaN, results.gradients()[k], what);
          assertEquals(Double.NaN, results.targetGradients()[k], what);
        }
      }
    }
  }
}
