package dev.jaccard.bench;

import java.util.Arrays;

/**
 * The other methods of suppression as one writes them in Java, over rows of x1, y1, x2, y2: each
 * box is compared with all that may matter. Each returns how many boxes it keeps.
 */
final class PlainMethods {
  private static final double LEAST_REST = 1e-6;

  private PlainMethods() {}

  private static int[] order(float[] scores) {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Float.compare(scores[b], scores[a]));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  /** Greedy, by IoU less the squared distance of the centres over that of the far corners. */
  static int diou(float[] rows, float[] scores, float threshold) {
    int[] kept = new int[scores.length];
    int count = 0;
    for (int candidate : order(scores)) {
      boolean keep = true;
      for (int k = 0; k < count && keep; k++) {
        int a = 4 * candidate;
        int b = 4 * kept[k];
        keep = !(PlainNms.iou(rows, a, b) - distance(rows, a, b) > threshold);
      }
      if (keep) {
        kept[count++] = candidate;
      }
    }
    return count;
  }

  private static float distance(float[] rows, int a, int b) {
    float dx = (rows[a] + rows[a + 2] - rows[b] - rows[b + 2]) / 2;
    float dy = (rows[a + 1] + rows[a + 3] - rows[b + 1] - rows[b + 3]) / 2;
    float width = Math.max(rows[a + 2], rows[b + 2]) - Math.min(rows[a], rows[b]);
    float height = Math.max(rows[a + 3], rows[b + 3]) - Math.min(rows[a + 1], rows[b + 1]);
    return (dx * dx + dy * dy) / (width * width + height * height);
  }

  /** A box is dropped that any better one overlaps. */
  static int fast(float[] rows, float[] scores, float threshold) {
    int[] order = order(scores);
    int count = 0;
    for (int i = 0; i < order.length; i++) {
      boolean keep = true;
      for (int j = 0; j < i && keep; j++) {
        keep = !(PlainNms.iou(rows, 4 * order[i], 4 * order[j]) > threshold);
      }
      count += keep ? 1 : 0;
    }
    return count;
  }

  /** Soft-NMS, gaussian: the best is taken, the others' scores are lowered, and so on. */
  static int soft(float[] rows, float[] scores, double sigma, double least) {
    double[] wide = doubles(rows);
    int[] left = order(scores);
    double[] score = new double[left.length];
    for (int i = 0; i < left.length; i++) {
      score[i] = scores[left[i]];
    }
    int size = left.length;
    int count = 0;
    while (size > 0) {
      int best = 0;
      for (int i = 1; i < size; i++) {
        best = score[i] > score[best] ? i : best;
      }
      int taken = left[best];
      count++;
      int remaining = 0;
      for (int i = 0; i < size; i++) {
        double overlap = iou(wide, 4 * taken, wide, 4 * left[i]);
        double lowered = overlap > 0 ? score[i] * Math.exp(-overlap * overlap / sigma) : score[i];
        left[remaining] = left[i];
        score[remaining] = lowered;
        remaining += i != best && (overlap <= 0 || lowered >= least) ? 1 : 0;
      }
      size = remaining;
    }
    return count;
  }

  /** Matrix NMS, linear, without the matrix. */
  static int matrix(float[] rows, float[] scores, float least) {
    double[] wide = doubles(rows);
    int[] order = order(scores);
    double[] covered = new double[order.length];
    for (int j = 0; j < order.length; j++) {
      for (int i = 0; i < j; i++) {
        covered[j] = Math.max(covered[j], iou(wide, 4 * order[i], wide, 4 * order[j]));
      }
    }
    int count = 0;
    for (int j = 0; j < order.length; j++) {
      double decay = 1;
      for (int i = 0; i < j; i++) {
        double rest = 1 - iou(wide, 4 * order[i], wide, 4 * order[j]);
        decay = Math.min(decay, rest / Math.max(LEAST_REST, 1 - covered[i]));
      }
      count += (float) (scores[order[j]] * decay) > least ? 1 : 0;
    }
    return count;
  }

  /** Weighted boxes fusion: each box with all fused ones. */
  static int fusion(float[] rows, float[] scores, double threshold) {
    double[] wide = doubles(rows);
    double[] mean = new double[rows.length];
    double[] sum = new double[rows.length];
    double[] weight = new double[scores.length];
    int count = 0;
    for (int candidate : order(scores)) {
      double largest = threshold;
      int best = count;
      for (int k = 0; k < count; k++) {
        double overlap = iou(wide, 4 * candidate, mean, 4 * k);
        if (overlap > largest) {
          largest = overlap;
          best = k;
        }
      }
      count = Math.max(count, best + 1);
      weight[best] += scores[candidate];
      for (int c = 0; c < 4; c++) {
        sum[4 * best + c] += scores[candidate] * wide[4 * candidate + c];
        mean[4 * best + c] = sum[4 * best + c] / weight[best];
      }
    }
    return count;
  }

  private static double[] doubles(float[] rows) {
    double[] wide = new double[rows.length];
    Arrays.setAll(wide, i -> rows[i]);
    return wide;
  }

  private static double iou(double[] rows, int a, double[] others, int b) {
    double width = Math.min(rows[a + 2], others[b + 2]) - Math.max(rows[a], others[b]);
    double height = Math.min(rows[a + 3], others[b + 3]) - Math.max(rows[a + 1], others[b + 1]);
    if (width <= 0 || height <= 0) {
      return 0;
    }
    double areas =
        (rows[a + 2] - rows[a]) * (rows[a + 3] - rows[a + 1])
            + (others[b + 2] - others[b]) * (others[b + 3] - others[b + 1]);
    return width * height / (areas - width * height);
  }
}
