package dev.jaccard.yolo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jaccard.Backend;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** What single boxes become. */
class DetectionsTest {
  private final Detections found = Detections.allocate(Arena.ofAuto(), 5);

  /** Decodes [4+2][n]. */
  private void decode(Letterbox letterbox, Decoder.Builder decoder, float... values) {
    decode(Tensor.of(MemorySegment.ofArray(values), 6, values.length / 6), letterbox, decoder);
  }

  private void decode(Tensor output, Letterbox letterbox, Decoder.Builder decoder) {
    decoder.backend(Backend.SCALAR).build().decode(output, letterbox, found);
  }

  private static Decoder.Builder two() {
    return Decoder.builder(Head.yolov8(2));
  }

  @Test
  void letterboxIsUndoneAndBoxesAreClippedToTheImage() {
    // the image fills the rows 50 to 150 of the input, at twice its size
    Letterbox letterbox = Letterbox.centered(100, 50, 200, 200);
    decode(letterbox, two(), 10, 100, 60, 100, 40, 20, 40, 40, 0.5f, 0.9f, 0.6f, 0.1f);
    assertEquals(2, found.count());
    assertBox(0, 45, 15, 55, 35);
    assertBox(1, 0, 0, 15, 15);
  }

  private void assertBox(int index, float... corners) {
    for (int plane = 0; plane < 4; plane++) {
      assertEquals(corners[plane], found.corner(index, plane));
    }
  }

  @Test
  void theLowestClassWinsAmongEquals() {
    decode(null, two(), 10, 10, 4, 4, 0.7f, 0.7f);
    assertEquals(0, found.classOf(0));
    assertEquals(0.7f, found.score(0));
  }

  @Test
  void aScoreEqualToTheThresholdIsOut() {
    decode(null, two().confidence(0.7f), 10, 10, 4, 4, 0.7f, 0.7f);
    assertEquals(0, found.count());
    decode(null, two().confidence(Math.nextDown(0.7f)), 10, 10, 4, 4, 0.7f, 0.7f);
    assertEquals(1, found.count());
  }

  @Test
  void aScoreEqualToItsClassesThresholdIsOutWhereTheAnchorSurvives() {
    decode(null, two().confidence(0.7f).multiLabel(true), 10, 10, 4, 4, 0.7f, 0.9f);
    assertEquals(1, found.count());
    assertEquals(1, found.classOf(0));
    decode(null, two().confidence(new float[] {0.7f, 0.2f}), 10, 10, 4, 4, 0.7f, 0.6f);
    assertEquals(0, found.count());
    Decoder.Builder objectness = Decoder.builder(Head.yolov5(1)).confidence(0.5f);
    decode(row(10, 10, 4, 4, 0.625f, 0.8f), null, objectness);
    assertEquals(0, found.count());
    decode(row(10, 10, 4, 4, 0.625f, Math.nextUp(0.8f)), null, objectness);
    assertEquals(1, found.count());
  }

  private static Tensor row(float... values) {
    return Tensor.of(MemorySegment.ofArray(values), 1, values.length);
  }

  @Test
  void theBestFillTheRoomThereIs() {
    float[] values = new float[6 * 8];
    for (int i = 0; i < 8; i++) {
      values[i] = 100 * i;
      values[16 + i] = 10;
      values[24 + i] = 10;
      values[32 + i] = 0.3f + 0.05f * i;
    }
    decode(null, two(), values);
    assertEquals(5, found.count());
    assertEquals(705, found.corner(0, 2));
    assertEquals(305, found.corner(4, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> found.score(5));
    assertThrows(IndexOutOfBoundsException.class, () -> found.classOf(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> found.corner(5, 0));
    decode(null, two().confidence(0.9f), values);
    assertEquals(0, found.count());
    assertEquals("0 detections of at most 5", found.toString());
  }
}
