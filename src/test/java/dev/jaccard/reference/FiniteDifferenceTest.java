package dev.jaccard.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.BoxFormat;
import dev.jaccard.golden.LossSettings;
import dev.jaccard.reference.FrozenLoss.PairFunction;
import dev.jaccard.reference.RandomPairs.Boxes;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every gradient against 5-point finite differences, detached terms held fixed. */
class FiniteDifferenceTest {

  private static final List<Boxes> PAIRS = RandomPairs.smooth(24, 20250101);

  /** In pixels: the truncation error is about (STEP/size)^4, the rounding error 1e-16/STEP. */
  private static final double STEP = 0.01;

  /**
   * Relative to the largest component plus 1e-3/size: both errors above, and the guard in the
   * derivative of real powers, which shows where x^0.5 is taken of the 1e-20 of disjoint boxes.
   */
  private static final double TOLERANCE = 1e-7;

  static Stream<LossSettings> settings() {
    return Stream.of(false, true).flatMap(yolo -> ReferenceLosses.all(yolo).stream());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void gradientsAreFiniteDifferencesInEveryFormat(LossSettings settings) {
    ReferenceLoss loss = ReferenceLosses.of(settings);
    boolean targetIsConstant = settings.name().equals("bounded");
    for (Boxes pair : PAIRS) {
      PairFunction frozen = FrozenLoss.around(settings, pair.prediction(), pair.target());
      double value = loss.loss(BoxFormat.XYXY, pair.prediction(), pair.target());
      assertEquals(frozen.at(pair.prediction(), pair.target()), value, 1e-12 * (1 + value));
      for (BoxFormat format : BoxFormat.values()) {
        double[] prediction = pair.prediction(format);
        double[] target = pair.target(format);
        double[] gradient = new double[4];
        double[] targetGradient = new double[4];
        double again = loss.lossAndGradient(format, prediction, target, gradient, targetGradient);
        assertEquals(value, again, 1e-12 * (1 + value));

        double[] differences =
            differences(prediction, box -> frozen.at(corners(format, box), pair.target()));
        double[] targetDifferences =
            targetIsConstant
                ? new double[4]
                : differences(target, box -> frozen.at(pair.prediction(), corners(format, box)));
        String where = settings + " " + format + " " + pair;
        assertClose(differences, gradient, where + " prediction");
        assertClose(targetDifferences, targetGradient, where + " target");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void batchesAndSingleCallsGiveTheSameBits(LossSettings settings) {
    ReferenceLoss loss = ReferenceLosses.of(settings);
    int count = PAIRS.size();
    double[] predictions = new double[4 * count];
    double[] targets = new double[4 * count];
    for (int i = 0; i < count; i++) {
      System.arraycopy(PAIRS.get(i).prediction(), 0, predictions, 4 * i, 4);
      System.arraycopy(PAIRS.get(i).target(), 0, targets, 4 * i, 4);
    }
    double[] losses = new double[count];
    double[] gradients = new double[4 * count];
    double[] targetGradients = new double[4 * count];
    loss.lossesAndGradients(
        BoxFormat.XYXY, count, predictions, targets, losses, gradients, targetGradients);
    for (int i = 0; i < count; i++) {
      double[] prediction = PAIRS.get(i).prediction();
      double[] target = PAIRS.get(i).target();
      double[] gradient = new double[4];
      double[] targetGradient = new double[4];
      loss.lossAndGradient(BoxFormat.XYXY, prediction, target, gradient, targetGradient);
      assertEquals(losses[i], loss.loss(BoxFormat.XYXY, prediction, target));
      assertArrayEquals(Arrays.copyOfRange(gradients, 4 * i, 4 * i + 4), gradient);
      assertArrayEquals(Arrays.copyOfRange(targetGradients, 4 * i, 4 * i + 4), targetGradient);
    }
  }

  private static double[] corners(BoxFormat format, double[] box) {
    return switch (format) {
      case XYXY -> box;
      case XYWH -> new double[] {box[0], box[1], box[0] + box[2], box[1] + box[3]};
      case CXCYWH ->
          new double[] {
            box[0] - box[2] / 2, box[1] - box[3] / 2, box[0] + box[2] / 2, box[1] + box[3] / 2
          };
    };
  }

  private static double[] differences(double[] box, ToDoubleFunction<double[]> function) {
    double[] differences = new double[4];
    for (int k = 0; k < 4; k++) {
      double[] moved = box.clone();
      double[] values = new double[5];
      for (int step = -2; step <= 2; step++) {
        moved[k] = box[k] + step * STEP;
        values[step + 2] = function.applyAsDouble(moved);
      }
      differences[k] = (values[0] - 8 * values[1] + 8 * values[3] - values[4]) / (12 * STEP);
    }
    return differences;
  }

  private static void assertClose(double[] expected, double[] actual, String where) {
    double largest = 0;
    double difference = 0;
    for (int k = 0; k < 4; k++) {
      largest = Math.max(largest, Math.abs(expected[k]));
      difference = Math.max(difference, Math.abs(expected[k] - actual[k]));
    }
    double error = difference / (largest + 1e-3 / 15);
    assertTrue(error <= TOLERANCE, where + " differs by " + error);
  }
}
