package dev.jaccard.match;

import dev.jaccard.emit.Lanes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link RowScan} on vectors, over rows outside of the heap that are followed by at least a vector
 * of memory. Loading this class needs the vector module.
 */
final class VectorRowScan {
  private static final int LANES = Lanes.COUNT;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private VectorRowScan() {}

  /** The index of the first value that is the largest and above a bound, or -1. */
  static int best(MemorySegment row, long offset, int count, float bound) {
    // tells C2 the exact class, see dev.jaccard.emit
    row.isNative();
    int whole = count - count % LANES;
    FloatVector best = FloatVector.broadcast(Lanes.SPECIES, bound);
    IntVector at = IntVector.broadcast(Lanes.INTS, -1);
    IntVector index = IntVector.zero(Lanes.INTS).addIndex(1);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector values =
          FloatVector.fromMemorySegment(Lanes.SPECIES, row, offset + i * 4L, Lanes.ORDER);
      VectorMask<Float> better = best.compare(VectorOperators.LT, values);
      best = best.blend(values, better);
      at = at.blend(index, better.cast(Lanes.INTS));
      index = index.add(LANES);
    }
    float largest = best.reduceLanes(VectorOperators.MAX);
    int first = -1;
    if (largest > bound) {
      VectorMask<Integer> holders = best.compare(VectorOperators.EQ, largest).cast(Lanes.INTS);
      first = at.reduceLanes(VectorOperators.MIN, holders);
    }
    for (int i = whole; i < count; i++) {
      float value = row.get(FLOAT, offset + i * 4L);
      if (value > largest) {
        largest = value;
        first = i;
      }
    }
    return first;
  }

  /** How many values are above a threshold. */
  static int countAbove(MemorySegment row, long offset, int count, float threshold) {
    // tells C2 the exact class, see dev.jaccard.emit
    row.isNative();
    int whole = count - count % LANES;
    int above = 0;
    for (int i = 0; i < whole; i += LANES) {
      above +=
          FloatVector.fromMemorySegment(Lanes.SPECIES, row, offset + i * 4L, Lanes.ORDER)
              .compare(VectorOperators.GT, threshold)
              .trueCount();
    }
    for (int i = whole; i < count; i++) {
      above += row.get(FLOAT, offset + i * 4L) > threshold ? 1 : 0;
    }
    return above;
  }

  /** The index of the first value from an index on that is above a threshold, or the count. */
  static int nextAbove(MemorySegment row, long offset, int count, int from, float threshold) {
    // tells C2 the exact class, see dev.jaccard.emit
    row.isNative();
    for (int i = from; i < count; i += LANES) {
      int lane =
          FloatVector.fromMemorySegment(Lanes.SPECIES, row, offset + i * 4L, Lanes.ORDER)
              .compare(VectorOperators.GT, threshold)
              .firstTrue();
      if (lane < LANES) {
        return Math.min(count, i + lane);
      }
    }
    return count;
  }
}
