package dev.jaccard.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/** Suppression written down as it is defined: every pair is compared. Rows of x1, y1, x2, y2. */
final class PlainNms {
  private PlainNms() {}

  /** Descending scores, NaN first, lower index first. */
  static List<Integer> order(float[] scores) {
    Comparator<Integer> byScore =
        (a, b) -> {
          float one = scores[a];
          float other = scores[b];
          if (Float.isNaN(one) || Float.isNaN(other)) {
            return Boolean.compare(Float.isNaN(other), Float.isNaN(one));
          }
          return one == other ? 0 : one > other ? -1 : 1;
        };
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(byScore.thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  static int[] greedy(float[][] boxes, float[] scores, int[] classes, double threshold) {
    return keep(boxes, scores, classes, threshold, PlainNms::iou, false);
  }

  static int[] diou(float[][] boxes, float[] scores, int[] classes, double threshold) {
    return keep(boxes, scores, classes, threshold, PlainNms::diou, false);
  }

  static int[] fast(float[][] boxes, float[] scores, int[] classes, double threshold) {
    return keep(boxes, scores, classes, threshold, PlainNms::iou, true);
  }

  private static int[] keep(
      float[][] boxes,
      float[] scores,
      int[] classes,
      double threshold,
      ToDoubleBiFunction<float[], float[]> similarity,
      boolean suppressedSuppress) {
    List<Integer> kept = new ArrayList<>();
    List<Integer> suppressors = new ArrayList<>();
    for (int candidate : order(scores)) {
      boolean suppressed =
          suppressors.stream()
              .anyMatch(one ->
                  (classes == null || classes[one] == classes[candidate])
                      && similarity.applyAsDouble(boxes[one], boxes[candidate]) > threshold);
      if (!suppressed) {
        kept.add(candidate);
      }
      if (!suppressed || suppressedSuppress) {
        suppressors.add(candidate);
      }
    }
    return kept.stream().mapToInt(Integer::intValue).toArray();
  }

  /** As torchvision computes it, in float. */
  static float iou(float[] a, float[] b) {
    float width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
    float height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
    float intersection = width * height;
    return intersection / (area(a) + area(b) - intersection);
  }

  private static float area(float[] box) {
    return (box[2] - box[0]) * (box[3] - box[1]);
  }

  static float diou(float[] a, float[] b) {
    float dx = (a[0] + a[2] - (b[0] + b[2])) / 2;
    float dy = (a[1] + a[3] - (b[1] + b[3])) / 2;
    float width = Math.max(a[2], b[2]) - Math.min(a[0], b[0]);
    float height = Math.max(a[3], b[3]) - Math.min(a[1], b[1]);
    return iou(a, b) - (dx * dx + dy * dy) / (width * width + height * height);
  }
}
