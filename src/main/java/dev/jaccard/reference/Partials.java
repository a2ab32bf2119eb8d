package dev.jaccard.reference;

import java.util.Arrays;

/**
 * The partial derivatives of the loss with respect to each geometric quantity of a pair. A base
 * loss writes them; then all are pulled back to the corners and the sizes w, h, wg, hg.
 */
final class Partials {

  /** With respect to G, the overlap term after all its modifiers. */
  double overlap;

  /** With respect to the overlap term before alpha, in place of G where a loss powers by itself. */
  double unpowered;

  /** With respect to the union of the full boxes. */
  double union;

  /** With respect to the width of the prediction. */
  double w;

  /** With respect to the height of the prediction. */
  double h;

  /** With respect to the width of the target. */
  double wg;

  /** With respect to the height of the target. */
  double hg;

  /** With respect to the width of the enclosing box. */
  double cw;

  /** With respect to the height of the enclosing box. */
  double ch;

  /** With respect to the centre offset in x. */
  double dx;

  /** With respect to the centre offset in y. */
  double dy;

  /** With respect to x1, y1, x2, y2, x1g, y1g, x2g, y2g, other than through the sizes. */
  final double[] corners = new double[8];

  /** Sets all to one value. */
  void fill(double value) {
    overlap = unpowered = union = w = h = wg = hg = cw = ch = dx = dy = value;
    Arrays.fill(corners, value);
  }

  /** Sets what is with respect to the target's corners and sizes to 0. */
  void clearTarget() {
    wg = hg = 0;
    Arrays.fill(corners, 4, 8, 0);
  }

  /** Multiplies all by a factor that is a constant for the gradient. */
  void scale(double factor) {
    overlap *= factor;
    unpowered *= factor;
    union *= factor;
    w *= factor;
    h *= factor;
    wg *= factor;
    hg *= factor;
    cw *= factor;
    ch *= factor;
    dx *= factor;
    dy *= factor;
    for (int i = 0; i < corners.length; i++) {
      corners[i] *= factor;
    }
  }
}
