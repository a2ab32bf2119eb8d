package dev.jaccard.match;

/** Looks through a row of similarities in an array; the vector form gives the same results. */
final class RowScan {
  private RowScan() {}

  /** The index of the first value that is the largest and above a bound, or -1. */
  static int best(float[] values, int start, int count, float bound) {
    float best = bound;
    int at = -1;
    for (int i = 0; i < count; i++) {
      if (values[start + i] > best) {
        best = values[start + i];
        at = i;
      }
    }
    return at;
  }

  /** How many values are above a threshold. */
  static int countAbove(float[] values, int start, int count, float threshold) {
    int above = 0;
    for (int i = 0; i < count; i++) {
      above += values[start + i] > threshold ? 1 : 0;
    }
    return above;
  }

  /** The index of the first value from an index on that is above a threshold, or the count. */
  static int nextAbove(float[] values, int start, int count, int from, float threshold) {
    int i = from;
    while (i < count && !(values[start + i] > threshold)) {
      i++;
    }
    return i;
  }
}
