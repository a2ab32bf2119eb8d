package dev.jaccard.loss;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jaccard.Backend;
import dev.jaccard.Batch;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.golden.GoldenCase;
import dev.jaccard.golden.GoldenCases;
import dev.jaccard.reference.ReferenceLoss;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The compiled losses against vectors made by real implementations in float64. */
class GoldenKernelsTest {
  /** |l - ref| / (1 + |ref|), as the vectors' README states it for float kernels. */
  private static final double FLOAT_LOSS = 2e-5;

  /** max|g - ref| / (max|ref| + 1e-3 / shortest side), likewise. */
  private static final double FLOAT_GRADIENT = 5e-4;

  private static final ReferenceLoss PLAIN_IOU = ReferenceLoss.builder("iou").build();

  @Test
  void bundledVectorsAreReproduced() {
    compareAll(GoldenCases.bundled());
  }

  @Test
  void sharedVectorsAreReproduced() {
    assumeTrue(
        GoldenCases.shared().isPresent(),
        "The folder ../shared/golden is missing (system property jaccard.golden overrides it);"
            + " only the bundled vectors are compared.");
    compareAll(GoldenCases.shared().orElseThrow());
  }

  private static void compareAll(Path root) {
    List<GoldenCase> cases = GoldenCases.read(root);
    assertFalse(cases.isEmpty(), "no cases in " + root);
    assertAll(cases.stream().map(golden -> () -> compare(golden)));
  }

  private static void compare(GoldenCase golden) {
    BoxLoss loss = LossTable.builder(golden.settings()).backend(Backend.SCALAR).build();
    Pairs given =
        new Pairs(golden.format(), floats(golden.predictions()), floats(golden.targets()));
    compare(golden, given, Results.of(loss, given), golden.format());
    if (golden.format() == BoxFormat.XYXY) {
      for (BoxFormat format : List.of(BoxFormat.XYWH, BoxFormat.CXCYWH)) {
        Pairs converted = converted(given, format);
        compare(golden, converted, Results.of(loss, converted), BoxFormat.XYXY);
      }
    }
    if (golden.batch() != null) {
      RunningMean before = new RunningMean(golden.batch().meanBefore(), golden.batch().momentum());
      Boxes prediction = planes(given, given.predictions());
      Batch batch = new Batch(prediction, planes(given, given.targets()));
      double tolerance = golden.batch().momentum() * (FLOAT_LOSS + 10 * golden.tolerance().loss());
      assertEquals(
          golden.batch().meanAfter(),
          loss.updated(before, batch).value(),
          tolerance,
          golden + ": running mean");
    }
  }

  /** Compares what was computed in a format with what is expected in another one. */
  private static void compare(
      GoldenCase golden, Pairs pairs, Results actual, BoxFormat expectedFormat) {
    double[] losses = golden.losses();
    double[] gradients = golden.hasGradient() ? golden.gradients() : null;
    double lossBound = Math.max(FLOAT_LOSS, golden.tolerance().loss());
    double gradientBound = Math.max(FLOAT_GRADIENT, golden.tolerance().gradient());
    for (int i = 0; i < losses.length; i++) {
      int row = 4 * i;
      double[] prediction =
          Pairs.corners(pairs.format(), Arrays.copyOfRange(pairs.predictions(), row, row + 4));
      double[] target =
          Pairs.corners(pairs.format(), Arrays.copyOfRange(pairs.targets(), row, row + 4));
      double iou = 1 - PLAIN_IOU.loss(BoxFormat.XYXY, prediction, target);
      if (!golden.domain().contains(iou, losses[i])) {
        continue;
      }
      String what = golden + " " + pairs.format() + " row " + i;
      double error = Math.abs(actual.losses()[i] - losses[i]) / (1 + Math.abs(losses[i]));
      assertTrue(error <= lossBound, () -> what + ": loss differs by " + error);
      if (gradients != null) {
        double[] expected = Arrays.copyOfRange(gradients, row, row + 4);
        double[] got = Arrays.copyOfRange(actual.gradients(), row, row + 4);
        if (pairs.format() != expectedFormat) {
          expected = inFormat(pairs.format(), expected);
        }
        double side = Math.min(prediction[2] - prediction[0], prediction[3] - prediction[1]);
        double gradientError = gradientError(got, expected, side);
        assertTrue(
            gradientError <= gradientBound, () -> what + ": gradient differs by " + gradientError);
      }
    }
  }

  private static double gradientError(double[] actual, double[] expected, double side) {
    double largest = 0;
    double difference = 0;
    for (int k = 0; k < 4; k++) {
      largest = Math.max(largest, Math.abs(expected[k]));
      difference = Math.max(difference, Math.abs(actual[k] - expected[k]));
    }
    return difference / (largest + 1e-3 / side);
  }

  /** A gradient with respect to the corners as one with respect to the numbers of a format. */
  private static double[] inFormat(BoxFormat format, double[] g) {
    double x = g[0] + g[2];
    double y = g[1] + g[3];
    return format == BoxFormat.XYWH
        ? new double[] {x, y, g[2], g[3]}
        : new double[] {x, y, (g[2] - g[0]) / 2, (g[3] - g[1]) / 2};
  }

  private static Pairs converted(Pairs pairs, BoxFormat format) {
    return new Pairs(
        format, converted(pairs.predictions(), format), converted(pairs.targets(), format));
  }

  private static float[] converted(float[] rows, BoxFormat format) {
    float[] result = new float[rows.length];
    for (int i = 0; i < rows.length; i += 4) {
      double width = (double) rows[i + 2] - rows[i];
      double height = (double) rows[i + 3] - rows[i + 1];
      double shift = format == BoxFormat.CXCYWH ? 0.5 : 0;
      result[i] = (float) (rows[i] + shift * width);
      result[i + 1] = (float) (rows[i + 1] + shift * height);
      result[i + 2] = (float) width;
      result[i + 3] = (float) height;
    }
    return result;
  }

  private static Boxes planes(Pairs pairs, float[] rows) {
    Boxes boxes = Boxes.wrap(new float[rows.length], pairs.count(), pairs.format());
    boxes.copyInterleaved(rows);
    return boxes;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
