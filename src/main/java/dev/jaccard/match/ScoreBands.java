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

  /** The key of a candidate that is crossed out. */
  private static final int CROSSED_OUT = Integer.MIN_VALUE;

  private final ScoreOrder order = new ScoreOrder();
  private final int[] best = new int[BEST];
  private int[] liveKey = new int[0];
  private int[] found = new int[0];
  private long[] marks = new long[0];
  private int next;

  /** Begins with the best candidates of a grid. */
  void start(BoxGrid grid) {
    int size = grid.size();
    if (found.length < size) {
      found = new int[Math.max(size, 2 * found.length)];
      liveKey = new int[found.length];
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
    boolean first = next == 0;
    if (grid.size() < FEW) {
      next = SAMPLES.length;
    }
    int samples = next < SAMPLES.length ? SAMPLES[next] : 0;
    next++;
    Arrays.fill(marks, 0L);
    int count = first ? markFirst(candidates, samples) : markLive(grid, candidates, samples);
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

  /** Marks the ranks of the first band; none is crossed out yet, so the grid is not needed. */
  private int markFirst(Candidates candidates, int samples) {
    int[] keys = candidates.key;
    int size = candidates.count;
    int least = leastOfBest(keys, size, samples);
    if (OverlapWarmUp.INSTANCE.isReady()) {
      VectorMarks.atLeast(keys, size, least, marks);
    } else {
      for (int rank = 0; rank < size; rank++) {
        marks[rank / Long.SIZE] |= (keys[rank] >= least ? 1L : 0L) << rank;
      }
    }
    int count = 0;
    for (int word = 0; word < Math.ceilDiv(size, Long.SIZE); word++) {
      count += Long.bitCount(marks[word]);
    }
    return count;
  }

  /** Marks the ranks of a later band. */
  private int markLive(BoxGrid grid, Candidates candidates, int samples) {
    int size = grid.size();
    int[] keys = liveKey;
    for (int at = 0; at < size; at++) {
      keys[at] = grid.isGone(at) ? CROSSED_OUT : candidates.key[grid.rank[at]];
    }
    int count = collect(keys, size, leastOfBest(keys, size, samples));
    // equal scores are sorted by rank, so candidates are added in that order
    for (int i = 0; i < count; i++) {
      int rank = grid.rank[found[i]];
      marks[rank / Long.SIZE] |= 1L << rank;
    }
    return count;
  }

  /** The least of the best keys in a sample; without samples, the least there is. */
  private int leastOfBest(int[] keys, int size, int samples) {
    Arrays.fill(best, CROSSED_OUT + 1);
    for (int i = 0; i < samples; i++) {
      int sample = keys[(int) ((long) i * size / samples)];
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
  private int collect(int[] keys, int size, int least) {
    int[] to = found;
    int count = 0;
    for (int at = 0; at < size; at++) {
      to[count] = at;
      count += keys[at] >= least ? 1 : 0;
    }
    return count;
  }
}
