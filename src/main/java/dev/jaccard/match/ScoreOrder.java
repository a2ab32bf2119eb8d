package dev.jaccard.match;

import java.util.Arrays;

/**
 * Sorts by score, highest first, equal scores by the lower index first; NaN comes before all, as in
 * PyTorch. A radix sort of keys that hold the score's bits above the index: stable, and without an
 * allocation. Bits that no two keys differ in cost nothing.
 */
final class ScoreOrder {
  private static final int INDEX_BITS = 32;
  private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
  private static final int MOST_DIGIT_BITS = 11;
  private static final int FEWER_DIGIT_BITS = 8;

  /** Below, clearing large histograms would take longer than a further pass. */
  private static final int LARGE = 3000;

  private final int[] counts = new int[1 << MOST_DIGIT_BITS];
  private long[] keys = new long[0];
  private long[] spare = new long[0];
  private long ones;
  private long zeros;
  private int size;

  /** Begins anew, with room for so many keys. */
  void clear(int capacity) {
    size = 0;
    ones = 0;
    zeros = 0;
    if (keys.length < capacity) {
      keys = new long[capacity];
      spare = new long[capacity];
    }
  }

  /**
   * A number that is larger for larger scores, and never {@link Integer#MIN_VALUE}: for all NaN the
   * largest, for -0 and 0 the same. Without a branch, so that C2 makes vectors of loops over it.
   *
   * @param bits of a score
   */
  static int key(int bits) {
    int magnitude = bits & Integer.MAX_VALUE;
    int sign = bits >> 31;
    int nan = INFINITY - magnitude >> 31;
    return (magnitude ^ sign) - sign & ~nan | nan >>> 1;
  }

  /** Adds an index; indices are added in ascending order. */
  void add(float score, int index) {
    add(key(Float.floatToRawIntBits(score)), index);
  }

  /** Adds an index with the {@link #key} of its score. */
  void add(int scoreKey, int index) {
    long key = (long) (~scoreKey ^ Integer.MIN_VALUE) << INDEX_BITS | index;
    ones |= key;
    zeros |= ~key;
    keys[size++] = key;
  }

  int size() {
    return size;
  }

  /** The index of a rank, after {@link #sort}. */
  int index(int rank) {
    return (int) keys[rank];
  }

  /** The indices of the first ranks. */
  void copyIndices(int[] destination, int count) {
    long[] sorted = keys;
    for (int rank = 0; rank < count; rank++) {
      destination[rank] = (int) sorted[rank];
    }
  }

  void sort() {
    int varying = (int) ((ones & zeros) >>> INDEX_BITS);
    int low = INDEX_BITS + Integer.numberOfTrailingZeros(varying);
    int bits = Long.SIZE - Integer.numberOfLeadingZeros(varying) - low;
    if (bits > 0) {
      int passes = Math.ceilDiv(bits, size < LARGE ? FEWER_DIGIT_BITS : MOST_DIGIT_BITS);
      int digitBits = Math.ceilDiv(bits, passes);
      for (int pass = 0; pass < passes; pass++) {
        sortByDigit(low + pass * digitBits, 1 << digitBits);
      }
    }
  }

  private void sortByDigit(int shift, int bins) {
    int mask = bins - 1;
    int[] starts = counts;
    long[] from = keys;
    long[] to = spare;
    Arrays.fill(starts, 0, bins, 0);
    for (int i = 0; i < size; i++) {
      starts[(int) (from[i] >>> shift) & mask]++;
    }
    int start = 0;
    for (int bin = 0; bin < bins; bin++) {
      int count = starts[bin];
      starts[bin] = start;
      start += count;
    }
    for (int i = 0; i < size; i++) {
      long key = from[i];
      to[starts[(int) (key >>> shift) & mask]++] = key;
    }
    keys = to;
    spare = from;
  }
}
