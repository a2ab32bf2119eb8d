package dev.jaccard.match;

import java.util.Arrays;

/**
 * The candidates of a grid that are not crossed out, in the order of their scores, band by band:
 * most boxes are crossed out by better ones before it is their turn, and are never sorted.
 *
 * <p>The first bands hold the best sixteenth, about; each of the others as many as those before it.
 */
final class ScoreBands {
  /** Fewer candidates are one band. */
  private static final int FEW = 512;

  private static final int SAMPLES = 64;

  /** The rank in the sample of the first band's last key. */
  private static final int FIRST = 4;

  private final ScoreOrder order = new ScoreOrder();
  private final int[] sample = new int[SAMPLES];
  private int[] found = new int[0];
  private long[] marks = new long[0];
  private int samples;
  private int last;
  private boolean hasMore;

  /** Begins with the best candidates of a grid. */
  void start(BoxGrid grid) {
    int size = grid.size();
    if (found.length < size) {
      found = new int[Math.max(size, 2 * found.length)];
      marks = new long[Math.ceilDiv(found.length, Long.SIZE)];
    }
    samples = 0;
    if (size >= FEW) {
      for (int i = 0; i < SAMPLES; i++) {
        insert(grid.key[(int) ((long) i * size / SAMPLES)]);
      }
    }
    last = FIRST;
    hasMore = true;
  }

  private void insert(int key) {
    int at = samples++;
    while (at > 0 && sample[at - 1] < key) {
      sample[at] = sample[at - 1];
      at--;
    }
    sample[at] = key;
  }

  boolean hasNext() {
    return hasMore;
  }

  /**
   * Sorts the next band.
   *
   * @return the ranks of its candidates, the best first
   */
  ScoreOrder next(BoxGrid grid, Candidates candidates) {
    hasMore = last < samples;
    int least = hasMore ? sample[last] : BoxGrid.CROSSED_OUT + 1;
    last *= 2;
    int count = collect(grid, least);
    markInOrderOfRank(grid, count);
    order.clear(count);
    int words = Math.ceilDiv(candidates.count, Long.SIZE);
    for (int word = 0; word < words; word++) {
      long rest = marks[word];
      while (rest != 0) {
        int rank = word * Long.SIZE + Long.numberOfTrailingZeros(rest);
        order.add(candidates.score[rank], rank);
        rest &= rest - 1;
      }
    }
    order.sort();
    return order;
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
      int rank = grid.rank(found[i]);
      marks[rank / Long.SIZE] |= 1L << rank;
    }
  }
}
