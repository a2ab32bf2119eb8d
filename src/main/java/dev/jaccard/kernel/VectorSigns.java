package dev.jaccard.kernel;

import dev.jaccard.emit.Lanes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Looks for signs of floats by vectors. Loading this class needs the vector module. */
final class VectorSigns {
  private VectorSigns() {}

  /** Whether one of the floats has a sign, be it that of -0 or of a NaN. */
  static boolean anyNegative(MemorySegment segment, long offset, int count) {
    // tells C2 the exact class, see dev.jaccard.emit
    segment.isNative();
    int whole = count - count % Lanes.COUNT;
    IntVector signs = IntVector.zero(Lanes.INTS);
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      signs =
          signs.or(IntVector.fromMemorySegment(Lanes.INTS, segment, offset + i * 4L, Lanes.ORDER));
    }
    int all = signs.reduceLanes(VectorOperators.OR);
    for (int i = whole; i < count; i++) {
      all |= segment.get(ValueLayout.JAVA_INT, offset + i * 4L);
    }
    return all < 0;
  }
}
