package dev.jaccard.bench.peers;

import java.util.Map;

/**
 * The loops over arrays, one for each loss and layout so that each has its own machine code. Boxes
 * are rows (x1 y1 x2 y2 of the first, of the second and so on) or planes, one after another.
 */
final class ArrayLoops {
  /** A loop over all pairs. */
  @FunctionalInterface
  interface ArrayLoop {
    void run(float[] p, float[] t, float[] losses, float[] gradient, int count);
  }

  static final Map<String, ArrayLoop> ROWS =
      Map.of(
          "iou", ArrayLoops::iouRows, "giou", ArrayLoops::giouRows, "ciou", ArrayLoops::ciouRows);

  static final Map<String, ArrayLoop> PLANES =
      Map.of(
          "iou",
          ArrayLoops::iouPlanes,
          "giou",
          ArrayLoops::giouPlanes,
          "ciou",
          ArrayLoops::ciouPlanes);

  private ArrayLoops() {}

  private static void iouRows(float[] p, float[] t, float[] losses, float[] gradient, int count) {
    for (int i = 0, k = 0; i < count; i++, k += 4) {
      losses[i] =
          HandWritten.iou(
              p[k], p[k + 1], p[k + 2], p[k + 3], t[k], t[k + 1], t[k + 2], t[k + 3], gradient, k,
              1);
    }
  }

  private static void iouPlanes(float[] p, float[] t, float[] losses, float[] gradient, int count) {
    for (int i = 0; i < count; i++) {
      losses[i] =
          HandWritten.iou(
              p[i],
              p[i + count],
              p[i + 2 * count],
              p[i + 3 * count],
              t[i],
              t[i + count],
              t[i + 2 * count],
              t[i + 3 * count],
              gradient,
              i,
              count);
    }
  }

  private static void giouRows(float[] p, float[] t, float[] losses, float[] gradient, int count) {
    for (int i = 0, k = 0; i < count; i++, k += 4) {
      losses[i] =
          HandWritten.giou(
              p[k], p[k + 1], p[k + 2], p[k + 3], t[k], t[k + 1], t[k + 2], t[k + 3], gradient, k,
              1);
    }
  }

  private static void giouPlanes(
      float[] p, float[] t, float[] losses, float[] gradient, int count) {
    for (int i = 0; i < count; i++) {
      losses[i] =
          HandWritten.giou(
              p[i],
              p[i + count],
              p[i + 2 * count],
              p[i + 3 * count],
              t[i],
              t[i + count],
              t[i + 2 * count],
              t[i + 3 * count],
              gradient,
              i,
              count);
    }
  }

  private static void ciouRows(float[] p, float[] t, float[] losses, float[] gradient, int count) {
    for (int i = 0, k = 0; i < count; i++, k += 4) {
      losses[i] =
          HandWritten.ciou(
              p[k], p[k + 1], p[k + 2], p[k + 3], t[k], t[k + 1], t[k + 2], t[k + 3], gradient, k,
              1);
    }
  }

  private static void ciouPlanes(
      float[] p, float[] t, float[] losses, float[] gradient, int count) {
    for (int i = 0; i < count; i++) {
      losses[i] =
          HandWritten.ciou(
              p[i],
              p[i + count],
              p[i + 2 * count],
              p[i + 3 * count],
              t[i],
              t[i + count],
              t[i + 2 * count],
              t[i + 3 * count],
              gradient,
              i,
              count);
    }
  }
}
