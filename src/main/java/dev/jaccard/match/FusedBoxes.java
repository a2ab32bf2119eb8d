package dev.jaccard.match;

import java.util.Arrays;

/**
 * Boxes that are weighted means of their members, in lists by the cell of their centre: a candidate
 * is compared with those near it only. A fused box that moves to another cell changes its list. Its
 * arrays grow and are used again.
 */
final class FusedBoxes {
  private static final int COORDINATES = 4;
  private static final int NONE = -1;

  /** Larger coordinates have areas that are no floats. */
  private static final float LARGE = 1e15f;

  /** Most of them join others, and looking into an empty cell takes time as well. */
  private static final int CANDIDATES_PER_CELL = 16;

  /** For what a product may lose beside a quotient. */
  private static final double LESS = 1 - 1e-12;

  private final Cells cells = new Cells();

  /** The last fused box of each cell, or {@link #NONE}, and for each fused box the one before. */
  private final int[] last = new int[Cells.MOST];

  private int[] before = new int[0];
  private int[] cell = new int[0];

  private double[] mean = new double[0];
  private double[] sum = new double[0];
  private double[] weight = new double[0];
  private int[] members = new int[0];
  private int[] leader = new int[0];
  private int count;

  /** The boxes near a candidate. */
  private int[] near = new int[0];

  /** Begins anew, for so many candidates. */
  void clear(Candidates candidates) {
    count = 0;
    int most = candidates.count;
    if (leader.length < most) {
      int capacity = Math.max(most, 2 * leader.length);
      mean = new double[COORDINATES * capacity];
      sum = new double[COORDINATES * capacity];
      weight = new double[capacity];
      members = new int[capacity];
      leader = new int[capacity];
      before = new int[capacity];
      cell = new int[capacity];
      near = new int[capacity];
    }
    if (areMeansWithin(candidates)) {
      cells.divide(candidates, CANDIDATES_PER_CELL);
    } else {
      cells.unite();
    }
    Arrays.fill(last, 0, cells.count(), NONE);
  }

  /** Whether means are no larger than their largest member, in numbers that floats can square. */
  private static boolean areMeansWithin(Candidates candidates) {
    boolean within = true;
    for (int i = 0; i < candidates.count; i++) {
      within &= candidates.score[i] > 0 & candidates.score[i] < LARGE;
      within &= !(Math.abs(candidates.x1[i]) > LARGE | Math.abs(candidates.x2[i]) > LARGE);
      within &= !(Math.abs(candidates.y1[i]) > LARGE | Math.abs(candidates.y2[i]) > LARGE);
    }
    return within;
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
    int to = nearest(candidates, rank, threshold);
    boolean first = to == NONE;
    if (first) {
      to = count++;
      leader[to] = rank;
      members[to] = 0;
      weight[to] = 0;
      Arrays.fill(sum, COORDINATES * to, COORDINATES * (to + 1), 0);
    }
    double score = candidates.score[rank];
    members[to]++;
    weight[to] += score;
    add(to, 0, score, candidates.x1[rank]);
    add(to, 1, score, candidates.y1[rank]);
    add(to, 2, score, candidates.x2[rank]);
    add(to, 3, score, candidates.y2[rank]);
    int now = cells.at(center(to, 0), center(to, 1));
    if (first) {
      enter(to, now);
    } else if (now != cell[to]) {
      leave(to);
      enter(to, now);
    }
  }

  private void add(int to, int k, double score, float coordinate) {
    int at = COORDINATES * to + k;
    sum[at] += score * coordinate;
    mean[at] = sum[at] / weight[to];
  }

  private float center(int of, int axis) {
    return (float) (coordinate(of, axis) / 2 + coordinate(of, axis + 2) / 2);
  }

  private void enter(int of, int into) {
    cell[of] = into;
    before[of] = last[into];
    last[into] = of;
  }

  private void leave(int of) {
    int from = cell[of];
    if (last[from] == of) {
      last[from] = before[of];
      return;
    }
    int after = last[from];
    while (before[after] != of) {
      after = before[after];
    }
    before[after] = before[of];
  }

  /** The box that a candidate overlaps most, of equal ones the first, in whatever order. */
  private int nearest(Candidates candidates, int rank, double threshold) {
    double left = candidates.x1[rank];
    double top = candidates.y1[rank];
    double right = candidates.x2[rank];
    double bottom = candidates.y2[rank];
    double area = (right - left) * (bottom - top);
    int type = candidates.type[rank];
    double largest = threshold;
    int best = NONE;
    int boxes = listNear(candidates, rank, threshold);
    for (int i = 0; i < boxes; i++) {
      int k = near[i];
      double x1 = mean[COORDINATES * k];
      double y1 = mean[COORDINATES * k + 1];
      double x2 = mean[COORDINATES * k + 2];
      double y2 = mean[COORDINATES * k + 3];
      double width = Math.min(right, x2) - Math.max(left, x1);
      double height = Math.min(bottom, y2) - Math.max(top, y1);
      double intersection = width * height;
      double union = area + (x2 - x1) * (y2 - y1) - intersection;
      // few come near the largest: most divisions are not needed
      if (width > 0
          && height > 0
          && intersection >= largest * LESS * union
          && candidates.type[leader[k]] == type) {
        double overlap = intersection / union;
        if (overlap > largest || (overlap == largest && k < best)) {
          largest = overlap;
          best = k;
        }
      }
    }
    return best;
  }

  /** Lists the boxes that a candidate may overlap; returns how many. */
  private int listNear(Candidates candidates, int rank, double threshold) {
    cells.window(candidates, rank, Math.nextDown((float) threshold), 0);
    int found = 0;
    if (cells.inWindow() >= count) {
      while (found < count) {
        near[found] = found++;
      }
      return found;
    }
    for (int row = cells.firstRow(); row <= cells.lastRow(); row++) {
      int end = cells.last(row);
      for (int c = cells.first(row); c <= end; c++) {
        for (int k = last[c]; k != NONE; k = before[k]) {
          near[found++] = k;
        }
      }
    }
    return found;
  }
}
