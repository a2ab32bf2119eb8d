package dev.jaccard;

import static dev.jaccard.BoxFormat.XYXY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("width")
class BoxInterleavingTest {

  @ParameterizedTest
  @EnumSource
  void rowsBecomePlanesBitByBit(BoxMemory rowMemory) {
    for (BoxMemory planeMemory : BoxMemory.values()) {
      for (int count : BoxSamples.COUNTS) {
        try (Arena arena = Arena.ofConfined()) {
          MemorySegment rows = rowMemory.bytes(arena, 16L * count + 4);
          int[] bits = fill(rows, 4 * count);
          for (boolean vectors : new boolean[] {true, false}) {
            Boxes boxes = planeMemory.boxes(arena, count, XYXY);
            BoxTransfer.deinterleave(rows, boxes, vectors);
            for (int i = 0; i < bits.length; i++) {
              if (bits[i] != BoxSamples.bitsAt(boxes.plane(i % 4), i / 4)) {
                fail(count + " boxes in " + planeMemory + ", coordinate " + i);
              }
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void planesBecomeRowsBitByBit(BoxMemory rowMemory) {
    for (BoxMemory planeMemory : BoxMemory.values()) {
      for (int count : BoxSamples.COUNTS) {
        try (Arena arena = Arena.ofConfined()) {
          Boxes boxes = planeMemory.boxes(arena, count, XYXY);
          int[] bits = BoxSamples.bits(4 * count, count);
          for (int i = 0; i < bits.length; i++) {
            BoxSamples.setBitsAt(boxes.plane(i % 4), i / 4, bits[i]);
          }
          for (boolean vectors : new boolean[] {true, false}) {
            MemorySegment rows = rowMemory.bytes(arena, 16L * count + 4);
            BoxSamples.setBitsAt(rows, 4L * count, 0x55555555);
            BoxTransfer.interleave(boxes, rows, vectors);
            for (int i = 0; i < bits.length; i++) {
              if (bits[i] != BoxSamples.bitsAt(rows, i)) {
                fail(count + " boxes in " + planeMemory + ", coordinate " + i);
              }
            }
            assertEquals(0x55555555, BoxSamples.bitsAt(rows, 4L * count), "beyond " + count);
          }
        }
      }
    }
  }

  @Test
  void arraysBuffersAndSegmentsHoldTheSameRows() {
    float[] rows = {1, 2, 3, 4, 5, 6, 7, 8};
    try (Arena arena = Arena.ofConfined()) {
      FloatBuffer buffer = FloatBuffer.allocate(10).put(9).put(rows).position(1);
      Boxes fromArray = Boxes.fromInterleaved(arena, rows, 2, XYXY);
      Boxes fromBuffer = Boxes.fromInterleaved(arena, buffer.asReadOnlyBuffer(), 2, XYXY);
      Boxes fromSegment = Boxes.fromInterleaved(arena, MemorySegment.ofArray(rows), 2, XYXY);
      for (Boxes boxes : new Boxes[] {fromArray, fromBuffer, fromSegment}) {
        assertArrayEquals(rows, BoxSamples.rows(boxes));
      }
      Boxes replaced = Boxes.allocate(arena, 2, XYXY);
      replaced.copyInterleaved(buffer);
      assertArrayEquals(rows, BoxSamples.rows(replaced));
      replaced.copyInterleaved(new float[8]);
      assertArrayEquals(new float[8], BoxSamples.rows(replaced));

      float[] array = new float[9];
      fromArray.toInterleaved(array);
      assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 0}, array);
      FloatBuffer written = FloatBuffer.allocate(9).position(1);
      fromArray.toInterleaved(written);
      assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8}, written.array());
      assertEquals(1, written.position(), "position");
      assertEquals(1, buffer.position(), "position");
    }
  }

  private static int[] fill(MemorySegment rows, int length) {
    int[] bits = BoxSamples.bits(length, length);
    for (int i = 0; i < length; i++) {
      BoxSamples.setBitsAt(rows, i, bits[i]);
    }
    return bits;
  }
}
