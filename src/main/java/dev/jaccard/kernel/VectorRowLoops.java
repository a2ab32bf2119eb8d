package dev.jaccard.kernel;

import dev.jaccard.emit.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * {@link RowLoops} by vectors, column by column of vectors: a loop goes over all rows of a block,
 * so that it is worth its beginning where rows are short. What rows gather lies in a scratch, a
 * line of 16 floats for each. Where a row ends within a vector, the last one begins before the end
 * of the one before it: what is written twice is the same.
 */
final class VectorRowLoops extends RowLoops {
  private static final ValueLayout.OfFloat FLOATS = ValueLayout.JAVA_FLOAT;
  private static final int STEP = Lanes.COUNT * Float.BYTES;
  private static final int LINE = PARTS * Float.BYTES;

  private static final VectorShuffle<Float> EIGHT = apart(8);
  private static final VectorShuffle<Float> FOUR = apart(4);
  private static final VectorShuffle<Float> TWO = apart(2);
  private static final VectorShuffle<Float> ONE = apart(1);

  private static VectorShuffle<Float> apart(int distance) {
    return VectorShuffle.fromOp(Lanes.SPECIES, lane -> (lane ^ distance) % Lanes.COUNT);
  }

  private static final ThreadLocal<Lines> SCRATCH = ThreadLocal.withInitial(Lines::new);

  /** A line for each row. */
  private static final class Lines {
    private MemorySegment memory = MemorySegment.NULL;

    private MemorySegment of(int count) {
      long bytes = (long) count * LINE;
      if (memory.byteSize() < bytes) {
        memory = Arena.ofAuto().allocate(bytes, LINE);
      }
      return memory;
    }
  }

  @Override
  public boolean isVector() {
    return true;
  }

  /** Where the vectors of a row begin that end with it or before. */
  private static int whole(int width) {
    return (width - width % Lanes.COUNT) * Float.BYTES;
  }

  private static boolean hasRest(int width) {
    return width % Lanes.COUNT != 0;
  }

  /** Where the last vector begins, which is not among those if there is a rest. */
  private static int last(int width) {
    return width * Float.BYTES - STEP;
  }

  @Override
  public void maxima(Rows rows, int count, int width, MemorySegment to, long toOffset) {
    MemorySegment lines = SCRATCH.get().of(count);
    long first = rows.row(0);
    copy(rows.segment, first, rows.stride(), count, lines);
    for (int column = STEP; column < whole(width); column += STEP) {
      larger(rows.segment, first + column, rows.stride(), count, lines);
    }
    if (hasRest(width)) {
      larger(rows.segment, first + last(width), rows.stride(), count, lines);
    }
    largest(lines, count, to, toOffset);
  }

  private static void copy(
      MemorySegment rows, long first, long stride, int count, MemorySegment lines) {
    // tells C2 the exact class, see dev.jaccard.emit
    rows.isNative();
    lines.isNative();
    for (int i = 0; i < count; i++) {
      FloatVector.fromMemorySegment(Lanes.SPECIES, rows, first + i * stride, Lanes.ORDER)
          .intoMemorySegment(lines, (long) i * LINE, Lanes.ORDER);
    }
  }

  private static void larger(
      MemorySegment rows, long first, long stride, int count, MemorySegment lines) {
    rows.isNative();
    lines.isNative();
    for (int i = 0; i < count; i++) {
      FloatVector x =
          FloatVector.fromMemorySegment(Lanes.SPECIES, rows, first + i * stride, Lanes.ORDER);
      FloatVector before =
          FloatVector.fromMemorySegment(Lanes.SPECIES, lines, (long) i * LINE, Lanes.ORDER);
      before
          .blend(x, before.compare(VectorOperators.LT, x))
          .intoMemorySegment(lines, (long) i * LINE, Lanes.ORDER);
    }
  }

  /**
   * The largest of each line, by integers in the floats' order, of which C2 makes a third of the
   * instructions: of floats it minds NaN and signed zeros in each step.
   */
  private static void largest(MemorySegment lines, int count, MemorySegment to, long toOffset) {
    lines.isNative();
    to.isNative();
    for (int i = 0; i < count; i++) {
      IntVector bits =
          FloatVector.fromMemorySegment(Lanes.SPECIES, lines, (long) i * LINE, Lanes.ORDER)
              .reinterpretAsInts();
      IntVector signs =
          bits.lanewise(VectorOperators.ASHR, Integer.SIZE - 1).and(Integer.MAX_VALUE);
      int ordered = bits.lanewise(VectorOperators.XOR, signs).reduceLanes(VectorOperators.MAX);
      int largest = ordered ^ ((ordered >> (Integer.SIZE - 1)) & Integer.MAX_VALUE);
      to.set(FLOATS, toOffset + (long) i * Float.BYTES, Float.intBitsToFloat(largest));
    }
  }

  @Override
  public void differences(
      Rows rows, int count, int width, MemorySegment taken, long takenOffset, Rows to) {
    for (int column = 0; column < whole(width); column += STEP) {
      columnDifferences(rows, column, count, taken, takenOffset, to);
    }
    if (hasRest(width)) {
      columnDifferences(rows, last(width), count, taken, takenOffset, to);
    }
  }

  private static void columnDifferences(
      Rows rows, int column, int count, MemorySegment taken, long takenOffset, Rows to) {
    MemorySegment from = rows.segment;
    MemorySegment written = to.segment;
    long first = rows.row(0) + column;
    long stride = rows.stride();
    long toFirst = to.row(0) + column;
    long toStride = to.stride();
    from.isNative();
    written.isNative();
    taken.isNative();
    for (int i = 0; i < count; i++) {
      float amount = taken.get(FLOATS, takenOffset + (long) i * Float.BYTES);
      FloatVector.fromMemorySegment(Lanes.SPECIES, from, first + i * stride, Lanes.ORDER)
          .sub(amount)
          .intoMemorySegment(written, toFirst + i * toStride, Lanes.ORDER);
    }
  }

  @Override
  public void sums(Rows rows, int count, int width, MemorySegment to, long toOffset) {
    MemorySegment lines = SCRATCH.get().of(count);
    int whole = width - width % PARTS;
    for (int part = 0; part < LINE; part += STEP) {
      long first = rows.row(0) + part;
      start(rows.segment, first, rows.stride(), count, lines, part);
      for (int column = LINE; column < whole * Float.BYTES; column += LINE) {
        add(rows.segment, first + column, rows.stride(), count, lines, part);
      }
    }
    for (int column = whole; column < width; column++) {
      long first = rows.row(0) + (long) column * Float.BYTES;
      addOne(rows.segment, first, rows.stride(), count, lines, (column - whole) * Float.BYTES);
    }
    if (Lanes.COUNT == PARTS) {
      totals(lines, count, to, toOffset);
      return;
    }
    for (int i = 0; i < count; i++) {
      to.set(FLOATS, toOffset + (long) i * Float.BYTES, total(lines, (long) i * LINE));
    }
  }

  private static void start(
      MemorySegment rows, long first, long stride, int count, MemorySegment lines, int part) {
    rows.isNative();
    lines.isNative();
    for (int i = 0; i < count; i++) {
      FloatVector.fromMemorySegment(Lanes.SPECIES, rows, first + i * stride, Lanes.ORDER)
          .add(0)
          .intoMemorySegment(lines, (long) i * LINE + part, Lanes.ORDER);
    }
  }

  private static void add(
      MemorySegment rows, long first, long stride, int count, MemorySegment lines, int part) {
    rows.isNative();
    lines.isNative();
    for (int i = 0; i < count; i++) {
      FloatVector.fromMemorySegment(Lanes.SPECIES, lines, (long) i * LINE + part, Lanes.ORDER)
          .add(FloatVector.fromMemorySegment(Lanes.SPECIES, rows, first + i * stride, Lanes.ORDER))
          .intoMemorySegment(lines, (long) i * LINE + part, Lanes.ORDER);
    }
  }

  private static void addOne(
      MemorySegment rows, long first, long stride, int count, MemorySegment lines, int part) {
    for (int i = 0; i < count; i++) {
      long at = (long) i * LINE + part;
      lines.set(FLOATS, at, lines.get(FLOATS, at) + rows.get(FLOATS, first + i * stride));
    }
  }

  /** {@link RowLoops#total} of each line: by halves within a vector that holds all parts. */
  private static void totals(MemorySegment lines, int count, MemorySegment to, long toOffset) {
    lines.isNative();
    for (int i = 0; i < count; i++) {
      FloatVector parts =
          FloatVector.fromMemorySegment(Lanes.SPECIES, lines, (long) i * LINE, Lanes.ORDER);
      FloatVector eight = parts.add(parts.rearrange(EIGHT));
      FloatVector four = eight.add(eight.rearrange(FOUR));
      FloatVector two = four.add(four.rearrange(TWO));
      FloatVector one = two.add(two.rearrange(ONE));
      to.set(FLOATS, toOffset + (long) i * Float.BYTES, one.lane(0));
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
    for (int column = 0; column < whole(width); column += STEP) {
      columnMultiples(rows, column, count, planes, factorOffset, takenOffset, to);
    }
    if (hasRest(width)) {
      columnMultiples(rows, last(width), count, planes, factorOffset, takenOffset, to);
    }
  }

  private static void columnMultiples(
      Rows rows,
      int column,
      int count,
      MemorySegment planes,
      long factorOffset,
      long takenOffset,
      Rows to) {
    MemorySegment from = rows.segment;
    MemorySegment written = to.segment;
    long first = rows.row(0) + column;
    long stride = rows.stride();
    long toFirst = to.row(0) + column;
    long toStride = to.stride();
    from.isNative();
    written.isNative();
    planes.isNative();
    for (int i = 0; i < count; i++) {
      float factor = planes.get(FLOATS, factorOffset + (long) i * Float.BYTES);
      float amount = planes.get(FLOATS, takenOffset + (long) i * Float.BYTES);
      FloatVector.fromMemorySegment(Lanes.SPECIES, from, first + i * stride, Lanes.ORDER)
          .mul(factor)
          .sub(amount)
          .intoMemorySegment(written, toFirst + i * toStride, Lanes.ORDER);
    }
  }
}
