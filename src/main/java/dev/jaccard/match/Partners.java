package dev.jaccard.match;

import java.util.Arrays;

/**
 * The candidates in a grid that may overlap one of them by more than a threshold: vectors choose
 * them in float, when those are compiled, so that what is computed in double is computed for few. A
 * choice is never too narrow. Its arrays grow and are used again.
 */
final class Partners {
  /** An IoU in float differs from that in double by much less. */
  private static final float MARGIN = 1 - 1e-5f;

  /** Below it, any overlap counts. */
  private static final float LEAST_THRESHOLD = 1e-3f;

  /** No IoU is as low. */
  private static final float ANY = -1;

  private static final float LEAST_AREA = 1e-27f;
  private static final float LARGEST_AREA = 1e30f;

  /** Where the partners are in the grid, in its order. */
  int[] place = new int[0];

  /** Their IoU in double, after {@link #measure}; not above 0 where they do not overlap. */
  double[] overlap = new double[0];

  int count;

  /** The first place of a vector, and a bit for each of its lanes. */
  int[] first = new int[0];

  long[] lanes = new long[0];

  /** For each place of the grid, how much a partner must overlap it. */
  float[] least = new float[0];

  /** Begins with a grid in which any overlap counts. */
  void start(BoxGrid grid) {
    int size = grid.size();
    if (place.length < size) {
      int capacity = Math.max(size, 2 * place.length);
      place = new int[capacity];
      overlap = new double[capacity];
      // each row of cells has a vector that is not full
      first = new int[capacity + Cells.MOST_PER_SIDE];
      lanes = new long[capacity + Cells.MOST_PER_SIDE];
      least = new float[capacity + BoxGrid.PAD];
    }
    Arrays.fill(least, 0, size + BoxGrid.PAD, ANY);
  }

  /** Leaves the candidate at a place out of what follows, unless it overlaps by so much. */
  void raise(int at, double overlap) {
    least[at] = bound(overlap);
  }

  private static float bound(double overlap) {
    return overlap > LEAST_THRESHOLD ? (float) overlap * MARGIN : ANY;
  }

  /**
   * Finds the partners of a candidate, of its type and not crossed out.
   *
   * @param grid where they are looked for
   * @param boxes the candidates by rank
   * @param of the one whose partners are looked for, finite
   * @param threshold how much they overlap it at the least
   * @param offset what is added to widths and heights
   * @param after their ranks are above this
   */
  void find(BoxGrid grid, Candidates boxes, int of, double threshold, int offset, int after) {
    if (areDecidedByVectors(boxes.area(of)) && OverlapWarmUp.INSTANCE.isReady()) {
      byVectors(grid, boxes, of, threshold, offset, after);
    } else {
      grid.window(boxes, of, offset == 0 ? Math.nextDown((float) threshold) : 0, offset);
      OverlapWarmUp.INSTANCE.isReadyAfter(byScalars(grid, boxes.type[of], after));
    }
  }

  /** Whether neither areas nor intersections with a box of some area leave what floats can hold. */
  boolean areDecidedByVectors(float area) {
    return area >= LEAST_AREA && area <= LARGEST_AREA;
  }

  /** Chooses by type and rank alone; returns how many were looked at. */
  private int byScalars(BoxGrid grid, int type, int after) {
    int found = 0;
    int looked = 0;
    for (int row = grid.firstRow(); row <= grid.lastRow(); row++) {
      int end = grid.end(row);
      looked += end - grid.start(row);
      for (int at = grid.start(row); at < end; at++) {
        place[found] = at;
        boolean counts = grid.rank[at] > after && grid.type[at] == type && !grid.isGone(at);
        found += counts ? 1 : 0;
      }
    }
    count = found;
    return looked;
  }

  /** Chooses by the overlap in float; loads the vector module. */
  void byVectors(BoxGrid grid, Candidates boxes, int of, double threshold, int offset, int after) {
    float bound = offset == 0 ? bound(threshold) : ANY;
    grid.window(boxes, of, Math.max(0, bound), offset);
    int vectors = VectorOverlaps.mark(grid, boxes, of, bound, offset, after, this);
    int found = 0;
    for (int i = 0; i < vectors; i++) {
      long rest = lanes[i];
      while (rest != 0) {
        place[found++] = first[i] + Long.numberOfTrailingZeros(rest);
        rest &= rest - 1;
      }
    }
    count = found;
  }

  /**
   * Computes how much the partners that were found overlap the candidate, all of them in a loop
   * that has no branch.
   *
   * @param offset what is added to widths and heights: 1 where edges are the last pixels
   */
  void measure(BoxGrid grid, Candidates boxes, int of, int offset) {
    double left = boxes.x1[of];
    double top = boxes.y1[of];
    double right = boxes.x2[of];
    double bottom = boxes.y2[of];
    double area = (right - left + offset) * (bottom - top + offset);
    for (int i = 0; i < count; i++) {
      int at = place[i];
      double x1 = grid.x1[at];
      double y1 = grid.y1[at];
      double x2 = grid.x2[at];
      double y2 = grid.y2[at];
      double width = Math.min(right, x2) - Math.max(left, x1) + offset;
      double height = Math.min(bottom, y2) - Math.max(top, y1) + offset;
      double intersection = Math.max(width, 0) * Math.max(height, 0);
      double other = (x2 - x1 + offset) * (y2 - y1 + offset);
      overlap[i] = intersection / (area + other - intersection);
    }
  }
}
