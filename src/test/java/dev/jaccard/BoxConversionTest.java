package dev.jaccard;

import static dev.jaccard.BoxFormat.CXCYWH;
import static dev.jaccard.BoxFormat.XYWH;
import static dev.jaccard.BoxFormat.XYXY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("width")
class BoxConversionTest {

  static Stream<Arguments> formatPairs() {
    return Arrays.stream(BoxFormat.values())
        .flatMap(from -> Arrays.stream(BoxFormat.values()).map(to -> Arguments.of(from, to)));
  }

  static final List<Arguments> SAME_BOX =
      List.of(
          Arguments.of(XYXY, new float[] {10, 20, 14, 30}),
          Arguments.of(XYWH, new float[] {10, 20, 4, 10}),
          Arguments.of(CXCYWH, new float[] {12, 25, 4, 10}));

  @ParameterizedTest
  @FieldSource("SAME_BOX")
  void formatsMeanWhatTorchvisionMeans(BoxFormat from, float[] box) {
    try (Arena arena = Arena.ofConfined()) {
      Boxes boxes = Boxes.wrap(box, 1, from);
      for (Arguments row : SAME_BOX) {
        BoxFormat to = (BoxFormat) row.get()[0];
        assertArrayEquals((float[]) row.get()[1], BoxSamples.rows(boxes.to(to, arena)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formatPairs")
  void eachNumberIsOneRoundingFromTheExactOne(BoxFormat from, BoxFormat to) {
    try (Arena arena = Arena.ofConfined()) {
      for (int count : BoxSamples.COUNTS) {
        float[] rows = BoxSamples.ordinary(4 * count, count);
        Boxes converted = Boxes.fromInterleaved(arena, rows, count, from).to(to, arena);
        assertEquals(to, converted.format());
        float[] expected = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
          int axis = i % 2;
          int box = i / 4 * 4;
          expected[i] =
              expected(from, to, rows[box + axis], rows[box + axis + 2], /* second= */ i % 4 > 1);
        }
        assertBits(expected, BoxSamples.rows(converted), count + " boxes");
      }
    }
  }

  /** One number of one axis; the sums of two floats are exact in double here. */
  private static float expected(BoxFormat from, BoxFormat to, float a, float b, boolean second) {
    double lower =
        switch (from) {
          case XYXY, XYWH -> a;
          case CXCYWH -> a - 0.5 * b;
        };
    double size = from == XYXY ? (double) b - a : b;
    return (float)
        switch (to) {
          case XYXY -> second ? upper(from, a, b) : lower;
          case XYWH -> second ? size : lower;
          case CXCYWH -> second ? size : from == CXCYWH ? a : lower + 0.5 * size;
        };
  }

  private static double upper(BoxFormat from, float a, float b) {
    return switch (from) {
      case XYXY -> b;
      case XYWH -> (double) a + b;
      case CXCYWH -> a + 0.5 * b;
    };
  }

  @ParameterizedTest
  @EnumSource
  void vectorsAndScalarsGiveTheSameBitsInMemoryOfAnyKind(BoxMemory sourceMemory) {
    for (BoxMemory destinationMemory : BoxMemory.values()) {
      for (int count : BoxSamples.COUNTS) {
        float[] rows = BoxSamples.extreme(4 * count, count);
        try (Arena arena = Arena.ofConfined()) {
          for (BoxFormat from : BoxFormat.values()) {
            Boxes source = sourceMemory.boxes(arena, count, from);
            BoxSamples.fill(source, rows);
            for (BoxFormat to : BoxFormat.values()) {
              Boxes vectors = destinationMemory.boxes(arena, count, to);
              BoxTransfer.convert(source, vectors, true);
              Boxes scalars = destinationMemory.boxes(arena, count, to);
              BoxTransfer.convert(source, scalars, false);
              assertBits(
                  BoxSamples.rows(scalars),
                  BoxSamples.rows(vectors),
                  count + " boxes from " + from + " to " + to + " in " + destinationMemory);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void conversionInPlaceGivesTheSameBitsAsIntoOtherMemory(BoxMemory memory) {
    for (boolean vectors : new boolean[] {true, false}) {
      for (int count : BoxSamples.COUNTS) {
        try (Arena arena = Arena.ofConfined()) {
          for (BoxFormat from : BoxFormat.values()) {
            for (BoxFormat to : BoxFormat.values()) {
              Boxes boxes = memory.boxes(arena, count, from);
              BoxSamples.fill(boxes, BoxSamples.extreme(4 * count, count));
              float[] expected = BoxSamples.rows(boxes.to(to, arena));
              Boxes same = Boxes.wrap(boxes.segment(), count, boxes.planeStride(), to);
              BoxTransfer.convert(boxes, same, vectors);
              assertBits(expected, BoxSamples.rows(same), count + " boxes " + from + " to " + to);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void conversionLeavesTheGapsBetweenThePlanesAlone(BoxMemory memory) {
    for (boolean vectors : new boolean[] {true, false}) {
      for (int count : BoxSamples.COUNTS) {
        try (Arena arena = Arena.ofConfined()) {
          Boxes zeros = Boxes.allocate(arena, count, XYXY);
          MemorySegment bytes = memory.bytes(arena, 16L * (count + 3));
          bytes.fill((byte) 0x55);
          BoxTransfer.convert(zeros, Boxes.wrap(bytes, count, 4L * (count + 3), CXCYWH), vectors);
          for (int i = 0; i < 4 * (count + 3); i++) {
            boolean gap = i % (count + 3) >= count;
            assertEquals(gap ? 0x55555555 : 0, BoxSamples.bitsAt(bytes, i), count + " at " + i);
          }
        }
      }
    }
  }

  @Test
  void readOnlyBoxesAreConverted() {
    float[] values = {1, 2, 3, 4};
    try (Arena arena = Arena.ofConfined()) {
      Boxes boxes = Boxes.wrap(MemorySegment.ofArray(values).asReadOnly(), 1, XYXY);
      assertArrayEquals(new float[] {2, 3, 2, 2}, BoxSamples.rows(boxes.to(CXCYWH, arena)));
    }
  }

  @Test
  void aNumberThatBothFormatsHaveStaysBesideAnInfiniteOne() {
    float infinity = Float.POSITIVE_INFINITY;
    try (Arena arena = Arena.ofConfined()) {
      Boxes sizes = Boxes.wrap(new float[] {-0f, 3, infinity, Float.NaN}, 1, XYWH);
      float[] corners = {-0f, 3, infinity, Float.NaN};
      assertBits(corners, BoxSamples.rows(sizes.to(XYXY, arena)), "corners");
      float[] centers = {infinity, Float.NaN, infinity, Float.NaN};
      assertBits(centers, BoxSamples.rows(sizes.to(CXCYWH, arena)), "centres");
    }
  }

  @Test
  void theCenterOfTheLargestCoordinatesDoesNotOverflow() {
    float max = Float.MAX_VALUE;
    try (Arena arena = Arena.ofConfined()) {
      Boxes boxes = Boxes.wrap(new float[] {max, -max, max, -max}, 1, XYXY);
      assertArrayEquals(new float[] {max, -max, 0, 0}, BoxSamples.rows(boxes.to(CXCYWH, arena)));
    }
  }

  /** Equal bits, all NaNs being one. */
  private static void assertBits(float[] expected, float[] actual, String message) {
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(actual[i])) {
        assertEquals(expected[i], actual[i], message + ", coordinate " + i);
      }
    }
    assertEquals(expected.length, actual.length, message);
  }
}
