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

  /** Each of the 15 kinds, three times. */
  private static final List<Boxes> INVERTED_PAIRS = RandomPairs.inverted(45, 20250102);

  /** In pixels: the truncation error is about (STEP/size)^4, the rounding error 1e-16/STEP. */
  private static final double STEP = 0.01;

  /**
   * Relative to the largest component plus 1e-3/size: both errors above, and the guard in the
   * derivative of real powers, which shows where x^0.5 is taken of the 1e-20 of disjoint boxes.
   */
  private static final double TOLERANCE = 1e-7;

  /**
   * Boxes without an area make more of the same errors: of the guard, also beside products with
   * yolo's padded heights of 1e-7; of the rounding, in the square root of a share that is 0.
   */
  private static final double INVERTED_TOLERANCE = 1e-6;

  private static final double LOSS_TOLERANCE = 1e-12;

  private static final double INVERTED_LOSS_TOLERANCE = 1e-10;

  static Stream<LossSettings> settings() {
    return Stream.of(false, true).flatMap(yolo -> ReferenceLosses.all(yolo).stream());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void gradientsAreFiniteDifferencesInEveryFormat(LossSettings settings) {
    compareWithDifferences(settings, PAIRS, LOSS_TOLERANCE, TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void gradientsOfInvertedBoxesAreFiniteDifferencesInEveryFormat(LossSettings settings) {
    compareWithDifferences(settings, INVERTED_PAIRS, INVERTED_LOSS_TOLERANCE, INVERTED_TOLERANCE);
  }

  private static void compareWithDifferences(
      LossSettings settings, List<Boxes> pairs, double lossTolerance, double tolerance) {
    ReferenceLoss loss = ReferenceLosses.of(settings);
    boolean targetIsConstant = settings.name().equals("bounded");
    for (Boxes pair : pairs) {
      for (BoxFormat format : BoxFormat.values()) {
        double[] prediction = pair.prediction(format);
        double[] target = pair.target(format);
        double[] gradient = new double[4];
        double[] targetGradient = new double[4];
        double value = loss.lossAndGradient(format, prediction, target, gradient, targetGradient);

        double[] corners = RandomPairs.corners(format, prediction);
        double[] targetCorners = RandomPairs.corners(format, target);
        PairFunction frozen = FrozenLoss.around(settings, corners, targetCorners);
        String where = settings + " " + format + " " + pair;
        assertEquals(frozen.at(corners, targetCorners), value, lossTolerance * (1 + value), where);

        double[] differences =
            differences(
                prediction, box -> frozen.at(RandomPairs.corners(format, box), targetCorners));
        double[] targetDifferences =
            targetIsConstant
                ? new double[4]
                : differences(target, box -> frozen.at(corners, RandomPairs.corners(format, box)));
        assertClose(differences, gradient, tolerance, where + " prediction");
        assertClose(targetDifferences, targetGradient, tolerance, where + " target");
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

  private static void assertClose(
      double[] expected, double[] actual, double tolerance, String where) {
    double largest = 0;
    double difference = 0;
    for (int k = 0; k < 4; k++) {
      largest = Math.max(largest, Math.abs(expected[k]));
      difference = Math.max(difference, Math.abs(expected[k] - actual[k]));
    }
    double error = difference / (largest + 1e-3 / 15);
    assertTrue(error <= tolerance, where + " differs by " + error);
  }
}
