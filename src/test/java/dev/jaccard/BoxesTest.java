package dev.jaccard;

import static dev.jaccard.BoxFormat.CXCYWH;
import static dev.jaccard.BoxFormat.XYWH;
import static dev.jaccard.BoxFormat.XYXY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BoxesTest {

  @Test
  void newBoxesAreZeroAndKnowTheirFormat() {
    try (Arena arena = Arena.ofConfined()) {
      Boxes boxes = Boxes.allocate(arena, 17, CXCYWH);
      assertEquals(17, boxes.count());
      assertEquals(CXCYWH, boxes.format());
      assertFalse(boxes.isReadOnly());
      assertArrayEquals(new float[4 * 17], BoxSamples.rows(boxes));
      assertEquals("17 boxes CXCYWH, plane stride 128 bytes, native", boxes.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 64",
    "1, 64",
    "16, 64",
    "17, 128",
    "1000, 4032",
    "1008, 4032",
    "1009, 5056",
    "1024, 5056",
    "1264, 5056",
    "1265, 9152",
    "2048, 9152",
    "8192, 33728",
    "1048576, 4195264"
  })
  void newPlanesStartOnCacheLinesAndNotAtEqualPageOffsets(int count, long stride) {
    try (Arena arena = Arena.ofConfined()) {
      Boxes boxes = Boxes.allocate(arena, count, XYXY);
      assertEquals(stride, boxes.planeStride());
      assertEquals(0, boxes.segment().address() % 64);
    }
  }

  /** A load waits for a store of the iterations before at the same page offset. */
  @ParameterizedTest
  @CsvSource({"1009", "1024", "1040", "1265", "2048", "4095", "8192", "8208", "1048576"})
  void noPlaneIsStoredJustAheadOfAnotherInThePage(int count) {
    try (Arena arena = Arena.ofConfined()) {
      long stride = Boxes.allocate(arena, count, XYXY).planeStride();
      for (int stored = 0; stored < 4; stored++) {
        for (int loaded = 0; loaded < 4; loaded++) {
          long ahead = Math.floorMod((stored - loaded) * stride, 4096);
          assertTrue(
              stored == loaded || ahead >= 13 * 64, stored + " and " + loaded + ": " + ahead);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCoordinateIsAtItsIndexOfItsPlane(BoxMemory memory) {
    try (Arena arena = Arena.ofConfined()) {
      Boxes boxes = memory.boxes(arena, 5, XYXY);
      float[] rows = BoxSamples.ordinary(20, 1);
      BoxSamples.fill(boxes, rows);
      assertArrayEquals(rows, BoxSamples.rows(boxes));
      for (int i = 0; i < 20; i++) {
        int bits = Float.floatToIntBits(rows[i]);
        int plane = i % 4;
        int index = i / 4;
        assertEquals(bits, BoxSamples.bitsAt(boxes.plane(plane), index));
        assertEquals(
            bits, BoxSamples.bitsAt(boxes.segment().asSlice(boxes.planeOffset(plane)), index));
        assertEquals(20, boxes.plane(plane).byteSize());
      }
      assertEquals(3 * boxes.planeStride() + 20, boxes.segment().byteSize());
    }
  }

  @Test
  void wrappedArraysBuffersAndSegmentsAreNotCopied() {
    float[] values = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    FloatBuffer buffer = FloatBuffer.wrap(values).position(1);
    FloatBuffer direct =
        ByteBuffer.allocateDirect(44).order(ByteOrder.nativeOrder()).asFloatBuffer().put(values);
    direct.position(1);
    MemorySegment segment = MemorySegment.ofArray(values).asSlice(4);
    for (Boxes boxes :
        new Boxes[] {
          Boxes.wrap(buffer, 1, 3, XYXY),
          Boxes.wrap(direct, 1, 3, XYXY),
          Boxes.wrap(segment, 1, 12, XYXY)
        }) {
      assertArrayEquals(new float[] {1, 4, 7, 10}, BoxSamples.rows(boxes));
      assertEquals(12, boxes.planeStride());
    }
    Boxes.wrap(buffer, 1, 3, XYXY).set(0, 3, -1);
    Boxes.wrap(direct, 1, 3, XYXY).set(0, 3, -2);
    Boxes.wrap(values, 2, 3, XYXY).set(1, 1, -3);
    assertArrayEquals(new float[] {0, 1, 2, 3, -3, 5, 6, 7, 8, 9, -1}, values);
    assertEquals(-2, direct.get(10));
    assertEquals(1, buffer.position(), "position");
  }

  @Test
  void densePlanesFollowEachOther() {
    float[] values = {0, 1, 2, 3, 4, 5, 6, 7};
    float[] rows = {0, 2, 4, 6, 1, 3, 5, 7};
    assertArrayEquals(rows, BoxSamples.rows(Boxes.wrap(values, 2, XYXY)));
    assertArrayEquals(rows, BoxSamples.rows(Boxes.wrap(FloatBuffer.wrap(values), 2, XYXY)));
    assertArrayEquals(rows, BoxSamples.rows(Boxes.wrap(MemorySegment.ofArray(values), 2, XYXY)));
  }

  @Test
  void aBufferOverBytesIsWrappedAtAnyAlignment() {
    ByteBuffer bytes = ByteBuffer.allocate(17).order(ByteOrder.nativeOrder());
    FloatBuffer buffer = bytes.position(1).slice().order(ByteOrder.nativeOrder()).asFloatBuffer();
    Boxes boxes = Boxes.wrap(buffer, 1, XYXY);
    boxes.set(0, 3, 5);
    assertEquals(5, bytes.getFloat(13));
  }

  @Test
  void aReadOnlyMemoryMakesReadOnlyBoxes() {
    assertTrue(Boxes.wrap(FloatBuffer.allocate(4).asReadOnlyBuffer(), 1, XYXY).isReadOnly());
    Boxes boxes = Boxes.wrap(MemorySegment.ofArray(new float[4]).asReadOnly(), 1, XYXY);
    assertTrue(boxes.isReadOnly());
    assertEquals("1 boxes XYXY, plane stride 4 bytes, heap, read-only", boxes.toString());
    assertThrows(IllegalArgumentException.class, () -> boxes.set(0, 0, 1));
  }

  @Test
  void noBoxesAreBoxes() {
    try (Arena arena = Arena.ofConfined()) {
      for (Boxes boxes :
          new Boxes[] {
            Boxes.allocate(arena, 0, XYXY),
            Boxes.wrap(new float[0], 0, XYXY),
            Boxes.wrap(FloatBuffer.allocate(0), 0, XYXY),
            Boxes.wrap(MemorySegment.NULL, 0, XYXY),
            Boxes.wrap(MemorySegment.NULL, 0, 4096, XYXY),
            Boxes.fromInterleaved(arena, new float[0], 0, XYXY)
          }) {
        assertEquals(0, boxes.to(CXCYWH, arena).count());
        boxes.toInterleaved(new float[0]);
        boxes.copyInterleaved(MemorySegment.NULL);
        assertEquals(0, boxes.segment().byteSize());
        assertEquals(0, boxes.plane(3).byteSize());
        assertEquals(0, boxes.slice(0, 0).count());
        assertFalse(boxes.overlaps(boxes));
      }
    }
  }

  @Test
  void aSliceSeesTheBoxesFromItsStart() {
    float[] values = new float[40];
    Boxes boxes = Boxes.wrap(values, 8, 10, XYWH);
    Boxes slice = boxes.slice(5, 3);
    boxes.set(7, 3, 9);
    slice.set(0, 1, 4);
    assertEquals(9, slice.get(2, 3));
    assertEquals(4, boxes.get(5, 1));
    assertEquals(XYWH, slice.format());
    assertEquals(40, slice.planeStride());
    assertEquals(0, boxes.slice(8, 0).count());
    assertFalse(boxes.slice(0, 5).overlaps(slice));
    assertTrue(boxes.slice(0, 6).overlaps(slice));
  }

  @Test
  void planesInTheGapsOfOtherPlanesDoNotOverlapThem() {
    MemorySegment memory = MemorySegment.ofArray(new float[16]);
    Boxes even = Boxes.wrap(memory, 2, 16, XYXY);
    Boxes odd = Boxes.wrap(memory.asSlice(8), 2, 16, XYXY);
    assertFalse(even.overlaps(odd));
    assertFalse(even.overlaps(memory.asSlice(8, 8)));
    assertTrue(even.overlaps(memory.asSlice(8, 9)));
    assertTrue(even.overlaps(Boxes.wrap(memory.asSlice(4), 2, 16, XYXY)));
    assertTrue(even.overlaps(Boxes.wrap(memory.asReadOnly(), 1, 16, XYXY)));
    assertFalse(even.overlaps(Boxes.wrap(new float[16], 4, XYXY)));
    BoxSamples.fill(even, new float[] {1, 2, 3, 4, 5, 6, 7, 8});
    even.copyTo(odd);
    assertArrayEquals(BoxSamples.rows(even), BoxSamples.rows(odd));
  }

  @Test
  void moreThanFourGigabytesAreAddressed(@TempDir Path folder) throws IOException {
    int count = Integer.MAX_VALUE;
    try (Arena arena = Arena.ofConfined();
        FileChannel sparse =
            FileChannel.open(
                folder.resolve("sparse"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE)) {
      MemorySegment memory =
          sparse.map(FileChannel.MapMode.READ_WRITE, 0, 16L * Integer.MAX_VALUE, arena);
      Boxes boxes = Boxes.wrap(memory, count, XYWH);
      assertEquals(4L * count, boxes.planeStride());
      for (int plane = 0; plane < 4; plane++) {
        boxes.set(count - 1, plane, plane + 1);
      }
      assertEquals(4, memory.get(ValueLayout.JAVA_FLOAT, 16L * count - 4));
      Boxes corners = boxes.slice(count - 20, 20).to(XYXY, arena);
      assertArrayEquals(new float[] {1, 2, 4, 6}, BoxSamples.rows(corners.slice(19, 1)));
    }
  }

  @Test
  void conversionToTheSameFormatIsACopy() {
    try (Arena arena = Arena.ofConfined()) {
      Boxes boxes = Boxes.wrap(new float[] {1, 2, 3, 4}, 1, XYXY);
      Boxes copy = boxes.to(XYXY, arena);
      copy.set(0, 0, 9);
      assertEquals(1, boxes.get(0, 0));
      assertSame(XYXY, copy.format());
    }
  }
}
