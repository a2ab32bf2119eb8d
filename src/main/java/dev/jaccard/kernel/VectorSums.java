package dev.jaccard.kernel;

import dev.jaccard.emit.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Sums} on vectors. A vector's two halves are widened to double and added lane by lane. */
final class VectorSums {
  private static final VectorSpecies<Double> DOUBLES =
      VectorSpecies.of(double.class, Lanes.SPECIES.vectorShape());
  private static final int HALF = Lanes.COUNT / 2;

  private VectorSums() {}

  static double ofSegment(MemorySegment segment, long offset, int count, double[] lanes) {
    // tells C2 the exact class, see dev.jaccard.emit
    segment.isNative();
    int end = count - count % Sums.LANES;
    long stride = (long) Sums.LANES * Float.BYTES;
    // lanes beyond the vector's width in passes of their own: the chunk is in the nearest cache
    for (int lane = 0; lane < Sums.LANES; lane += Lanes.COUNT) {
      DoubleVector low = DoubleVector.zero(DOUBLES);
      DoubleVector high = DoubleVector.zero(DOUBLES);
      long position = offset + (long) lane * Float.BYTES;
      for (int i = 0; i < end; i += Sums.LANES) {
        FloatVector values =
            FloatVector.fromMemorySegment(Lanes.SPECIES, segment, position, Lanes.ORDER);
        low = low.add(values.convert(VectorOperators.F2D, 0));
        high = high.add(values.convert(VectorOperators.F2D, 1));
        position += stride;
      }
      low.intoArray(lanes, lane);
      high.intoArray(lanes, lane + HALF);
    }
    Sums.addSegment(segment, offset, end, count, lanes);
    return Sums.total(lanes);
  }

  static double ofArray(float[] array, int offset, int count, double[] lanes) {
    int end = count - count % Sums.LANES;
    for (int lane = 0; lane < Sums.LANES; lane += Lanes.COUNT) {
      DoubleVector low = DoubleVector.zero(DOUBLES);
      DoubleVector high = DoubleVector.zero(DOUBLES);
      for (int i = offset + lane; i < offset + end; i += Sums.LANES) {
        FloatVector values = FloatVector.fromArray(Lanes.SPECIES, array, i);
        low = low.add(values.convert(VectorOperators.F2D, 0));
        high = high.add(values.convert(VectorOperators.F2D, 1));
      }
      low.intoArray(lanes, lane);
      high.intoArray(lanes, lane + HALF);
    }
    Sums.addArray(array, offset, end, count, lanes);
    return Sums.total(lanes);
  }
}
