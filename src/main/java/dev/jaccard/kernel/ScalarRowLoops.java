package dev.jaccard.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** {@link RowLoops} float by float. */
final class ScalarRowLoops extends RowLoops {
  private static final ValueLayout.OfFloat FLOATS = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ThreadLocal<Line> LINE = ThreadLocal.withInitial(Line::new);

  /** The parts of a row's sum. */
  private static final class Line {
    private final float[] parts = new float[PARTS];
    private final MemorySegment memory = MemorySegment.ofArray(parts);
  }

  @Override
  public boolean isVector() {
    return false;
  }

  private static float get(MemorySegment memory, long offset, int element) {
    return memory.get(FLOATS, offset + (long) element * Float.BYTES);
  }

  private static void set(MemorySegment memory, long offset, int element, float value) {
    memory.set(FLOATS, offset + (long) element * Float.BYTES, value);
  }

  @Override
  public void maxima(Rows rows, int count, int width, MemorySegment to, long toOffset) {
    for (int row = 0; row < count; row++) {
      long at = rows.row(row);
      float largest = get(rows.segment, at, 0);
      for (int k = 1; k < width; k++) {
        float value = get(rows.segment, at, k);
        largest = largest < value ? value : largest;
      }
      set(to, toOffset, row, largest);
    }
  }

  @Override
  public void differences(
      Rows rows, int count, int width, MemorySegment taken, long takenOffset, Rows to) {
    for (int row = 0; row < count; row++) {
      long from = rows.row(row);
      long at = to.row(row);
      float amount = get(taken, takenOffset, row);
      for (int k = 0; k < width; k++) {
        set(to.segment, at, k, get(rows.segment, from, k) - amount);
      }
    }
  }

  @Override
  public void sums(Rows rows, int count, int width, MemorySegment to, long toOffset) {
    Line line = LINE.get();
    float[] parts = line.parts;
    for (int row = 0; row < count; row++) {
      long at = rows.row(row);
      Arrays.fill(parts, 0);
      for (int k = 0; k < width; k++) {
        parts[k % PARTS] += get(rows.segment, at, k);
      }
      set(to, toOffset, row, total(line.memory, 0));
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
    for (int row = 0; row < count; row++) {
      long from = rows.row(row);
      long at = to.row(row);
      float factor = get(planes, factorOffset, row);
      float amount = get(planes, takenOffset, row);
      for (int k = 0; k < width; k++) {
        set(to.segment, at, k, get(rows.segment, from, k) * factor - amount);
      }
    }
  }
}
