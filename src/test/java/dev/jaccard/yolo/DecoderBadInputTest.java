package dev.jaccard.yolo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jaccard.Backend;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Bad arguments: a clear message, and the detections stay as they were. */
class DecoderBadInputTest {
  private static final Grid GRID = Grid.of(64, 32, 8, 16);
  private static final float[][] ANCHORS = {{1, 2, 3, 4}, {5, 6}};

  private static Tensor tensor(long... shape) {
    long size = 1;
    for (long length : shape) {
      size *= length;
    }
    return Tensor.of(FloatBuffer.allocate((int) size), shape);
  }

  private static Arguments row(String message, Executable call) {
    return Arguments.of(message, call);
  }

  private static Arguments decode(String message, Head head, Tensor... outputs) {
    return row(message, () -> decode(head, 0, outputs));
  }

  private static void decode(Head head, int image, Tensor... outputs) {
    Detections detections = Detections.allocate(Arena.ofAuto(), 10);
    detections.add(1, 2, 3, 4, 0.5f, 6);
    try {
      Decoder.builder(head).build().decode(List.of(outputs), image, null, detections);
    } finally {
      assertEquals(1, detections.count());
      assertEquals(3, detections.corner(0, 2));
    }
  }

  private static Decoder.Builder builder() {
    return Decoder.builder(Head.yolov8(3));
  }

  static final List<Arguments> REFUSED =
      List.of(
          decode(
              "outputs[0] has shape (9, 84) but must have (84, n), with or without a batch before"
                  + " it, for yolov8(80 classes, CHANNELS)",
              Head.yolov8(80),
              tensor(9, 84)),
          decode(
              "outputs[0] has shape (85, 9) but must have (n, 85), with or without a batch before"
                  + " it, for yolov5(80 classes, ROWS)",
              Head.yolov5(80),
              tensor(85, 9)),
          decode(
              "outputs[0] has shape (1, 1, 7, 5) but must have (7, n), with or without a batch"
                  + " before it, for yolov8(3 classes, CHANNELS)",
              Head.yolov8(3),
              tensor(1, 1, 7, 5)),
          decode(
              "outputs[0] has shape (7) but must have (7, n), with or without a batch before it,"
                  + " for yolov8(3 classes, CHANNELS)",
              Head.yolov8(3),
              tensor(7)),
          decode(
              "outputs[0] has shape (41, 8) but must have (40, 8), with or without a batch before"
                  + " it, for yolox(3 classes, ROWS, 64x32 with strides [8, 16])",
              Head.yolox(3, GRID),
              tensor(41, 8)),
          decode(
              "outputs[1] has shape (11, 4, 2) but must have (1, 11, 2, 4) or (11, 2, 4) or (11,"
                  + " 8), with or without a batch before it, for rawDistribution(3 classes,"
                  + " CHANNELS, 64x32 with strides [8, 16])",
              Head.rawDistribution(3, 2, GRID),
              tensor(11, 32),
              tensor(11, 4, 2)),
          decode(
              "outputs has 3 tensors but must have 1 or 2 for yolox(3 classes, ROWS, 64x32 with"
                  + " strides [8, 16])",
              Head.yolox(3, GRID),
              tensor(1),
              tensor(1),
              tensor(1)),
          decode(
              "outputs has 1 tensors but must have 2 for rawAnchors(3 classes, CHANNELS, 64x32 with"
                  + " strides [8, 16])",
              Head.rawAnchors(3, GRID, ANCHORS),
              tensor(16, 4, 8)),
          decode(
              "outputs has 0 tensors but must have 1 for yolov8(3 classes, CHANNELS)",
              Head.yolov8(3)),
          row(
              "anchors[1][1] is -1.0 but must be a finite number above 0",
              () -> Head.rawAnchors(3, GRID, new float[][] {{1, 1}, {1, -1}})),
          row(
              "networkWidth x networkHeight is 65536 x 65536, which makes 4294967296 cells, but may"
                  + " make at most 2147483647",
              () -> Grid.of(65536, 65536, 1)),
          row(
              "image is 2 but must be in [0, 2) for a batch of 2",
              () -> decode(Head.yolov8(3), 2, tensor(2, 7, 5))),
          row(
              "image is -1 but must be in [0, 1) for a batch of 1",
              () -> decode(Head.yolov8(3), -1, tensor(7, 5))),
          row(
              "segment has 24 bytes but must have 28, as shape (7, 1) has",
              () -> Tensor.of(MemorySegment.ofArray(new float[6]), 7, 1)),
          row(
              "buffer has 8 floats but must have 7, as shape (7, 1) has",
              () -> Tensor.of(FloatBuffer.allocate(8), 7, 1)),
          row(
              "shape is [7, -1] but its lengths must be at least 0",
              () -> Tensor.of(FloatBuffer.allocate(8), 7, -1)),
          row(
              "shape is (4294967296, 4294967296) but must have fewer than 2^61 elements",
              () -> Tensor.of(FloatBuffer.allocate(8), 1L << 32, 1L << 32)),
          row(
              "buffer has byte order BIG_ENDIAN but must have LITTLE_ENDIAN",
              () ->
                  Tensor.of(
                      ByteBuffer.allocateDirect(4).order(ByteOrder.BIG_ENDIAN).asFloatBuffer(), 1)),
          row("classes is 0 but must be at least 1", () -> Head.yolov8(0)),
          row("bins is 0 but must be at least 1", () -> Head.rawDistribution(1, 0, GRID)),
          row(
              "anchors has 1 levels but must have 2, as the grid 64x32 with strides [8, 16] has",
              () -> Head.rawAnchors(1, GRID, new float[][] {{1, 2}})),
          row(
              "anchors[1] has 3 numbers but must have a width and a height for each anchor",
              () -> Head.rawAnchors(1, GRID, new float[][] {{1, 2}, {1, 2, 3}})),
          row("strides is empty but must have a stride for each level", () -> Grid.of(64, 64)),
          row("stride is 0 but must be at least 1", () -> Grid.of(64, 64, 8, 0)),
          row("networkWidth is 60 but must be a multiple of stride 8", () -> Grid.of(60, 64, 8)),
          row("networkHeight is 0 but must be a multiple of stride 8", () -> Grid.of(64, 0, 8)),
          row("capacity is 0 but must be at least 1", () -> Detections.allocate(Arena.global(), 0)),
          row("confidence is 1.0 but must be in [0, 1)", () -> builder().confidence(1)),
          row("confidence is NaN but must be in [0, 1)", () -> builder().confidence(Float.NaN)),
          row(
              "confidence has 2 thresholds but must have 3, one for each class",
              () -> builder().confidence(new float[2])),
          row(
              "confidence[1] is -1.0 but must be in [0, 1)",
              () -> builder().confidence(new float[] {0, -1, 0})),
          row("iou is 1.5 but must be in [0, 1]", () -> builder().iou(1.5f)),
          row("topK is 0 but must be at least 1", () -> builder().topK(0)),
          row("maximum is -1 but must be at least 1", () -> builder().maximum(-1)),
          row(
              "backend is REFERENCE but must be AUTO, VECTOR or SCALAR",
              () -> builder().backend(Backend.REFERENCE)));

  @ParameterizedTest
  @FieldSource("REFUSED")
  void badArgumentsAreRefusedAndNothingIsWritten(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void memoryOfAClosedArenaIsRefused() {
    Decoder decoder = builder().build();
    Arena arena = Arena.ofConfined();
    Tensor output = Tensor.of(arena.allocate(28), 7, 1);
    Detections closed = Detections.allocate(arena, 3);
    Detections open = Detections.allocate(Arena.ofAuto(), 3);
    arena.close();
    assertEquals(
        "outputs[0] lies in an arena that is closed, and must lie in an open one",
        assertThrows(IllegalStateException.class, () -> decoder.decode(output, null, open))
            .getMessage());
    assertEquals(
        "memory of detections lies in an arena that is closed, and must lie in an open one",
        assertThrows(IllegalStateException.class, () -> decoder.decode(tensor(7, 1), null, closed))
            .getMessage());
  }

  @Test
  void memoryOfAnotherThreadIsRefused() {
    Decoder decoder = builder().build();
    try (Arena arena = Arena.ofConfined()) {
      Tensor output = Tensor.of(arena.allocate(28), 7, 1);
      Detections mine = Detections.allocate(arena, 3);
      Detections shared = Detections.allocate(Arena.ofAuto(), 3);
      assertWrongThread("outputs[0] lies", () -> decoder.decode(output, null, shared));
      assertWrongThread(
          "memory of detections lies", () -> decoder.decode(tensor(7, 1), null, mine));
    }
  }

  private static void assertWrongThread(String start, Runnable call) {
    CompletionException e =
        assertThrows(CompletionException.class, () -> CompletableFuture.runAsync(call).join());
    assertEquals(WrongThreadException.class, e.getCause().getClass());
    assertEquals(
        start + " in an arena confined to another thread",
        e.getCause().getMessage().replaceFirst(", and must.*", ""));
  }
}
