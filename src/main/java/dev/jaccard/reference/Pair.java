package dev.jaccard.reference;

/**
 * The geometry of one pair of boxes, and the way back from its quantities to corners and sizes.
 *
 * <pre>
 *   w  = max(x2 - x1, 0)                   likewise h, wg, hg: an inverted box has size 0
 *   ow = min(x2, x2g) - max(x1, x1g)       likewise oh, with its sign, from the corners as they are
 *   cw = (w + wg) - ow                     likewise ch
 *   dx = xg - x                            likewise dy, centres from the corners as they are
 * </pre>
 *
 * <p>For boxes that are not inverted cw is max(x2, x2g) - min(x1, x1g). With an inverted one it is
 * still at least w, wg and abs(dx), because ow is at most x2 - x1, x2g - x1g, x2g - x1 and x2 -
 * x1g. Hence U is at most C = cw·ch, and rho2 at most c2, for every pair.
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
    cw = (w + wg) - full.overlapX();
    ch = (h + hg) - full.overlapY();
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

  /** Adds to the partials of corners and sizes what enclosing box and centres contribute. */
  void pullBack(Partials partials) {
    partials.w += partials.cw;
    partials.wg += partials.cw;
    partials.h += partials.ch;
    partials.hg += partials.ch;
    Overlap.pullBackAxis(corners, 0, -partials.cw, partials.corners);
    Overlap.pullBackAxis(corners, 1, -partials.ch, partials.corners);
    pullBackOffset(0, partials.dx / 2, partials.corners);
    pullBackOffset(1, partials.dy / 2, partials.corners);
  }

  private static void pullBackOffset(int axis, double half, double[] gradient) {
    gradient[axis] -= half;
    gradient[axis + 2] -= half;
    gradient[axis + 4] += half;
    gradient[axis + 6] += half;
  }
}
