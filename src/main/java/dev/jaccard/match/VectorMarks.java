package dev.jaccard.match;

import dev.jaccard.emit.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Bits for the numbers of a plane that fulfil a condition, 64 to a word, by vectors. The words are
 * 0 before; planes have room for a vector behind their end. Loading this class needs the vector
 * module.
 */
final class VectorMarks {
  private static final int LANES = Lanes.COUNT;

  private VectorMarks() {}

  /** Marks what is not below 0; behind the end of the plane everything is. */
  static void notBelowZero(float[] plane, int size, long[] words) {
    for (int i = 0; i < size; i += LANES) {
      long marked =
          FloatVector.fromArray(Lanes.SPECIES, plane, i)
              .compare(VectorOperators.LT, 0)
              .not()
              .toLong();
      words[i >>> 6] |= marked << i;
    }
  }

  /** Marks what is at least as large as a number. */
  static void atLeast(int[] plane, int size, int least, long[] words) {
    for (int i = 0; i < size; i += LANES) {
      long large =
          IntVector.fromArray(Lanes.INTS, plane, i).compare(VectorOperators.GE, least).toLong();
      long inPlane = -1L >>> Math.max(0, Long.SIZE - (size - i));
      words[i >>> 6] |= (large & inPlane) << i;
    }
  }
}
