package dev.jaccard.reference;

/**
 * The overlap of both boxes scaled about their own centres by a ratio r (Inner-IoU, 2311.02877).
 *
 * <p>With k = (1 - r)/2: x1' = x1 + k·(x2 - x1), x2' = x2 - k·(x2 - x1), and so w' = r·w; likewise
 * y. Hence dL/dx1 = (1-k)·dL/dx1' + k·dL/dx2', dL/dx2 = k·dL/dx1' + (1-k)·dL/dx2', dL/dw =
 * r·dL/dw'.
 */
final class InnerOverlap {

  /** Where x1, y1, x1g, y1g stand; x2, y2, x2g, y2g stand two places further. */
  private static final int[] LOW_CORNERS = {0, 1, 4, 5};

  private final double ratio;
  private final double k;

  /** The overlap of the scaled boxes. */
  final Overlap scaled;

  private final double[] inner = new double[8];
  private final Partials scaledPartials = new Partials();

  /**
   * Makes it for one ratio.
   *
   * @param ratio r
   * @param convention where eps goes
   */
  InnerOverlap(double ratio, Convention convention) {
    this.ratio = ratio;
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

  /**
   * Adds the partials of the full boxes' corners and sizes; the argument is that of the inner J.
   */
  void pullBack(double lossPartial, Partials partials) {
    scaledPartials.fill(0);
    scaled.pullBack(lossPartial, 0, scaledPartials);
    partials.w += ratio * scaledPartials.w;
    partials.h += ratio * scaledPartials.h;
    partials.wg += ratio * scaledPartials.wg;
    partials.hg += ratio * scaledPartials.hg;
    for (int low : LOW_CORNERS) {
      double byLow = scaledPartials.corners[low];
      double byHigh = scaledPartials.corners[low + 2];
      partials.corners[low] += (1 - k) * byLow + k * byHigh;
      partials.corners[low + 2] += k * byLow + (1 - k) * byHigh;
    }
  }
}
