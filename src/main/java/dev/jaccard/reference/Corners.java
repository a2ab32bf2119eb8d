package dev.jaccard.reference;

import dev.jaccard.BoxFormat;

/**
 * The formats: four numbers of a box to its corners x1, y1, x2, y2, and a gradient of corners and
 * size back to the format.
 *
 * <p>With (a, b, c, d) the box as the caller gives it, c0 = max(c, 0), and L a function of x1, x2
 * and of the size w = max(x2 - x1, 0), taken as three variables:
 *
 * <pre>
 *   XYXY    x1 = a         x2 = c          dL/da = dL/dx1 - s·dL/dw   dL/dc = dL/dx2 + s·dL/dw
 *                                          s = 1 where c - a is 0 or more, else 0
 *   XYWH    x1 = a         x2 = a + c0     dL/da = dL/dx1 + dL/dx2    dL/dc = s·(dL/dx2 + dL/dw)
 *   CXCYWH  x1 = a - c0/2  x2 = a + c0/2   dL/da = dL/dx1 + dL/dx2
 *                                          dL/dc = s·((dL/dx2 - dL/dx1)/2 + dL/dw)
 *                                          s = 1 where c is 0 or more, else 0
 * </pre>
 *
 * and likewise for y with b and d. Keeping the size apart leaves it out of dL/da where a box moves
 * as a whole: dL/dw of boxes without an area is some 1e16 times the rest.
 */
final class Corners {

  private Corners() {}

  /** Writes the corners of the box at {@code box[offset..]} to {@code corners[at..]}. */
  static void of(BoxFormat format, double[] box, int offset, double[] corners, int at) {
    for (int axis = 0; axis < 2; axis++) {
      double a = box[offset + axis];
      double c = box[offset + 2 + axis];
      // an infinite size must reach the corners, whatever its sign
      double size = Double.isFinite(c) ? Math.max(c, 0) : c;
      corners[at + axis] = format == BoxFormat.CXCYWH ? a - size / 2 : a;
      corners[at + 2 + axis] =
          switch (format) {
            case XYXY -> c;
            case XYWH -> a + size;
            case CXCYWH -> a + size / 2;
          };
    }
  }

  /**
   * Writes the gradient of the box at {@code box[offset..]} to {@code gradient[offset..]}.
   *
   * @param format of the box
   * @param box as the caller gives it
   * @param partials with respect to the corners and sizes
   * @param at 0 for the prediction, 4 for the target
   * @param gradient is written
   * @param offset of the box and of its gradient
   */
  static void pullBack(
      BoxFormat format, double[] box, Partials partials, int at, double[] gradient, int offset) {
    boolean target = at > 0;
    for (int axis = 0; axis < 2; axis++) {
      double low = partials.corners[at + axis];
      double high = partials.corners[at + 2 + axis];
      double size =
          axis == 0 ? (target ? partials.wg : partials.w) : (target ? partials.hg : partials.h);
      double a = box[offset + axis];
      double c = box[offset + 2 + axis];
      double passes = Ties.positive(format == BoxFormat.XYXY ? c - a : c);
      gradient[offset + axis] = format == BoxFormat.XYXY ? low - passes * size : low + high;
      gradient[offset + 2 + axis] =
          switch (format) {
            case XYXY -> high + passes * size;
            case XYWH -> passes * (high + size);
            case CXCYWH -> passes * ((high - low) / 2 + size);
          };
    }
  }
}
