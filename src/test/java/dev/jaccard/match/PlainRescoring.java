package dev.jaccard.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Soft-NMS, matrix NMS and weighted boxes fusion as their papers say, over every pair. */
final class PlainRescoring {
  /**
   * A box that was kept.
   *
   * @param index which one
   * @param score its score now
   */
  record Kept(int index, double score) {}

  /**
   * A box that was fused.
   *
   * @param box x1, y1, x2, y2
   * @param score its score
   * @param leader its first member
   */
  record Fused(double[] box, double score, int leader) {}

  private PlainRescoring() {}

  static double iou(double[] a, double[] b, int offset) {
    double width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]) + offset;
    double height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]) + offset;
    if (width <= 0 || height <= 0) {
      return 0;
    }
    double areas =
        (a[2] - a[0] + offset) * (a[3] - a[1] + offset)
            + (b[2] - b[0] + offset) * (b[3] - b[1] + offset);
    return width * height / (areas - width * height);
  }

  private static double[] box(Scenes scene, int i) {
    float[] row = scene.rows()[i];
    return new double[] {row[0], row[1], row[2], row[3]};
  }

  /** The weight of the IoU is linear above a threshold where sigma is 0, else gaussian. */
  static List<Kept> soft(
      Scenes scene, boolean byClass, double iouThreshold, double sigma, int offset, double least) {
    List<Integer> left = new ArrayList<>(PlainNms.order(scene.scores()));
    double[] scores = new double[scene.count()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = scene.scores()[i];
    }
    List<Kept> kept = new ArrayList<>();
    while (!left.isEmpty()) {
      int best = left.get(0);
      for (int i : left) {
        if (scores[i] > scores[best] || (scores[i] == scores[best] && i < best)) {
          best = i;
        }
      }
      left.remove((Integer) best);
      kept.add(new Kept(best, scores[best]));
      for (int i : List.copyOf(left)) {
        double iou = iou(box(scene, best), box(scene, i), offset);
        if (iou > 0 && (!byClass || scene.classes()[i] == scene.classes()[best])) {
          double weight =
              sigma > 0 ? Math.exp(-iou * iou / sigma) : iou > iouThreshold ? 1 - iou : 1;
          scores[i] *= weight;
          if (scores[i] < least) {
            left.remove((Integer) i);
          }
        }
      }
    }
    return kept;
  }

  /** The score of each box in the order of the original scores. */
  static List<Kept> matrix(Scenes scene, boolean byClass, double sigma) {
    List<Integer> order = PlainNms.order(scene.scores());
    int count = order.size();
    double[][] iou = new double[count][count];
    double[] covered = new double[count];
    for (int j = 0; j < count; j++) {
      for (int i = 0; i < j; i++) {
        int a = order.get(i);
        int b = order.get(j);
        boolean same = !byClass || scene.classes()[a] == scene.classes()[b];
        iou[i][j] = same ? iou(box(scene, a), box(scene, b), 0) : 0;
        covered[j] = Math.max(covered[j], iou[i][j]);
      }
    }
    List<Kept> kept = new ArrayList<>();
    for (int j = 0; j < count; j++) {
      double decay = 1;
      for (int i = 0; i < j; i++) {
        double ratio =
            sigma > 0
                ? Math.exp(-sigma * iou[i][j] * iou[i][j])
                    / Math.exp(-sigma * covered[i] * covered[i])
                : (1 - iou[i][j]) / Math.max(1e-6, 1 - covered[i]);
        decay = Math.min(decay, ratio);
      }
      kept.add(new Kept(order.get(j), scene.scores()[order.get(j)] * decay));
    }
    kept.sort(Comparator.comparingDouble((Kept k) -> -k.score()));
    return kept;
  }

  static List<Fused> fusion(Scenes scene, boolean byClass, double threshold, int models) {
    List<List<Integer>> clusters = new ArrayList<>();
    for (int i : PlainNms.order(scene.scores())) {
      List<Integer> best = null;
      double largest = threshold;
      for (List<Integer> cluster : clusters) {
        boolean same = !byClass || scene.classes()[cluster.getFirst()] == scene.classes()[i];
        double iou = same ? iou(box(scene, i), fused(scene, cluster, models).box(), 0) : 0;
        if (iou > largest) {
          largest = iou;
          best = cluster;
        }
      }
      if (best == null) {
        best = new ArrayList<>();
        clusters.add(best);
      }
      best.add(i);
    }
    List<Fused> result = new ArrayList<>();
    clusters.forEach(cluster -> result.add(fused(scene, cluster, models)));
    result.sort(Comparator.comparingDouble((Fused f) -> -f.score()));
    return result;
  }

  private static Fused fused(Scenes scene, List<Integer> members, int models) {
    double[] box = new double[4];
    double weights = 0;
    for (int i : members) {
      weights += scene.scores()[i];
      for (int c = 0; c < 4; c++) {
        box[c] += (double) scene.scores()[i] * scene.rows()[i][c];
      }
    }
    for (int c = 0; c < 4; c++) {
      box[c] /= weights;
    }
    double trust = (double) Math.min(members.size(), models) / models;
    return new Fused(box, weights / members.size() * trust, members.getFirst());
  }
}
