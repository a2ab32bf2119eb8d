package dev.jaccard;

import static dev.jaccard.BoxFormat.CXCYWH;
import static dev.jaccard.BoxFormat.XYXY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class BoxesBadInputTest {

  private static final MemorySegment BYTES = MemorySegment.ofArray(new byte[160]);
  private static final MemorySegment READ_ONLY = BYTES.asReadOnly();
  private static final FloatBuffer FOREIGN_ORDER =
      ByteBuffer.allocate(64)
          .order(
              ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                  ? ByteOrder.LITTLE_ENDIAN
                  : ByteOrder.BIG_ENDIAN)
          .asFloatBuffer();
  private static final String ORDER =
      " has byte order " + FOREIGN_ORDER.order() + " but must have " + ByteOrder.nativeOrder();
  private static final Arena GLOBAL = Arena.global();

  static final List<Arguments> REFUSED =
      List.of(
          row("count is -1 but must be at least 0", () -> Boxes.allocate(GLOBAL, -1, XYXY)),
          row("count is -1 but must be at least 0", () -> Boxes.wrap(BYTES, -1, XYXY)),
          row("count is -2 but must be at least 0", () -> Boxes.wrap(new float[4], -2, XYXY)),
          row(
              "count is -3 but must be at least 0",
              () -> Boxes.fromInterleaved(GLOBAL, new float[4], -3, XYXY)),
          row(
              "planeStride is 396 bytes but must be at least 400 (4 bytes x 100 boxes)",
              () -> Boxes.wrap(BYTES, 100, 396, XYXY)),
          row(
              "planeStride is -4 bytes but must be at least 0 (4 bytes x 0 boxes)",
              () -> Boxes.wrap(BYTES, 0, -4, XYXY)),
          row(
              "planeStride is 1 floats but must be at least 2 (2 boxes)",
              () -> Boxes.wrap(new float[8], 2, 1, XYXY)),
          row(
              "planeStride is 1 floats but must be at least 2 (2 boxes)",
              () -> Boxes.wrap(FloatBuffer.allocate(8), 2, 1, XYXY)),
          row(
              "segment has 160 bytes but must have at least 176"
                  + " (3 x planeStride 44 + 4 bytes x 11 boxes)",
              () -> Boxes.wrap(BYTES, 11, XYXY)),
          row(
              "segment has 160 bytes but must have at least 34359738352"
                  + " (3 x planeStride 8589934588 + 4 bytes x 2147483647 boxes)",
              () -> Boxes.wrap(BYTES, Integer.MAX_VALUE, XYXY)),
          row(
              "segment has 160 bytes but must have at least 9223372036854775807"
                  + " (3 x planeStride 9223372036854775807 + 4 bytes x 1 boxes)",
              () -> Boxes.wrap(BYTES, 1, Long.MAX_VALUE, XYXY)),
          row(
              "values has 7 floats but must have at least 8 (3 x planeStride 2 + 2 boxes)",
              () -> Boxes.wrap(new float[7], 2, XYXY)),
          row(
              "buffer has 7 floats but must have at least 8 (3 x planeStride 2 + 2 boxes)",
              () -> Boxes.wrap(FloatBuffer.allocate(8).position(1), 2, XYXY)),
          row(
              "buffer has 8 floats but must have at least 9223372036854775807"
                  + " (3 x planeStride 4611686018427387904 + 1 boxes)",
              () -> Boxes.wrap(FloatBuffer.allocate(8), 1, 1L << 62, XYXY)),
          row("buffer" + ORDER, () -> Boxes.wrap(FOREIGN_ORDER, 1, XYXY)),
          row("interleaved" + ORDER, () -> Boxes.fromInterleaved(GLOBAL, FOREIGN_ORDER, 1, XYXY)),
          row("destination" + ORDER, () -> boxes(1).toInterleaved(FOREIGN_ORDER)),
          row(
              "interleaved has 7 floats but must have at least 8 (4 per box x 2 boxes)",
              () -> Boxes.fromInterleaved(GLOBAL, new float[7], 2, XYXY)),
          row(
              "interleaved has 160 bytes but must have at least 34359738352"
                  + " (16 per box x 2147483647 boxes)",
              () -> Boxes.fromInterleaved(GLOBAL, BYTES, Integer.MAX_VALUE, XYXY)),
          row(
              "interleaved has 3 floats but must have at least 8 (4 per box x 2 boxes)",
              () -> boxes(2).copyInterleaved(FloatBuffer.allocate(4).position(1))),
          row(
              "destination has 31 bytes but must have at least 32 (16 per box x 2 boxes)",
              () -> boxes(2).toInterleaved(BYTES.asSlice(0, 31))),
          row(
              "destination is read-only but must be writable",
              () -> boxes(2).toInterleaved(READ_ONLY)),
          row(
              "this Boxes is read-only but must be writable",
              () -> Boxes.wrap(READ_ONLY, 2, XYXY).copyInterleaved(new float[8])),
          row(
              "destination is read-only but must be writable",
              () -> boxes(2).copyTo(Boxes.wrap(READ_ONLY, 2, CXCYWH))),
          row(
              "destination has 3 boxes but must have 2, as many as this Boxes",
              () -> boxes(2).copyTo(boxes(3))),
          row(
              "interleaved overlaps the planes of this Boxes but must be outside of them",
              () -> Boxes.wrap(BYTES, 2, XYXY).copyInterleaved(BYTES)),
          row(
              "destination overlaps the planes of this Boxes but must be outside of them",
              () -> Boxes.wrap(READ_ONLY, 2, XYXY).toInterleaved(BYTES.asSlice(31))));

  private static Arguments row(String message, Executable call) {
    return Arguments.of(message, call);
  }

  private static Boxes boxes(int count) {
    return Boxes.wrap(new float[4 * count], count, XYXY);
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("REFUSED")
  void theMessageNamesTheArgumentWhatItWasAndWhatIsAllowed(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void planesThatOverlapOtherwiseThanEntirelyAreNotConverted() {
    float[] values = BoxSamples.ordinary(40, 1);
    float[] before = values.clone();
    Boxes boxes = Boxes.wrap(values, 8, XYXY);
    MemorySegment memory = MemorySegment.ofArray(values);
    for (Boxes other :
        List.of(
            Boxes.wrap(memory.asSlice(4), 8, CXCYWH),
            Boxes.wrap(memory, 8, 40, CXCYWH),
            Boxes.wrap(memory.asSlice(2), 8, 32, CXCYWH))) {
      assertEquals(
          "destination overlaps this Boxes but must be outside of its planes, or exactly them",
          assertThrows(IllegalArgumentException.class, () -> boxes.copyTo(other)).getMessage());
    }
    assertArrayEquals(before, values);
  }

  @Test
  void indicesOutsideAreRefused() {
    Boxes boxes = boxes(2);
    for (Executable call :
        List.<Executable>of(
            () -> boxes.get(2, 0),
            () -> boxes.get(-1, 0),
            () -> boxes.set(0, 4, 0),
            () -> boxes.plane(4),
            () -> boxes.planeOffset(-1),
            () -> boxes.slice(1, 2),
            () -> boxes.slice(0, -1))) {
      assertThrows(IndexOutOfBoundsException.class, call);
    }
  }

  @Test
  void nullArgumentsAreNamed() {
    Boxes boxes = boxes(1);
    for (Arguments row :
        List.of(
            row("arena", () -> Boxes.allocate(null, 1, XYXY)),
            row("format", () -> Boxes.allocate(GLOBAL, 1, null)),
            row("segment", () -> Boxes.wrap((MemorySegment) null, 1, XYXY)),
            row("buffer", () -> Boxes.wrap((FloatBuffer) null, 1, XYXY)),
            row("values", () -> Boxes.wrap((float[]) null, 1, XYXY)),
            row("format", () -> Boxes.wrap(new float[4], 1, null)),
            row("interleaved", () -> Boxes.fromInterleaved(GLOBAL, (float[]) null, 1, XYXY)),
            row("interleaved", () -> boxes.copyInterleaved((MemorySegment) null)),
            row("destination", () -> boxes.toInterleaved((FloatBuffer) null)),
            row("destination", () -> boxes.copyTo(null)))) {
      Executable call = (Executable) row.get()[1];
      assertEquals(row.get()[0], assertThrows(NullPointerException.class, call).getMessage());
    }
  }

  @Test
  void boxesOfAClosedArenaAreRefusedAndNothingIsWritten() {
    Arena arena = Arena.ofConfined();
    Boxes closed = Boxes.allocate(arena, 2, XYXY);
    MemorySegment memory = arena.allocate(32);
    arena.close();
    float[] values = BoxSamples.ordinary(8, 1);
    float[] before = values.clone();
    Boxes open = Boxes.wrap(values, 2, CXCYWH);
    String problem = " lies in an arena that is closed, and must lie in an open one";
    for (Arguments row :
        List.of(
            row("this Boxes" + problem, () -> closed.copyTo(open)),
            row("destination" + problem, () -> open.copyTo(closed)),
            row("this Boxes" + problem, () -> closed.to(CXCYWH, GLOBAL)),
            row("this Boxes" + problem, () -> closed.toInterleaved(values)),
            row("this Boxes" + problem, () -> closed.copyInterleaved(values)),
            row("interleaved" + problem, () -> open.copyInterleaved(memory)),
            row("destination" + problem, () -> open.toInterleaved(memory)),
            row("arena is closed but must be open", () -> open.to(XYXY, arena)))) {
      Executable call = (Executable) row.get()[1];
      assertEquals(row.get()[0], assertThrows(IllegalStateException.class, call).getMessage());
    }
    assertThrows(IllegalStateException.class, () -> closed.get(0, 0));
    assertArrayEquals(before, values);
  }

  @Test
  void boxesConfinedToAnotherThreadAreRefused() throws InterruptedException {
    float[] values = BoxSamples.ordinary(8, 1);
    float[] before = values.clone();
    Boxes[] confined = new Boxes[1];
    Arena[] arena = new Arena[1];
    Thread owner =
        new Thread(() -> {
          arena[0] = Arena.ofConfined();
          confined[0] = Boxes.allocate(arena[0], 2, XYXY);
        });
    owner.start();
    owner.join();
    Boxes open = Boxes.wrap(values, 2, CXCYWH);
    for (Executable call :
        List.<Executable>of(
            () -> confined[0].copyTo(open),
            () -> open.copyTo(confined[0]),
            () -> confined[0].toInterleaved(values),
            () -> confined[0].copyInterleaved(values),
            () -> open.copyInterleaved(confined[0].segment().asSlice(0, 32)),
            () -> open.toInterleaved(confined[0].segment().asSlice(0, 32)))) {
      String message = assertThrows(WrongThreadException.class, call).getMessage();
      assertTrue(message.contains(" lies in an arena confined to another thread"), message);
    }
    assertThrows(WrongThreadException.class, () -> open.to(XYXY, arena[0]));
    assertArrayEquals(before, values);
  }
}
