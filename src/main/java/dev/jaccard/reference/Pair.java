package dev.jaccard.reference;

/**
 * The geometry of one pair of boxes, and the way back from its quantities to the corners.
 *
 * <pre>
 *   w = max(x2 - x1, 0)                    likewise h, wg, hg: an inverted box has size 0
 *   cw = max(x2, x2g) - min(x1, x1g)       likewise ch, from the corners as they are
 *   dx = xg - x                            likewise dy, centres from the corners as they are
 * </pre>
 */
final class Pair {

  /** x1, y1, x2, y2, x1g, y1g, x2g, y2g. */
  final double[] corners = new double[8];

  /** The overlap of the full boxes. */
  final Overlap full;

  /** Width of the prediction, at least 0. */
  double w;

  /** Height of the prediction, at least 0. */
  double h;

  /** Width of the target, at least 0. */
  double wg;

  /** Height of the target, at least 0. */
  double hg;

  /** Width of the smallest enclosing box. */
  double cw;

  /** Height of the smallest enclosing box. */
  double ch;

  /** Offset in x from the prediction's centre to the target's. */
  double dx;

  /** Offset in y from the prediction's centre to the target's. */
  double dy;

  /** G: one minus the modified IoU. */
  double overlapLoss;

  /** The modified IoU, 1 - G. */
  double similarity;

  /** The overlap term before alpha. */
  double unpoweredLoss;

  /** One minus the overlap term before alpha. */
  double unpoweredSimilarity;

  /**
   * Makes an empty pair.
   *
   * @param convention where eps goes
   */
  Pair(Convention convention) {
    this.full = Overlap.full(convention);
  }

  /** Derives everything but the overlap term from {@link #corners}. */
  void derive() {
    full.set(corners);
    w = Math.max(corners[2] - corners[0], 0);
    h = Math.max(corners[3] - corners[1], 0);
    wg = Math.max(corners[6] - corners[4], 0);
    hg = Math.max(corners[7] - corners[5], 0);
    cw = Math.max(corners[2], corners[6]) - Math.min(corners[0], corners[4]);
    ch = Math.max(corners[3], corners[7]) - Math.min(corners[1], corners[5]);
    dx = ((corners[4] - corners[0]) + (corners[6] - corners[2])) / 2;
    dy = ((corners[5] - corners[1]) + (corners[7] - corners[3])) / 2;
  }

  /** Whether every coordinate is a finite number. */
  boolean isFinite() {
    for (double corner : corners) {
      if (!Double.isFinite(corner)) {
        return false;
      }
    }
    return true;
  }

  /** The squared distance of the centres, rho2. */
  double centerDistance2() {
    return dx * dx + dy * dy;
  }

  /** The squared diagonal of the enclosing box, c2. */
  double diagonal2() {
    return cw * cw + ch * ch;
  }

  /** Adds to the gradient of the eight corners what sizes, enclosing box and centres contribute. */
  void pullBack(Partials partials, double[] gradient) {
    for (int i = 0; i < 8; i++) {
      gradient[i] += partials.corners[i];
    }
    pullBackAxis(0, partials.w, partials.wg, partials.cw, partials.dx, gradient);
    pullBackAxis(1, partials.h, partials.hg, partials.ch, partials.dy, gradient);
  }

  private void pullBackAxis(
      int axis, double size, double targetSize, double enclosing, double offset, double[] g) {
    double low = corners[axis];
    double high = corners[axis + 2];
    double lowTarget = corners[axis + 4];
    double highTarget = corners[axis + 6];
    double bySize = size * Ties.positive(high - low);
    double byTargetSize = targetSize * Ties.positive(highTarget - lowTarget);
    g[axis] -= bySize + enclosing * Ties.min(low, lowTarget) + offset / 2;
    g[axis + 2] += bySize + enclosing * Ties.max(high, highTarget) - offset / 2;
    g[axis + 4] -= byTargetSize + enclosing * Ties.min(lowTarget, low) - offset / 2;
    g[axis + 6] += byTargetSize + enclosing * Ties.max(highTarget, high) + offset / 2;
  }
}
