package dev.jaccard.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows become planes and planes rows, with squares of vectors and without. */
@Tag("width")
class TranspositionTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "16, 16", "17, 16", "16, 17", "33, 47", "64, 80", "256, 10", "3, 100"})
  void everyElementGoesToItsPlaceAndBack(int count, int width) {
    for (boolean vectors : new boolean[] {false, true}) {
      for (boolean heap : new boolean[] {false, true}) {
        check(count, width, vectors, heap);
      }
    }
  }

  private static void check(int count, int width, boolean vectors, boolean heap) {
    int first = 5;
    int length = first + count * width;
    MemorySegment rows = memory(length, heap);
    MemorySegment back = memory(length, heap);
    long stride = 4L * (count + 3);
    MemorySegment planes = Arena.ofAuto().allocate(stride * width, 64);
    for (int i = 0; i < length; i++) {
      rows.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, i);
    }
    Transposition.rowsToPlanes(rows, first, count, width, planes, stride, vectors);
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < width; k++) {
        float value = planes.get(ValueLayout.JAVA_FLOAT, k * stride + 4L * i);
        assertEquals(first + i * width + k, value, i + ", " + k);
      }
    }
    Transposition.planesToRows(planes, stride, count, width, back, first, vectors);
    for (int i = 0; i < length; i++) {
      float value = back.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i);
      assertEquals(i < first ? 0 : i, value, "float " + i);
    }
  }

  private static MemorySegment memory(int length, boolean heap) {
    return heap ? MemorySegment.ofArray(new float[length]) : Arena.ofAuto().allocate(4L * length);
  }
}
