package dev.jaccard.reference;

import dev.jaccard.BoxFormat;

/**
 * The formats: four numbers of a box to its corners x1, y1, x2, y2, and a corner gradient back to
 * the format.
 *
 * <p>With (a, b, c, d) the box as the caller gives it:
 *
 * <pre>
 *   XYXY    x1 = a          x2 = c
 *   XYWH    x1 = a          x2 = a + c       dL/da = dL/dx1 + dL/dx2   dL/dc = dL/dx2
 *   CXCYWH  x1 = a - c/2    x2 = a + c/2     dL/da = dL/dx1 + dL/dx2   dL/dc = (dL/dx2 - dL/dx1)/2
 * </pre>
 *
 * and likewise for y with b and d.
 */
final class Corners {

  private Corners() {}

  /** Writes the corners of the box at {@code box[offset..]} to {@code corners[at..]}. */
  static void of(BoxFormat format, double[] box, int offset, double[] corners, int at) {
    for (int axis = 0; axis < 2; axis++) {
      double a = box[offset + axis];
      double c = box[offset + 2 + axis];
      corners[at + axis] = format == BoxFormat.CXCYWH ? a - c / 2 : a;
      corners[at + 2 + axis] =
          switch (format) {
            case XYXY -> c;
            case XYWH -> a + c;
            case CXCYWH -> a + c / 2;
          };
    }
  }

  /**
   * Writes the gradient of the format at {@code gradient[offset..]}, of corners at {@code [at..]}.
   */
  static void pullBack(
      BoxFormat format, double[] cornerGradient, int at, double[] gradient, int offset) {
    for (int axis = 0; axis < 2; axis++) {
      double low = cornerGradient[at + axis];
      double high = cornerGradient[at + 2 + axis];
      gradient[offset + axis] = format == BoxFormat.XYXY ? low : low + high;
      gradient[offset + 2 + axis] = format == BoxFormat.CXCYWH ? (high - low) / 2 : high;
    }
  }
}
