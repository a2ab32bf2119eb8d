package dev.jaccard.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loops along rows give the same bits by vectors of any width and by scalars. */
@Tag("width")
class RowLoopsTest {
  private static final float UNWRITTEN = 99;

  private final Random random = new Random(3);

  private static RowLoops loops(Kernel.Choice choice, int width) {
    return RowLoops.of(choice, width, 0);
  }

  private MemorySegment floats(int count) {
    MemorySegment memory = Arena.ofAuto().allocate(4L * count, 64);
    for (int i = 0; i < count; i++) {
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
    }
    return memory;
  }

  private static Stripes rows(MemorySegment memory, int first, int stride) {
    Stripes rows = new Stripes();
    rows.set(memory, 4L * first, 4L * stride);
    return rows;
  }

  /** All that the loops write: sums, multiples. */
  private static float[] all(
      Kernel.Choice choice, MemorySegment logits, MemorySegment planes, int count, int width) {
    RowLoops loops = loops(choice, width);
    MemorySegment to = Arena.ofAuto().allocate(4L * count * (1 + width + 3), 64);
    for (long i = 0; i < to.byteSize() / 4; i++) {
      to.setAtIndex(ValueLayout.JAVA_FLOAT, i, UNWRITTEN);
    }
    Stripes from = rows(logits, 5, width);
    loops.sums(from, count, width, to, 0);
    Stripes products = rows(to, count, width + 3);
    from.copyTo(products, count, width);
    loops.multiples(products, count, width, planes, 0, 4L * count);
    return to.toArray(ValueLayout.JAVA_FLOAT);
  }

  @ParameterizedTest
  @CsvSource({"1, 16", "2, 17", "3, 31", "4, 80", "5, 32", "7, 91", "9, 1000", "64, 20", "4, 15"})
  void vectorsGiveTheBitsOfScalarsAndWriteNothingElse(int count, int width) {
    MemorySegment logits = floats(5 + count * width);
    MemorySegment planes = floats(2 * count);
    float[] expected = all(Kernel.Choice.SCALAR, logits, planes, count, width);
    assertArrayEquals(expected, all(Kernel.Choice.VECTOR, logits, planes, count, width));
    for (int row = 0; row < count; row++) {
      float factor = planes.getAtIndex(ValueLayout.JAVA_FLOAT, row);
      float taken = planes.getAtIndex(ValueLayout.JAVA_FLOAT, count + row);
      double sum = 0;
      int multiples = count + row * (width + 3);
      for (int k = 0; k < width; k++) {
        float x = logits.getAtIndex(ValueLayout.JAVA_FLOAT, 5 + row * width + k);
        sum += x;
        assertEquals(x * factor - taken, expected[multiples + k]);
      }
      for (int k = width; k < width + 3; k++) {
        assertEquals(UNWRITTEN, expected[multiples + k]);
      }
      assertEquals(sum, expected[row], 1e-6 * width);
    }
  }

  @Test
  void aRowIsSummedInSixteenPartsAndTheseByHalves() {
    MemorySegment row = floats(37);
    float[] parts = new float[16];
    for (int k = 0; k < 37; k++) {
      parts[k % 16] += row.getAtIndex(ValueLayout.JAVA_FLOAT, k);
    }
    for (int half = 8; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        parts[i] += parts[i + half];
      }
    }
    for (Kernel.Choice choice : new Kernel.Choice[] {Kernel.Choice.SCALAR, Kernel.Choice.VECTOR}) {
      MemorySegment sum = Arena.ofAuto().allocate(4, 4);
      loops(choice, 37).sums(rows(row, 0, 37), 1, 37, sum, 0);
      assertEquals(parts[0], sum.get(ValueLayout.JAVA_FLOAT, 0));
    }
  }

  @Test
  void rowsShorterThanTheWidestVectorAreLeftToScalars() {
    assertTrue(loops(Kernel.Choice.VECTOR, 16).isVector());
    assertTrue(!loops(Kernel.Choice.VECTOR, 15).isVector());
  }
}
