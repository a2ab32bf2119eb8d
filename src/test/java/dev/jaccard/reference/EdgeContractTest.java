package dev.jaccard.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.BoxFormat;
import dev.jaccard.golden.LossSettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract at the edges: what every loss does with every kind of box. */
class EdgeContractTest {

  private static final double LARGEST = 1e9;

  /** Corner boxes of every degenerate kind; each is paired with each. */
  private static final List<double[]> KINDS =
      List.of(
          new double[] {0, 0, 10, 10},
          new double[] {2, 3, 7, 8},
          new double[] {10, 0, 20, 10},
          new double[] {10, 10, 20, 20},
          new double[] {100, 100, 110, 120},
          new double[] {5, 0, 5, 10},
          new double[] {0, 5, 10, 5},
          new double[] {5, 5, 5, 5},
          new double[] {0, 0, 0, 0},
          new double[] {-0.0, -0.0, 0, 0},
          new double[] {10, 0, 0, 10},
          new double[] {0, 10, 10, 0},
          new double[] {10, 10, 0, 0},
          new double[] {1000, 1000, -1000, -1000},
          new double[] {LARGEST, 0, -LARGEST, 10},
          new double[] {-LARGEST, -LARGEST, LARGEST, LARGEST},
          new double[] {LARGEST, LARGEST, -LARGEST, -LARGEST},
          new double[] {LARGEST, LARGEST, LARGEST, LARGEST},
          new double[] {-LARGEST, -LARGEST, -LARGEST, -LARGEST},
          new double[] {LARGEST - 1, LARGEST - 1, LARGEST, LARGEST},
          new double[] {0, 0, 1e-8, 1e-8},
          new double[] {1e-8, 0, 0, 1e-8},
          new double[] {0, 0, 1e-160, 1e-160},
          new double[] {0, 0, Double.MIN_VALUE, Double.MIN_VALUE},
          new double[] {-1e-7, -1e-7, -1e-7, -1e-7},
          new double[] {0, 0, 1e-30, 1e9});

  static Stream<LossSettings> settings() {
    return Stream.of(false, true).flatMap(yolo -> ReferenceLosses.all(yolo).stream());
  }

  static Stream<LossSettings> paperSettings() {
    return ReferenceLosses.all(false).stream();
  }

  @ParameterizedTest
  @MethodSource("paperSettings")
  void identicalBoxesHaveZeroLossAndZeroGradient(LossSettings settings) {
    ReferenceLoss loss = ReferenceLosses.of(settings);
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      double w = Math.pow(10, 3 * random.nextDouble());
      double h = Math.pow(10, 3 * random.nextDouble());
      double x = 640 * random.nextDouble();
      double y = 640 * random.nextDouble();
      double[] corners = {x, y, x + w, y + h};
      for (BoxFormat format : BoxFormat.values()) {
        double[] box = RandomPairs.in(format, corners);
        double[] gradient = new double[4];
        double[] targetGradient = new double[4];
        String what = settings + " " + format + " " + Arrays.toString(box);
        assertEquals(
            0, loss.lossAndGradient(format, box, box.clone(), gradient, targetGradient), what);
        for (int k = 0; k < 4; k++) {
          double size = k % 2 == 0 ? w : h;
          assertEquals(0, gradient[k] * size, 1e-6, what);
          assertEquals(0, targetGradient[k] * size, 1e-6, what);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void everyKindOfBoxHasAFiniteLossAndGradient(LossSettings settings) {
    assertEveryKindIsFinite(settings);
  }

  /** Each kind with each, the numbers of a kind read as every format, and the kind in it. */
  private static void assertEveryKindIsFinite(LossSettings settings) {
    ReferenceLoss loss = ReferenceLosses.of(settings);
    for (double[] prediction : KINDS) {
      for (double[] target : KINDS) {
        for (BoxFormat format : BoxFormat.values()) {
          assertFinite(loss, settings, format, prediction, target);
          assertFinite(
              loss,
              settings,
              format,
              RandomPairs.in(format, prediction),
              RandomPairs.in(format, target));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, false", "1, false", "2, false", "3, false",
    "0.5, true", "1, true", "2, true", "3, true"
  })
  void everyKindOfBoxIsFiniteForEveryAlpha(double alpha, boolean yolo) {
    for (LossSettings base : ReferenceLosses.BASES) {
      if (hasIouTerm(base)) {
        assertEveryKindIsFinite(withAlpha(base, base.parameters(), alpha, yolo));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyKindOfBoxIsFiniteUpToAlphaSixAndWithTheSmallestEps(boolean yolo) {
    for (LossSettings base : ReferenceLosses.BASES) {
      if (hasIouTerm(base)) {
        Map<String, Double> parameters = new HashMap<>(base.parameters());
        parameters.put("eps", 1e-18);
        assertEveryKindIsFinite(withAlpha(base, parameters, 6, yolo));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void randomBitPatternsHaveAFiniteLossAndGradient(LossSettings settings) {
    ReferenceLoss loss = ReferenceLosses.of(settings);
    Random random = new Random(11);
    for (int i = 0; i < 5000; i++) {
      BoxFormat format = BoxFormat.values()[i % 3];
      assertFinite(loss, settings, format, bits(random), bits(random));
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void lossesAreNeverNegative(LossSettings settings) {
    ReferenceLoss loss = ReferenceLosses.of(settings);
    // in yolo an empty share below 0 keeps its sign, and eps stands in numerators
    boolean yolo = settings.yolo();
    double least = yolo ? -1e-6 : 0;
    for (double[] prediction : yolo ? KINDS.subList(0, 9) : KINDS) {
      for (double[] target : yolo ? KINDS.subList(0, 5) : KINDS) {
        assertTrue(
            loss.loss(BoxFormat.XYXY, prediction, target) >= least,
            () -> settings + " " + Arrays.toString(prediction) + Arrays.toString(target));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aCoordinateThatIsNotFiniteMakesItsPairNotANumberAndNoOther(LossSettings settings) {
    ReferenceLoss loss = ReferenceLosses.of(settings);
    double[] good = {0, 0, 10, 10};
    double[] other = {1, 2, 12, 11};
    double[] expected = new double[4];
    double expectedLoss = loss.lossAndGradient(BoxFormat.XYXY, good, other, expected, null);
    for (double bad :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      for (int k = 0; k < 8; k++) {
        double[] predictions = {0, 0, 10, 10, 0, 0, 10, 10, 0, 0, 10, 10};
        double[] targets = {1, 2, 12, 11, 1, 2, 12, 11, 1, 2, 12, 11};
        (k < 4 ? predictions : targets)[4 + k % 4] = bad;
        double[] losses = new double[3];
        double[] gradients = new double[12];
        double[] targetGradients = new double[12];
        loss.lossesAndGradients(
            BoxFormat.XYXY, 3, predictions, targets, losses, gradients, targetGradients);
        assertEquals(expectedLoss, losses[0]);
        assertTrue(Double.isNaN(losses[1]));
        assertEquals(expectedLoss, losses[2]);
        for (int c = 0; c < 4; c++) {
          assertEquals(expected[c], gradients[c]);
          assertTrue(Double.isNaN(gradients[4 + c]));
          assertTrue(Double.isNaN(targetGradients[4 + c]));
          assertEquals(expected[c], gradients[8 + c]);
        }
      }
    }
  }

  private static boolean hasIouTerm(LossSettings settings) {
    return !settings.name().equals("nwd") && !settings.name().equals("bounded");
  }

  private static LossSettings withAlpha(
      LossSettings base, Map<String, Double> parameters, double alpha, boolean yolo) {
    return new LossSettings(base.name(), parameters, alpha, null, null, null, yolo);
  }

  private static double[] bits(Random random) {
    double[] box = new double[4];
    for (int k = 0; k < 4; k++) {
      float value;
      do {
        value = Float.intBitsToFloat(random.nextInt());
      } while (!(Math.abs(value) <= LARGEST));
      box[k] = value;
    }
    return box;
  }

  private static void assertFinite(
      ReferenceLoss loss,
      LossSettings settings,
      BoxFormat format,
      double[] prediction,
      double[] target) {
    double[] gradient = new double[4];
    double[] targetGradient = new double[4];
    double value = loss.lossAndGradient(format, prediction, target, gradient, targetGradient);
    double sum = value;
    for (int k = 0; k < 4; k++) {
      sum += gradient[k] * 0 + targetGradient[k] * 0;
    }
    assertTrue(
        Double.isFinite(sum),
        () ->
            settings
                + " "
                + format
                + " "
                + Arrays.toString(prediction)
                + " "
                + Arrays.toString(target)
                + " -> "
                + value
                + " "
                + Arrays.toString(gradient)
                + " "
                + Arrays.toString(targetGradient));
  }
}
