package dev.jaccard.reference;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jaccard.BoxFormat;
import dev.jaccard.golden.GoldenCase;
import dev.jaccard.golden.GoldenCases;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference against vectors made by real implementations in float64. */
class GoldenVectorsTest {

  private static final ReferenceLoss PLAIN_IOU = ReferenceLoss.builder("iou").build();

  @Test
  void bundledVectorsAreReproduced() {
    compareAll(GoldenCases.bundled());
  }

  @Test
  void sharedVectorsAreReproduced() {
    compareAll(shared());
  }

  @Test
  void everySharedBoxConfigurationIsComparedOrSkippedWithAReason() {
    Path root = shared();
    Set<String> configurations =
        GoldenCases.index(root).stream()
            .filter(row -> row.get("family").equals("box"))
            .map(row -> row.get("config"))
            .collect(Collectors.toSet());
    Set<String> covered =
        Stream.concat(
                GoldenCases.read(root).stream().map(GoldenCase::config),
                GoldenCases.SKIPPED.keySet().stream())
            .collect(Collectors.toSet());
    assertEquals(configurations, covered);
  }

  private static Path shared() {
    assumeTrue(
        GoldenCases.shared().isPresent(),
        "The folder ../shared/golden is missing (system property jaccard.golden overrides it);"
            + " only the bundled vectors are compared.");
    return GoldenCases.shared().orElseThrow();
  }

  private static void compareAll(Path root) {
    List<GoldenCase> cases = GoldenCases.read(root);
    assertFalse(cases.isEmpty(), "no cases in " + root);
    assertAll(cases.stream().map(golden -> () -> compare(golden)));
  }

  private static void compare(GoldenCase golden) {
    ReferenceLoss loss = ReferenceLosses.of(golden.settings());
    BoxFormat format = golden.format();
    double[] predictions = golden.predictions();
    double[] targets = golden.targets();
    double[] expected = golden.losses();
    int count = expected.length;
    double[] losses = new double[count];
    double[] gradients = new double[4 * count];
    loss.lossesAndGradients(format, count, predictions, targets, losses, gradients, null);

    double[] expectedGradients = golden.hasGradient() ? golden.gradients() : null;
    double iouLossSum = 0;
    int compared = 0;
    for (int i = 0; i < count; i++) {
      double[] prediction = Arrays.copyOfRange(predictions, 4 * i, 4 * i + 4);
      double[] target = Arrays.copyOfRange(targets, 4 * i, 4 * i + 4);
      iouLossSum += loss.iouLoss(format, prediction, target);
      double iou = 1 - PLAIN_IOU.loss(format, prediction, target);
      if (!golden.domain().contains(iou, expected[i])) {
        continue;
      }
      compared++;
      double lossError = Math.abs(losses[i] - expected[i]) / (1 + Math.abs(expected[i]));
      assertAtMost(golden.tolerance().loss(), lossError, golden + " row " + i + ": loss");
      if (expectedGradients != null) {
        assertAtMost(
            golden.tolerance().gradient(),
            gradientError(gradients, expectedGradients, i, shortestSide(format, prediction)),
            golden + " row " + i + ": gradient");
      }
    }
    if (golden.domain().isEverywhere()) {
      assertEquals(count, compared, golden + ": rows");
    }
    if (golden.batch() != null) {
      double momentum = golden.batch().momentum();
      double mean = (1 - momentum) * golden.batch().meanBefore() + momentum * iouLossSum / count;
      double tolerance = 10 * momentum * golden.tolerance().loss();
      assertEquals(golden.batch().meanAfter(), mean, tolerance, golden + ": running mean");
    }
  }

  private static double gradientError(double[] actual, double[] expected, int row, double side) {
    double largest = 0;
    double difference = 0;
    for (int k = 4 * row; k < 4 * row + 4; k++) {
      largest = Math.max(largest, Math.abs(expected[k]));
      difference = Math.max(difference, Math.abs(actual[k] - expected[k]));
    }
    return difference / (largest + 1e-3 / side);
  }

  private static double shortestSide(BoxFormat format, double[] box) {
    return format == BoxFormat.XYXY
        ? Math.min(box[2] - box[0], box[3] - box[1])
        : Math.min(box[2], box[3]);
  }

  private static void assertAtMost(double bound, double error, String what) {
    assertTrue(error <= bound, () -> what + " differs by " + error + ", allowed " + bound);
  }
}
