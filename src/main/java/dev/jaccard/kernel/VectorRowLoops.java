package dev.jaccard.kernel;

import dev.jaccard.emit.Lanes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link RowLoops} by vectors, four rows at a time: so a loop over a short row is worth its
 * beginning, and reductions of one row wait for none of another. Where the last rows are fewer, the
 * last one stands for those that are not there, and where a row ends within a vector, the last
 * vector begins before the end of the one before: what is written twice is the same.
 */
final class VectorRowLoops extends RowLoops {
  private static final ValueLayout.OfFloat FLOATS = ValueLayout.JAVA_FLOAT;
  private static final int STEP = Lanes.COUNT * Float.BYTES;
  private static final int PARTS_STEP = PARTS * Float.BYTES;
  private static final int AT_ONCE = 4;
  private static final ThreadLocal<float[]> SCRATCH =
      ThreadLocal.withInitial(() -> new float[AT_ONCE * PARTS]);

  @Override
  public boolean isVector() {
    return true;
  }

  @Override
  public void maxima(Rows rows, int count, int width, MemorySegment to, long toOffset) {
    float[] largest = SCRATCH.get();
    for (int row = 0; row < count; row += AT_ONCE) {
      maxima(
          rows.segment,
          rows.row(row, count),
          rows.row(row + 1, count),
          rows.row(row + 2, count),
          rows.row(row + 3, count),
          width * Float.BYTES,
          largest);
      for (int i = row; i < Math.min(count, row + AT_ONCE); i++) {
        to.set(FLOATS, toOffset + (long) i * Float.BYTES, largest[i - row]);
      }
    }
  }

  private static void maxima(
      MemorySegment rows, long a, long b, long c, long d, int bytes, float[] largest) {
    // tells C2 the exact class, see dev.jaccard.emit
    rows.isNative();
    int end = bytes - bytes % STEP;
    int last = bytes - STEP;
    FloatVector m0 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, a + last, Lanes.ORDER);
    FloatVector m1 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, b + last, Lanes.ORDER);
    FloatVector m2 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, c + last, Lanes.ORDER);
    FloatVector m3 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, d + last, Lanes.ORDER);
    for (int i = 0; i < end; i += STEP) {
      FloatVector v0 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, a + i, Lanes.ORDER);
      FloatVector v1 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, b + i, Lanes.ORDER);
      FloatVector v2 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, c + i, Lanes.ORDER);
      FloatVector v3 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, d + i, Lanes.ORDER);
      m0 = m0.blend(v0, m0.compare(VectorOperators.LT, v0));
      m1 = m1.blend(v1, m1.compare(VectorOperators.LT, v1));
      m2 = m2.blend(v2, m2.compare(VectorOperators.LT, v2));
      m3 = m3.blend(v3, m3.compare(VectorOperators.LT, v3));
    }
    largest[0] = m0.reduceLanes(VectorOperators.MAX);
    largest[1] = m1.reduceLanes(VectorOperators.MAX);
    largest[2] = m2.reduceLanes(VectorOperators.MAX);
    largest[3] = m3.reduceLanes(VectorOperators.MAX);
  }

  @Override
  public void differences(
      Rows rows, int count, int width, MemorySegment taken, long takenOffset, Rows to) {
    for (int row = 0; row < count; row += AT_ONCE) {
      differences(
          rows.segment,
          rows.row(row, count),
          rows.row(row + 1, count),
          rows.row(row + 2, count),
          rows.row(row + 3, count),
          get(taken, takenOffset, row, count),
          get(taken, takenOffset, row + 1, count),
          get(taken, takenOffset, row + 2, count),
          get(taken, takenOffset, row + 3, count),
          to.segment,
          to.row(row, count),
          to.row(row + 1, count),
          to.row(row + 2, count),
          to.row(row + 3, count),
          width * Float.BYTES);
    }
  }

  private static float get(MemorySegment plane, long offset, int row, int count) {
    return plane.get(FLOATS, offset + (long) Math.min(row, count - 1) * Float.BYTES);
  }

  private static void differences(
      MemorySegment rows,
      long a,
      long b,
      long c,
      long d,
      float takenA,
      float takenB,
      float takenC,
      float takenD,
      MemorySegment to,
      long toA,
      long toB,
      long toC,
      long toD,
      int bytes) {
    rows.isNative();
    to.isNative();
    int end = bytes - bytes % STEP;
    for (int i = 0; i < end; i += STEP) {
      FloatVector v0 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, a + i, Lanes.ORDER);
      FloatVector v1 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, b + i, Lanes.ORDER);
      FloatVector v2 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, c + i, Lanes.ORDER);
      FloatVector v3 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, d + i, Lanes.ORDER);
      v0.sub(takenA).intoMemorySegment(to, toA + i, Lanes.ORDER);
      v1.sub(takenB).intoMemorySegment(to, toB + i, Lanes.ORDER);
      v2.sub(takenC).intoMemorySegment(to, toC + i, Lanes.ORDER);
      v3.sub(takenD).intoMemorySegment(to, toD + i, Lanes.ORDER);
    }
    if (end < bytes) {
      int last = bytes - STEP;
      FloatVector v0 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, a + last, Lanes.ORDER);
      FloatVector v1 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, b + last, Lanes.ORDER);
      FloatVector v2 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, c + last, Lanes.ORDER);
      FloatVector v3 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, d + last, Lanes.ORDER);
      v0.sub(takenA).intoMemorySegment(to, toA + last, Lanes.ORDER);
      v1.sub(takenB).intoMemorySegment(to, toB + last, Lanes.ORDER);
      v2.sub(takenC).intoMemorySegment(to, toC + last, Lanes.ORDER);
      v3.sub(takenD).intoMemorySegment(to, toD + last, Lanes.ORDER);
    }
  }

  @Override
  public void sums(Rows rows, int count, int width, MemorySegment to, long toOffset) {
    float[] parts = SCRATCH.get();
    int whole = width - width % PARTS;
    for (int row = 0; row < count; row += AT_ONCE) {
      parts(
          rows.segment,
          rows.row(row, count),
          rows.row(row + 1, count),
          rows.row(row + 2, count),
          rows.row(row + 3, count),
          whole * Float.BYTES,
          parts);
      for (int i = row; i < Math.min(count, row + AT_ONCE); i++) {
        int first = (i - row) * PARTS;
        for (int k = whole; k < width; k++) {
          long at = rows.row(i, count) + (long) k * Float.BYTES;
          parts[first + k - whole] += rows.segment.get(FLOATS, at);
        }
        to.set(FLOATS, toOffset + (long) i * Float.BYTES, total(parts, first));
      }
    }
  }

  private static void parts(
      MemorySegment rows, long a, long b, long c, long d, int end, float[] parts) {
    rows.isNative();
    // parts beyond the vector's width in passes of their own: the rows are in the nearest cache
    for (int lane = 0; lane < PARTS_STEP; lane += STEP) {
      FloatVector s0 = FloatVector.zero(Lanes.SPECIES);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      for (int i = lane; i < end; i += PARTS_STEP) {
        s0 = s0.add(FloatVector.fromMemorySegment(Lanes.SPECIES, rows, a + i, Lanes.ORDER));
        s1 = s1.add(FloatVector.fromMemorySegment(Lanes.SPECIES, rows, b + i, Lanes.ORDER));
        s2 = s2.add(FloatVector.fromMemorySegment(Lanes.SPECIES, rows, c + i, Lanes.ORDER));
        s3 = s3.add(FloatVector.fromMemorySegment(Lanes.SPECIES, rows, d + i, Lanes.ORDER));
      }
      int at = lane / Float.BYTES;
      s0.intoArray(parts, at);
      s1.intoArray(parts, at + PARTS);
      s2.intoArray(parts, at + 2 * PARTS);
      s3.intoArray(parts, at + 3 * PARTS);
    }
  }

  @Override
  public void multiples(
      Rows rows,
      int count,
      int width,
      MemorySegment planes,
      long factorOffset,
      long takenOffset,
      Rows to) {
    for (int row = 0; row < count; row += 2) {
      multiples(
          rows.segment,
          rows.row(row, count),
          rows.row(row + 1, count),
          get(planes, factorOffset, row, count),
          get(planes, factorOffset, row + 1, count),
          get(planes, takenOffset, row, count),
          get(planes, takenOffset, row + 1, count),
          to.segment,
          to.row(row, count),
          to.row(row + 1, count),
          width * Float.BYTES);
    }
  }

  private static void multiples(
      MemorySegment rows,
      long a,
      long b,
      float factorA,
      float factorB,
      float takenA,
      float takenB,
      MemorySegment to,
      long toA,
      long toB,
      int bytes) {
    rows.isNative();
    to.isNative();
    int end = bytes - bytes % STEP;
    for (int i = 0; i < end; i += STEP) {
      FloatVector v0 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, a + i, Lanes.ORDER);
      FloatVector v1 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, b + i, Lanes.ORDER);
      v0.mul(factorA).sub(takenA).intoMemorySegment(to, toA + i, Lanes.ORDER);
      v1.mul(factorB).sub(takenB).intoMemorySegment(to, toB + i, Lanes.ORDER);
    }
    if (end < bytes) {
      int last = bytes - STEP;
      FloatVector v0 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, a + last, Lanes.ORDER);
      FloatVector v1 = FloatVector.fromMemorySegment(Lanes.SPECIES, rows, b + last, Lanes.ORDER);
      v0.mul(factorA).sub(takenA).intoMemorySegment(to, toA + last, Lanes.ORDER);
      v1.mul(factorB).sub(takenB).intoMemorySegment(to, toB + last, Lanes.ORDER);
    }
  }
}
