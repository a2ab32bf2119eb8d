package dev.jaccard.match;

/** Boxes that are weighted means of their members. Its arrays grow and are used again. */
final class FusedBoxes {
  private static final int COORDINATES = 4;
  private static final int NONE = -1;

  private double[] mean = new double[0];
  private double[] sum = new double[0];
  private double[] weight = new double[0];
  private int[] members = new int[0];
  private int[] leader = new int[0];
  private int count;

  void clear(int most) {
    count = 0;
    if (leader.length < most) {
      int capacity = Math.max(most, 2 * leader.length);
      mean = new double[COORDINATES * capacity];
      sum = new double[COORDINATES * capacity];
      weight = new double[capacity];
      members = new int[capacity];
      leader = new int[capacity];
    }
  }

  int count() {
    return count;
  }

  double coordinate(int of, int k) {
    return mean[COORDINATES * of + k];
  }

  int leader(int of) {
    return leader[of];
  }

  /** The mean score of the members, less where there are fewer members than models. */
  float score(int of, int models) {
    return (float) (weight[of] / members[of] * Math.min(members[of], models) / models);
  }

  /** Adds a candidate to the box that it overlaps most, or a new one. */
  void add(Candidates candidates, int rank, double threshold) {
    int best = nearest(candidates, rank, threshold);
    if (best == NONE) {
      best = count++;
      leader[best] = rank;
      members[best] = 0;
      weight[best] = 0;
      java.util.Arrays.fill(sum, COORDINATES * best, COORDINATES * (best + 1), 0);
    }
    double score = candidates.score[rank];
    members[best]++;
    weight[best] += score;
    add(best, 0, score, candidates.x1[rank]);
    add(best, 1, score, candidates.y1[rank]);
    add(best, 2, score, candidates.x2[rank]);
    add(best, 3, score, candidates.y2[rank]);
  }

  private void add(int to, int k, double score, float coordinate) {
    int at = COORDINATES * to + k;
    sum[at] += score * coordinate;
    mean[at] = sum[at] / weight[to];
  }

  private int nearest(Candidates candidates, int rank, double threshold) {
    double left = candidates.x1[rank];
    double top = candidates.y1[rank];
    double right = candidates.x2[rank];
    double bottom = candidates.y2[rank];
    double area = (right - left) * (bottom - top);
    int type = candidates.type[rank];
    double largest = threshold;
    int best = NONE;
    for (int k = 0; k < count; k++) {
      double x1 = mean[COORDINATES * k];
      double y1 = mean[COORDINATES * k + 1];
      double x2 = mean[COORDINATES * k + 2];
      double y2 = mean[COORDINATES * k + 3];
      double width = Math.min(right, x2) - Math.max(left, x1);
      double height = Math.min(bottom, y2) - Math.max(top, y1);
      if (width > 0 && height > 0 && candidates.type[leader[k]] == type) {
        double intersection = width * height;
        double overlap = intersection / (area + (x2 - x1) * (y2 - y1) - intersection);
        if (overlap > largest) {
          largest = overlap;
          best = k;
        }
      }
    }
    return best;
  }
}
