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
  public void sums(Stripes rows, int count, int width, MemorySegment to, long toOffset) {
    Line line = LINE.get();
    float[] parts = line.parts;
    for (int row = 0; row < count; row++) {
      long at = rows.start(row);
      Arrays.fill(parts, 0);
      for (int k = 0; k < width; k++) {
        parts[k % PARTS] += get(rows.segment(), at, k);
      }
      set(to, toOffset, row, total(line.memory, 0));
    }
  }

  @Override
  public void multiples(
      Stripes rows, int count, int width, MemorySegment planes, long factors, long taken) {
    for (int row = 0; row < count; row++) {
      long at = rows.start(row);
      float factor = get(planes, factors, row);
      float amount = get(planes, taken, row);
      for (int k = 0; k < width; k++) {
        set(rows.segment(), at, k, get(rows.segment(), at, k) * factor - amount);
      }
    }
  }
}
