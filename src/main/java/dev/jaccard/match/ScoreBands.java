package dev.jaccard.match;

import java.util.Arrays;

/**
 * The candidates of a grid that are not crossed out, in the order of their scores, band by band:
 * most boxes are crossed out by better ones before it is their turn, and are never sorted.
 *
 * <p>The first band holds the best 64th, about, as a sample of the scores has it; the second a 16th
 * of what is left then, the third a quarter, the last one all.
 */
final class ScoreBands {
  /** Fewer candidates are one band. */
  private static final int FEW = 512;

  /** The best so many of a sample; the least of them is the least of a band. */
  private static final int BEST = 16;

  private static final int[] SAMPLES = {64 * BEST, 16 * BEST, 4 * BEST};

  private final ScoreOrder order = new ScoreOrder();
  private final int[] best = new int[BEST];
  private int[] found = new int[0];
  private long[] marks = new long[0];
  private int next;

  /** Begins with the best candidates of a grid. */
  void start(BoxGrid grid) {
    int size = grid.size();
    if (found.length < size) {
      found = new int[Math.max(size, 2 * found.length)];
      marks = new long[Math.ceilDiv(found.length, Long.SIZE)];
    }
    next = 0;
  }

  boolean hasNext() {
    return next <= SAMPLES.length;
  }

  /**
   * Sorts the next band.
   *
   * @return the ranks of its candidates, the best first
   */
  ScoreOrder next(BoxGrid grid, Candidates candidates) {
    if (grid.size() < FEW) {
      next = SAMPLES.length;
    }
    int least = BoxGrid.CROSSED_OUT + 1;
    if (next < SAMPLES.length) {
      least = Math.max(least, leastOfBest(grid, SAMPLES[next]));
    }
    next++;
    int count = collect(grid, least);
    markInOrderOfRank(grid, count);
    order.clear(count);
    int words = Math.ceilDiv(candidates.count, Long.SIZE);
    for (int word = 0; word < words; word++) {
      long rest = marks[word];
      while (rest != 0) {
        int rank = word * Long.SIZE + Long.numberOfTrailingZeros(rest);
        order.add(candidates.key[rank], rank);
        rest &= rest - 1;
      }
    }
    order.sort();
    return order;
  }

  /** The least of the best keys in a sample. */
  private int leastOfBest(BoxGrid grid, int samples) {
    Arrays.fill(best, Integer.MIN_VALUE);
    int[] keys = grid.key;
    for (int i = 0; i < samples; i++) {
      int sample = keys[(int) ((long) i * grid.size() / samples)];
      int at = BEST - 1;
      if (sample > best[at]) {
        while (at > 0 && best[at - 1] < sample) {
          best[at] = best[at - 1];
          at--;
        }
        best[at] = sample;
      }
    }
    return best[BEST - 1];
  }

  /** Finds the places of keys that are not below the least one; without a branch for each. */
  private int collect(BoxGrid grid, int least) {
    int[] keys = grid.key;
    int[] to = found;
    int count = 0;
    int size = grid.size();
    for (int at = 0; at < size; at++) {
      to[count] = at;
      count += keys[at] >= least ? 1 : 0;
    }
    return count;
  }

  /** Equal scores are sorted by rank, so candidates are added in that order. */
  private void markInOrderOfRank(BoxGrid grid, int count) {
    Arrays.fill(marks, 0L);
    for (int i = 0; i < count; i++) {
      int rank = grid.rank[found[i]];
      marks[rank / Long.SIZE] |= 1L << rank;
    }
  }
}
