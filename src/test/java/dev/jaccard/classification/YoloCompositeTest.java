package dev.jaccard.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jaccard.golden.GoldenCases;
import dev.jaccard.golden.Npy;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * What the criteria of YOLOv5 to v10 take of these losses: cross entropy with soft targets, with a
 * focal factor on top or without, over a normalizer; the distribution loss weighted by the targets'
 * scores; each with its gain.
 */
class YoloCompositeTest {
  private static final double CLASS_GAIN = 0.5;
  private static final double DISTRIBUTION_GAIN = 1.5;
  private static final int BINS = 16;

  private static double[] read(String name) throws IOException {
    assumeTrue(
        GoldenCases.shared().isPresent(),
        "The folder ../shared/golden is missing (system property jaccard.golden overrides it).");
    return Npy.read(GoldenCases.shared().orElseThrow().resolve(name + ".npy")).values();
  }

  @Test
  void focalOnCrossEntropyWithSoftTargetsAndWeightedDistributions() throws IOException {
    double[] logits = read("inputs/cls_logits");
    double[] bins = read("inputs/dfl_logits");
    double[] bceLosses = read("cls/bce_soft/loss");
    double[] focalLosses = read("cls/focal_seed000_soft_a0.25_g2/loss");
    double[] distributionLosses = read("dfl/dfl_ultralytics/loss");
    int classAnchors = read("inputs/cls_labels").length;
    int classes = logits.length / classAnchors;
    int anchors = distributionLosses.length;

    double[] weights = new double[anchors];
    for (int i = 0; i < anchors; i++) {
      weights[i] = 0.125f * (1 + i % 8);
    }
    double scores = Arrays.stream(weights).sum();

    MemorySegment classGradient = Scores.plane(logits.length);
    Scores heads = new Scores(ClassLayout.CHANNELS_FIRST, classes, classAnchors);
    ClassBatch head =
        new ClassBatch(heads.elements(logits), ClassLayout.CHANNELS_FIRST, classes, classAnchors)
            .gradient(classGradient)
            .normalizer(scores / CLASS_GAIN);
    double plain =
        ClassLoss.of("bce").forwardBackward(head.targets(heads.elements(read("inputs/cls_free"))));
    assertGradient(read("cls/bce_soft/grad"), heads.rows(classGradient), CLASS_GAIN / scores);
    double focal =
        ClassLoss.of("focal")
            .forwardBackward(head.targets(heads.elements(read("inputs/cls_soft"))));
    assertGradient(
        read("cls/focal_seed000_soft_a0.25_g2/grad"),
        heads.rows(classGradient),
        CLASS_GAIN / scores);

    MemorySegment binGradient = Scores.plane(bins.length);
    double distribution =
        DistributionLoss.of(BINS)
            .forwardBackward(
                new DistributionBatch(Scores.plane(planes(bins, BINS)), anchors)
                    .targets(Scores.plane(planes(read("inputs/dfl_target"), 1)))
                    .weights(Scores.plane(weights))
                    .normalizer(scores / DISTRIBUTION_GAIN)
                    .gradient(binGradient));
    double[] slopes = planes(read("dfl/dfl_ultralytics/grad"), BINS);
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] *= weights[i % anchors];
    }
    assertGradient(slopes, Scores.doubles(binGradient), DISTRIBUTION_GAIN / scores);

    double weighted = 0;
    for (int i = 0; i < anchors; i++) {
      weighted += weights[i] * distributionLosses[i];
    }
    assertEquals(CLASS_GAIN * Arrays.stream(bceLosses).sum() / scores, plain, 1e-5 * plain);
    double total = CLASS_GAIN * Arrays.stream(focalLosses).sum() + DISTRIBUTION_GAIN * weighted;
    assertEquals(total / scores, focal + distribution, 1e-5 * total / scores);
  }

  private static void assertGradient(double[] expected, double[] actual, double factor) {
    for (int i = 0; i < expected.length; i++) {
      double slope = expected[i] * factor;
      assertEquals(slope, actual[i], 2e-6 * (1 + Math.abs(slope)), "element " + i);
    }
  }

  /** Rows 4i + side as planes. */
  private static double[] planes(double[] rows, int columns) {
    int anchors = rows.length / columns / 4;
    double[] planes = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int row = i / columns;
      planes[(row % 4 * columns + i % columns) * anchors + row / 4] = rows[i];
    }
    return planes;
  }
}
