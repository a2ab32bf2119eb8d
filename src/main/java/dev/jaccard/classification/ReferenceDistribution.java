package dev.jaccard.classification;

import dev.jaccard.reference.SoftmaxReference;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Runs the distribution loss and the expected distances through the double reference. */
final class ReferenceDistribution {
  private ReferenceDistribution() {}

  /** The sum of loss · weight; writes what the batch asks for. */
  static double run(DistributionBatch batch, int bins, boolean backward) {
    int anchors = batch.anchors();
    double[] x = new double[bins];
    double[] lossSlopes = new double[bins];
    double[] distanceSlopes = new double[bins];
    double sum = 0;
    for (int anchor = 0; anchor < anchors; anchor++) {
      double weight = batch.weights() == null ? 1 : get(batch.weights(), anchor);
      double loss = 0;
      for (int side = 0; side < DistributionBatch.SIDES; side++) {
        long at = (long) side * anchors + anchor;
        for (int k = 0; k < bins; k++) {
          x[k] = get(batch.logits(), plane(side, bins, k) * anchors + anchor);
        }
        double distance = SoftmaxReference.expectation(x, distanceSlopes);
        put(batch.distances(), at, distance);
        if (batch.targets() != null) {
          loss += SoftmaxReference.distribution(x, get(batch.targets(), at), lossSlopes);
        }
        double share = weight / DistributionBatch.SIDES / batch.effectiveNormalizer();
        double upstream =
            backward && batch.distanceGradient() != null ? get(batch.distanceGradient(), at) : 0;
        for (int k = 0; k < bins && backward; k++) {
          put(
              batch.gradient(),
              plane(side, bins, k) * anchors + anchor,
              share * lossSlopes[k] + upstream * distanceSlopes[k]);
        }
      }
      loss *= weight / DistributionBatch.SIDES;
      sum += loss;
      put(batch.losses(), anchor, loss);
    }
    return sum;
  }

  private static long plane(int side, int bins, int bin) {
    return (long) side * bins + bin;
  }

  private static float get(MemorySegment plane, long index) {
    return plane.get(ValueLayout.JAVA_FLOAT_UNALIGNED, index * Float.BYTES);
  }

  private static void put(MemorySegment plane, long index, double value) {
    if (plane != null) {
      plane.set(ValueLayout.JAVA_FLOAT_UNALIGNED, index * Float.BYTES, (float) value);
    }
  }
}
