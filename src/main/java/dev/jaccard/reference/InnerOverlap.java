package dev.jaccard.reference;

import java.util.Arrays;

/**
 * The overlap of both boxes scaled about their own centres by a ratio r (Inner-IoU, 2311.02877).
 *
 * <p>With k = (1 - r)/2: x1' = x1 + k·(x2 - x1), x2' = x2 - k·(x2 - x1), likewise y. Hence dL/dx1 =
 * (1-k)·dL/dx1' + k·dL/dx2' and dL/dx2 = k·dL/dx1' + (1-k)·dL/dx2'.
 */
final class InnerOverlap {

  /** Where x1, y1, x1g, y1g stand; x2, y2, x2g, y2g stand two places further. */
  private static final int[] LOW_CORNERS = {0, 1, 4, 5};

  private final double k;

  /** The overlap of the scaled boxes. */
  final Overlap scaled;

  private final double[] inner = new double[8];

  /**
   * Makes it for one ratio.
   *
   * @param ratio r
   * @param convention where eps goes
   */
  InnerOverlap(double ratio, Convention convention) {
    this.k = (1 - ratio) / 2;
    this.scaled = Overlap.inner(convention);
  }

  /** Computes the overlap from the eight corners of the full boxes. */
  void set(double[] corners) {
    for (int low : LOW_CORNERS) {
      double shrink = k * (corners[low + 2] - corners[low]);
      inner[low] = corners[low] + shrink;
      inner[low + 2] = corners[low + 2] - shrink;
    }
    scaled.set(inner);
  }

  /** Adds the gradient of the full boxes' corners; the partial is that of the inner J. */
  void pullBack(double lossPartial, double[] gradient) {
    Arrays.fill(inner, 0);
    scaled.pullBack(lossPartial, 0, inner);
    for (int low : LOW_CORNERS) {
      gradient[low] += (1 - k) * inner[low] + k * inner[low + 2];
      gradient[low + 2] += k * inner[low] + (1 - k) * inner[low + 2];
    }
  }
}
