package dev.jaccard.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Sums of floats in double, in one order: element i goes to lane i mod 16, the lanes are added from
 * the first to the last. The vector form gives the same bits.
 */
final class Sums {
  static final int LANES = 16;

  private Sums() {}

  static double ofSegment(MemorySegment segment, long offset, int count, double[] lanes) {
    java.util.Arrays.fill(lanes, 0);
    addSegment(segment, offset, 0, count, lanes);
    return total(lanes);
  }

  static void addSegment(MemorySegment segment, long offset, int from, int count, double[] lanes) {
    for (int i = from; i < count; i++) {
      lanes[i % LANES] +=
          segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, offset + (long) i * Float.BYTES);
    }
  }

  static double ofArray(float[] array, int offset, int count, double[] lanes) {
    java.util.Arrays.fill(lanes, 0);
    addArray(array, offset, 0, count, lanes);
    return total(lanes);
  }

  static void addArray(float[] array, int offset, int from, int count, double[] lanes) {
    for (int i = from; i < count; i++) {
      lanes[i % LANES] += array[offset + i];
    }
  }

  static double total(double[] lanes) {
    double total = 0;
    for (double lane : lanes) {
      total += lane;
    }
    return total;
  }
}
