package dev.jaccard.kernel;

import dev.jaccard.emit.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * {@link RowLoops} by vectors, column by column of vectors: a loop goes over all rows of a block,
 * so that it is worth its beginning where rows are short, and takes four columns at once, so that
 * what a row has one of is loaded once for them. What rows gather lies in a scratch, a line of 16
 * floats for each. Where a row ends within a vector, the last one begins before the end of the one
 * before it.
 */
final class VectorRowLoops extends RowLoops {
  private static final ValueLayout.OfFloat FLOATS = ValueLayout.JAVA_FLOAT;
  private static final int STEP = Lanes.COUNT * Float.BYTES;
  private static final int LINE = PARTS * Float.BYTES;

  /** How many columns a loop takes at once. */
  private static final int COLUMNS = 4;

  private static final VectorShuffle<Float> EIGHT = apart(8);
  private static final VectorShuffle<Float> FOUR = apart(4);
  private static final VectorShuffle<Float> TWO = apart(2);
  private static final VectorShuffle<Float> ONE = apart(1);

  private static VectorShuffle<Float> apart(int distance) {
    return VectorShuffle.fromOp(Lanes.SPECIES, lane -> (lane ^ distance) % Lanes.COUNT);
  }

  /** The first lanes of a vector, by their number. */
  private static final List<VectorMask<Float>> FIRST =
      IntStream.range(0, Lanes.COUNT)
          .mapToObj(lanes -> Lanes.SPECIES.indexInRange(0, lanes))
          .toList();

  /** What brings the last lanes to the beginning, by their number. */
  private static final List<VectorShuffle<Float>> LAST =
      IntStream.range(0, Lanes.COUNT)
          .mapToObj(lanes -> VectorShuffle.iota(Lanes.SPECIES, Lanes.COUNT - lanes, 1, true))
          .toList();

  private static final ThreadLocal<Lines> SCRATCH = ThreadLocal.withInitial(Lines::new);

  /** A line for each row, and behind them as many of zeros. */
  private static final class Lines {
    private MemorySegment memory = MemorySegment.NULL;

    private MemorySegment ofZeros(int count) {
      long bytes = (long) count * LINE;
      if (memory.byteSize() < 2 * bytes) {
        memory = Arena.ofAuto().allocate(2 * bytes, LINE);
      }
      MemorySegment.copy(memory, memory.byteSize() / 2, memory, 0, bytes);
      return memory;
    }
  }

  @Override
  public boolean isVector() {
    return true;
  }

  @Override
  public void sums(Stripes rows, int count, int width, MemorySegment to, long toOffset) {
    MemorySegment lines = SCRATCH.get().ofZeros(count);
    int whole = width - width % PARTS;
    for (int part = 0; part < LINE; part += STEP) {
      long first = rows.start(0) + part;
      int column = 0;
      for (; column + COLUMNS * PARTS <= whole; column += COLUMNS * PARTS) {
        long at = first + (long) column * Float.BYTES;
        addColumns(rows.segment(), at, rows.stride(), count, lines, part);
      }
      for (; column < whole; column += PARTS) {
        long at = first + (long) column * Float.BYTES;
        add(rows.segment(), at, rows.stride(), count, lines, part);
      }
      int left = width - whole - part / Float.BYTES;
      if (left >= Lanes.COUNT) {
        long at = first + (long) whole * Float.BYTES;
        add(rows.segment(), at, rows.stride(), count, lines, part);
      } else if (left > 0) {
        long at = rows.start(0) + (long) (width - Lanes.COUNT) * Float.BYTES;
        addLast(rows.segment(), at, rows.stride(), count, lines, part, left);
      }
    }
    if (Lanes.COUNT == PARTS) {
      totals(lines, count, to, toOffset);
      return;
    }
    for (int i = 0; i < count; i++) {
      to.set(FLOATS, toOffset + (long) i * Float.BYTES, total(lines, (long) i * LINE));
    }
  }

  private static FloatVector load(MemorySegment memory, long at) {
    return FloatVector.fromMemorySegment(Lanes.SPECIES, memory, at, Lanes.ORDER);
  }

  private static void addColumns(
      MemorySegment rows, long first, long stride, int count, MemorySegment lines, int part) {
    // tells C2 the exact class, see dev.jaccard.emit
    rows.isNative();
    lines.isNative();
    for (int i = 0; i < count; i++) {
      long from = first + i * stride;
      long line = (long) i * LINE + part;
      load(lines, line)
          .add(load(rows, from))
          .add(load(rows, from + LINE))
          .add(load(rows, from + 2 * LINE))
          .add(load(rows, from + 3 * LINE))
          .intoMemorySegment(lines, line, Lanes.ORDER);
    }
  }

  private static void add(
      MemorySegment rows, long first, long stride, int count, MemorySegment lines, int part) {
    rows.isNative();
    lines.isNative();
    for (int i = 0; i < count; i++) {
      long line = (long) i * LINE + part;
      load(lines, line)
          .add(load(rows, first + i * stride))
          .intoMemorySegment(lines, line, Lanes.ORDER);
    }
  }

  /** Adds the last lanes of the vector that ends with a row. */
  private static void addLast(
      MemorySegment rows,
      long first,
      long stride,
      int count,
      MemorySegment lines,
      int part,
      int lanes) {
    VectorShuffle<Float> last = LAST.get(lanes);
    VectorMask<Float> added = FIRST.get(lanes);
    rows.isNative();
    lines.isNative();
    for (int i = 0; i < count; i++) {
      long line = (long) i * LINE + part;
      FloatVector before = load(lines, line);
      before
          .blend(before.add(load(rows, first + i * stride).rearrange(last)), added)
          .intoMemorySegment(lines, line, Lanes.ORDER);
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
      Stripes rows, int count, int width, MemorySegment planes, long factors, long taken) {
    int left = width % Lanes.COUNT;
    int whole = width - left;
    if (left > 0) {
      // the last vector of a row, of which only what is beyond the others changes
      multiplyLast(rows, width, count, planes, factors, taken);
    }
    int column = 0;
    for (; column + COLUMNS * Lanes.COUNT <= whole; column += COLUMNS * Lanes.COUNT) {
      multiplyColumns(rows, column * Float.BYTES, count, planes, factors, taken);
    }
    for (; column < whole; column += Lanes.COUNT) {
      multiply(rows, column * Float.BYTES, count, planes, factors, taken);
    }
  }

  private static void multiplyColumns(
      Stripes rows, int column, int count, MemorySegment planes, long factors, long taken) {
    MemorySegment memory = rows.segment();
    long first = rows.start(0) + column;
    long stride = rows.stride();
    memory.isNative();
    planes.isNative();
    for (int i = 0; i < count; i++) {
      float factor = planes.get(FLOATS, factors + (long) i * Float.BYTES);
      float amount = planes.get(FLOATS, taken + (long) i * Float.BYTES);
      long at = first + i * stride;
      FloatVector a = load(memory, at).mul(factor).sub(amount);
      FloatVector b = load(memory, at + STEP).mul(factor).sub(amount);
      FloatVector c = load(memory, at + 2 * STEP).mul(factor).sub(amount);
      FloatVector d = load(memory, at + 3 * STEP).mul(factor).sub(amount);
      a.intoMemorySegment(memory, at, Lanes.ORDER);
      b.intoMemorySegment(memory, at + STEP, Lanes.ORDER);
      c.intoMemorySegment(memory, at + 2 * STEP, Lanes.ORDER);
      d.intoMemorySegment(memory, at + 3 * STEP, Lanes.ORDER);
    }
  }

  private static void multiply(
      Stripes rows, int column, int count, MemorySegment planes, long factors, long taken) {
    MemorySegment memory = rows.segment();
    long first = rows.start(0) + column;
    long stride = rows.stride();
    memory.isNative();
    planes.isNative();
    for (int i = 0; i < count; i++) {
      float factor = planes.get(FLOATS, factors + (long) i * Float.BYTES);
      float amount = planes.get(FLOATS, taken + (long) i * Float.BYTES);
      long at = first + i * stride;
      load(memory, at).mul(factor).sub(amount).intoMemorySegment(memory, at, Lanes.ORDER);
    }
  }

  private static void multiplyLast(
      Stripes rows, int width, int count, MemorySegment planes, long factors, long taken) {
    VectorMask<Float> others = FIRST.get(Lanes.COUNT - width % Lanes.COUNT);
    MemorySegment memory = rows.segment();
    long first = rows.start(0) + (long) (width - Lanes.COUNT) * Float.BYTES;
    long stride = rows.stride();
    memory.isNative();
    planes.isNative();
    for (int i = 0; i < count; i++) {
      float factor = planes.get(FLOATS, factors + (long) i * Float.BYTES);
      float amount = planes.get(FLOATS, taken + (long) i * Float.BYTES);
      long at = first + i * stride;
      FloatVector x = load(memory, at);
      x.mul(factor).sub(amount).blend(x, others).intoMemorySegment(memory, at, Lanes.ORDER);
    }
  }
}
