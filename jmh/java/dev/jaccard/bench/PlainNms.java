package dev.jaccard.bench;

import java.util.Arrays;

/** Greedy suppression as one writes it in Java: sorted, each box compared with all kept ones. */
final class PlainNms {
  private PlainNms() {}

  /** Writes the kept indices and returns how many. */
  static int apply(float[] rows, float[] scores, float threshold, int[] kept) {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Float.compare(scores[b], scores[a]));
    int count = 0;
    for (int candidate : order) {
      boolean keep = true;
      for (int k = 0; k < count && keep; k++) {
        keep = !(iou(rows, 4 * candidate, 4 * kept[k]) > threshold);
      }
      if (keep) {
        kept[count++] = candidate;
      }
    }
    return count;
  }

  static float iou(float[] rows, int a, int b) {
    float width = Math.min(rows[a + 2], rows[b + 2]) - Math.max(rows[a], rows[b]);
    float height = Math.min(rows[a + 3], rows[b + 3]) - Math.max(rows[a + 1], rows[b + 1]);
    if (width <= 0 || height <= 0) {
      return 0;
    }
    float intersection = width * height;
    return intersection / (area(rows, a) + area(rows, b) - intersection);
  }

  private static float area(float[] rows, int at) {
    return (rows[at + 2] - rows[at]) * (rows[at + 3] - rows[at + 1]);
  }
}
