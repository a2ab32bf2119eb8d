package dev.jaccard.classification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.Backend;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The distribution loss against its reference, and what fusion means. */
class DistributionLossTest {
  private static final int ANCHORS = 300;

  private static DistributionBatch batch(int bins, double deviation) {
    return new DistributionBatch(
        Scores.plane(Scores.logits(4 * bins * ANCHORS, deviation, 1)), ANCHORS);
  }

  private static MemorySegment targets(int bins) {
    double[] targets = Scores.logits(4 * ANCHORS, bins, 2);
    targets[0] = 0;
    targets[1] = bins - 1;
    targets[2] = 1;
    targets[3] = -0.0;
    targets[4] = 1e30;
    return Scores.plane(targets);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 9, 16, 17, 32, 64})
  void kernelsAreCloseToTheReferenceForAnyNumberOfBins(int bins) {
    double[][] results = new double[2][];
    for (int i = 0; i < 2; i++) {
      MemorySegment losses = Scores.plane(ANCHORS);
      MemorySegment distances = Scores.plane(4 * ANCHORS);
      MemorySegment gradient = Scores.plane(4 * bins * ANCHORS);
      DistributionBatch batch =
          batch(bins, 3)
              .targets(targets(bins))
              .weights(Scores.plane(Scores.targets(ANCHORS, 3)))
              .distanceGradient(Scores.plane(Scores.logits(4 * ANCHORS, 1, 4)))
              .losses(losses)
              .distances(distances)
              .gradient(gradient)
              .mean();
      double result =
          DistributionLoss.of(bins, i == 0 ? Backend.REFERENCE : Backend.SCALAR)
              .forwardBackward(batch);
      results[i] =
          java.util.stream.Stream.of(
                  new double[] {result},
                  Scores.doubles(losses),
                  Scores.doubles(distances),
                  Scores.doubles(gradient))
              .flatMapToDouble(java.util.Arrays::stream)
              .toArray();
    }
    assertArrayEquals(results[0], results[1], bins * 2e-6);
  }

  @Test
  void theFusedGradientIsTheSumOfBoth() {
    int bins = 16;
    MemorySegment upstream = Scores.plane(Scores.logits(4 * ANCHORS, 1, 4));
    MemorySegment both = Scores.plane(4 * bins * ANCHORS);
    MemorySegment ofLoss = Scores.plane(4 * bins * ANCHORS);
    MemorySegment ofDistances = Scores.plane(4 * bins * ANCHORS);
    DistributionLoss loss = DistributionLoss.of(bins);
    loss.forwardBackward(
        batch(bins, 2).targets(targets(bins)).distanceGradient(upstream).gradient(both));
    loss.forwardBackward(batch(bins, 2).targets(targets(bins)).gradient(ofLoss));
    loss.forwardBackward(batch(bins, 2).distanceGradient(upstream).gradient(ofDistances));
    double[] sum = Scores.doubles(ofLoss);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += Scores.doubles(ofDistances)[i];
    }
    assertArrayEquals(sum, Scores.doubles(both), 2e-6);
  }

  @Test
  void extremeLogitsGiveFiniteResults() {
    double[] logits = new double[4 * 4 * 2];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = i % 3 == 0 ? 1e30 : i % 3 == 1 ? -1e30 : 1e4;
    }
    for (Backend backend : new Backend[] {Backend.SCALAR, Backend.VECTOR}) {
      MemorySegment losses = Scores.plane(2);
      MemorySegment distances = Scores.plane(8);
      MemorySegment gradient = Scores.plane(logits.length);
      DistributionLoss.of(4, backend)
          .forwardBackward(
              new DistributionBatch(Scores.plane(logits), 2)
                  .targets(Scores.plane(0, 1, 2, 3, 0.5, 1.5, 2.5, 2.99))
                  .distances(distances)
                  .losses(losses)
                  .gradient(gradient));
      for (MemorySegment plane : new MemorySegment[] {losses, distances, gradient}) {
        for (double value : Scores.doubles(plane)) {
          assertTrue(Double.isFinite(value));
        }
      }
    }
  }

  @Test
  void equalLogitsHaveTheMiddleDistanceAndTheLogarithmOfTheBinsAsLoss() {
    MemorySegment distances = Scores.plane(4);
    double loss =
        DistributionLoss.of(16)
            .forward(
                new DistributionBatch(Scores.plane(4 * 16), 1)
                    .targets(Scores.plane(0, 3.3, 7.5, 14.99))
                    .distances(distances));
    assertEquals(Math.log(16), loss, 1e-6);
    assertArrayEquals(new double[] {7.5, 7.5, 7.5, 7.5}, Scores.doubles(distances), 1e-5);
  }
}
