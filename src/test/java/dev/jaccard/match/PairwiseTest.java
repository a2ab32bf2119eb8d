package dev.jaccard.match;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jaccard.Backend;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.golden.GoldenCases;
import dev.jaccard.golden.Npy;
import dev.jaccard.loss.Catalog;
import dev.jaccard.loss.CatalogEntry;
import dev.jaccard.loss.Convention;
import dev.jaccard.loss.Parameter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Matrices of similarities, and what is found in their rows without them. */
@Tag("width")
class PairwiseTest {
  private static final Arena ARENA = Arena.ofAuto();

  /** More than a tile, and no multiple of the lanes. */
  private static final int COLUMNS = 2048 + 37;

  private static final int ROWS = 300;

  static Stream<String> similarities() {
    return Stream.concat(
        Catalog.entries().stream().map(CatalogEntry::name),
        Stream.of(Pairwise.INTERSECTION_OVER_AREA));
  }

  private static BoxLoss.Builder builder(String name) {
    BoxLoss.Builder builder = Pairwise.builder(name);
    for (CatalogEntry entry : Catalog.entries()) {
      for (Parameter parameter : entry.parameters()) {
        if (entry.name().equals(name) && parameter.required() && !parameter.name().equals("eps")) {
          builder.param(parameter.name(), 640);
        }
      }
    }
    return builder;
  }

  private static Boxes boxes(Scenes.Kind kind, int count, BoxFormat format, long seed) {
    return Scenes.of(kind, count, seed).boxes().to(format, ARENA);
  }

  private static float[] matrix(Pairwise pairwise, Boxes a, Boxes b) {
    MemorySegment matrix = ARENA.allocate(4L * a.count() * b.count(), 64);
    pairwise.matrix(a, b, matrix);
    return matrix.toArray(ValueLayout.JAVA_FLOAT);
  }

  @ParameterizedTest
  @MethodSource("similarities")
  void eachIsOneMinusTheLossOfAlignedPairsBitByBit(String name) {
    for (BoxFormat format : BoxFormat.values()) {
      for (Convention convention : Convention.values()) {
        UnaryOperator<BoxLoss.Builder> plain = b -> b.convention(convention);
        compareWithAligned(name, format, plain);
      }
      if (!name.equals("nwd") && !name.equals("bounded") && !name.equals("ioa")) {
        compareWithAligned(name, format, b -> b.inner(0.75).focaler(0.1, 0.9));
      }
    }
  }

  private static void compareWithAligned(
      String name, BoxFormat format, UnaryOperator<BoxLoss.Builder> options) {
    BoxLoss loss = options.apply(builder(name)).backend(Backend.SCALAR).build();
    Boxes a = boxes(Scenes.Kind.MIXED, 5, format, 1);
    Boxes b = boxes(Scenes.Kind.MIXED, 83, format, 2);
    float[] actual = matrix(Pairwise.of(loss), a, b);
    Boxes repeated = Boxes.allocate(ARENA, b.count(), format);
    MemorySegment losses = ARENA.allocate(4L * b.count(), 64);
    for (int i = 0; i < a.count(); i++) {
      for (int j = 0; j < b.count(); j++) {
        for (int k = 0; k < 4; k++) {
          repeated.set(j, k, a.get(i, k));
        }
      }
      loss.forward(repeated, b, losses);
      for (int j = 0; j < b.count(); j++) {
        float aligned = 1 - losses.getAtIndex(ValueLayout.JAVA_FLOAT, j);
        float pair = actual[i * b.count() + j];
        String what = name + " " + format + " " + i + " " + j;
        if (name.equals("iou") || name.equals("ioa")) {
          // these are not computed by way of the loss: each is rounded once or twice
          assertEquals(aligned, pair, 3e-7, what);
        } else if (name.equals("ciou")) {
          // an arctangent of each box, in the place of one of both
          assertEquals(aligned, pair, 1e-6, what);
        } else {
          assertEquals(Float.floatToIntBits(aligned), Float.floatToIntBits(pair), what);
        }
      }
    }
  }

  @Test
  void boxesThatAreApartOrWithoutAreaHaveAnIouOfExactlyZero() {
    float[][] rows = {{0, 0, 10, 10}, {20, 0, 30, 10}, {1, 1, 1, 1}, {1, 1, 1, 1}, {9, 9, 5, 5}};
    Boxes boxes = new Scenes(rows, new float[5], new int[5]).boxes();
    List<UnaryOperator<BoxLoss.Builder>> options =
        List.of(
            b -> b,
            b -> b.convention(Convention.YOLO),
            b -> b.inner(0.75),
            b -> b.alpha(3).focaler(0.1, 0.9));
    for (UnaryOperator<BoxLoss.Builder> option : options) {
      Pairwise iou = Pairwise.of(option.apply(Pairwise.builder("iou")).build());
      float[] matrix = matrix(iou, boxes, boxes);
      for (int i = 0; i < matrix.length; i++) {
        int row = i / 5;
        assertEquals(row == i % 5 && row < 2 ? 1 : 0, matrix[i], iou + " " + i);
      }
      assertEquals(2, iou.countAbove(boxes, boxes, 0, ARENA.allocate(20)));
    }
  }

  @ParameterizedTest
  @MethodSource("similarities")
  void vectorsAndScalarsAndAnyMemoryGiveTheSameBits(String name) {
    Readings readings = new Readings(name);
    for (Scenes.Kind kind : new Scenes.Kind[] {Scenes.Kind.MIXED, Scenes.Kind.SPREAD}) {
      for (int columns : new int[] {1, 15, 16, 17, 100, COLUMNS}) {
        for (int rows : new int[] {1, 2, 3}) {
          readings.compare(
              boxes(kind, rows, BoxFormat.XYXY, 1), boxes(kind, columns, BoxFormat.XYXY, 2));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("similarities")
  void boxesWithAndWithoutSignsMayMeet(String name) {
    Readings readings = new Readings(name);
    Boxes a = boxes(Scenes.Kind.SPREAD, 8, BoxFormat.XYXY, 1);
    Boxes b = boxes(Scenes.Kind.SPREAD, 100, BoxFormat.XYXY, 2);
    a.set(2, 0, -3);
    a.set(4, 1, -0f);
    a.set(7, 2, Float.NaN);
    readings.compare(a, b);
    b.set(99, 1, -0f);
    readings.compare(a, b);
    b.set(17, 0, -1e-30f);
    readings.compare(a, b);
    b.set(18, 3, Float.intBitsToFloat(-1));
    readings.compare(a, b);
  }

  /** A similarity by scalars and by vectors. */
  private record Readings(Pairwise scalar, Pairwise vector) {
    private Readings(String name) {
      this(
          Pairwise.of(builder(name).backend(Backend.SCALAR).build()),
          Pairwise.of(builder(name).backend(Backend.VECTOR).build()));
    }

    private void compare(Boxes a, Boxes b) {
      float[] expected = matrix(scalar, a, b);
      assertArrayEquals(expected, matrix(vector, a, b), vector + " " + b.count());
      float[] heap = new float[a.count() * b.count()];
      vector.matrix(a, b, MemorySegment.ofArray(heap));
      assertArrayEquals(expected, heap, vector + " " + b.count());
    }
  }

  @Test
  void goldenMatricesAreReproduced() throws IOException {
    assumeTrue(GoldenCases.shared().isPresent(), "The folder ../shared/golden is missing.");
    Path root = GoldenCases.shared().orElseThrow();
    Boxes a = rows(Npy.read(root.resolve("inputs/pair_boxes1.npy")).values());
    Boxes b = rows(Npy.read(root.resolve("inputs/pair_boxes2.npy")).values());
    int compared = 0;
    for (Map<String, String> row : GoldenCases.index(root)) {
      if (row.get("family").equals("pairwise")) {
        boolean yolo = row.get("config").startsWith("ultralytics");
        String kind = row.get("kind").equals("iof") ? "ioa" : row.get("kind");
        BoxLoss.Builder builder =
            Pairwise.builder(kind).convention(yolo ? Convention.YOLO : Convention.PAPER);
        float[] actual = matrix(Pairwise.of(builder.build()), a, b);
        double[] expected = Npy.read(root.resolve(row.get("dir"))).values();
        for (int i = 0; i < expected.length; i++) {
          double error = Math.abs(actual[i] - expected[i]) / (1 + Math.abs(expected[i]));
          assertTrue(error < 2e-5, row.get("config") + " " + i + ": " + error);
        }
        compared++;
      }
    }
    assertEquals(11, compared);
  }

  private static Boxes rows(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Boxes.fromInterleaved(ARENA, floats, floats.length / 4, BoxFormat.XYXY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"VECTOR", "SCALAR"})
  void consumersFindWhatTheMatrixHolds(Backend backend) {
    Boxes a = boxes(Scenes.Kind.MIXED, ROWS, BoxFormat.XYXY, 3);
    Boxes b = boxes(Scenes.Kind.MIXED, COLUMNS, BoxFormat.XYXY, 4);
    a.set(7, 0, Float.NaN);
    b.set(8, 1, Float.POSITIVE_INFINITY);
    // ties: the lower index is to be found
    for (int k = 0; k < 4; k++) {
      a.set(20, k, a.get(10, k));
      b.set(COLUMNS - 1, k, b.get(3, k));
    }
    Pairwise alone = Pairwise.of(builder("giou").backend(backend).build());
    float[] matrix = matrix(alone, a, b);
    for (Pairwise giou : new Pairwise[] {alone, alone.executor(ForkJoinPool.commonPool(), 3)}) {
      assertArrayEquals(matrix, matrix(giou, a, b));
      bestIsThatOfTheMatrix(giou, matrix, a, b);
      whatIsAboveIsThatOfTheMatrix(giou, matrix, a, b);
      theTopIsThatOfTheMatrix(giou, matrix, a, b);
    }
  }

  private static void bestIsThatOfTheMatrix(Pairwise giou, float[] matrix, Boxes a, Boxes b) {
    float[] rowValues = new float[ROWS];
    int[] rowColumns = new int[ROWS];
    float[] columnValues = new float[COLUMNS];
    int[] columnRows = new int[COLUMNS];
    Arrays.fill(rowValues, Float.NEGATIVE_INFINITY);
    Arrays.fill(columnValues, Float.NEGATIVE_INFINITY);
    Arrays.fill(rowColumns, -1);
    Arrays.fill(columnRows, -1);
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        float value = matrix[i * COLUMNS + j];
        if (value > rowValues[i]) {
          rowValues[i] = value;
          rowColumns[i] = j;
        }
        if (value > columnValues[j]) {
          columnValues[j] = value;
          columnRows[j] = i;
        }
      }
    }
    assertEquals(-1, rowColumns[7]);
    assertEquals(-1, columnRows[8]);
    float[] values = new float[COLUMNS];
    int[] indices = new int[COLUMNS];
    giou.bestPerColumn(a, b, MemorySegment.ofArray(values), MemorySegment.ofArray(indices));
    assertArrayEquals(columnValues, values);
    assertArrayEquals(columnRows, indices);
    giou.bestPerRow(a, b, MemorySegment.ofArray(values), MemorySegment.ofArray(indices));
    assertArrayEquals(rowValues, Arrays.copyOf(values, ROWS));
    assertArrayEquals(rowColumns, Arrays.copyOf(indices, ROWS));
  }

  private static void whatIsAboveIsThatOfTheMatrix(
      Pairwise giou, float[] matrix, Boxes a, Boxes b) {
    for (float threshold : new float[] {-1, 0, 0.5f, 2}) {
      int[] expected = new int[matrix.length];
      int[] counts = new int[ROWS];
      int total = 0;
      for (int at = 0; at < matrix.length; at++) {
        if (matrix[at] > threshold) {
          expected[total++] = at;
          counts[at / COLUMNS]++;
        }
      }
      int[] found = new int[ROWS];
      MemorySegment countMemory = MemorySegment.ofArray(found);
      assertEquals(total, giou.countAbove(a, b, threshold, countMemory));
      assertArrayEquals(counts, found);
      int[] columns = new int[total];
      float[] values = new float[total];
      giou.listAbove(
          a,
          b,
          threshold,
          countMemory,
          MemorySegment.ofArray(columns),
          MemorySegment.ofArray(values));
      for (int i = 0; i < total; i++) {
        assertEquals(expected[i] % COLUMNS, columns[i]);
        assertEquals(matrix[expected[i]], values[i]);
      }
    }
  }

  private static void theTopIsThatOfTheMatrix(Pairwise giou, float[] matrix, Boxes a, Boxes b) {
    int k = 13;
    float[] values = new float[ROWS * k];
    int[] columns = new int[ROWS * k];
    giou.topPerRow(a, b, k, MemorySegment.ofArray(values), MemorySegment.ofArray(columns));
    for (int i = 0; i < ROWS; i++) {
      float[] row = Arrays.copyOfRange(matrix, i * COLUMNS, (i + 1) * COLUMNS);
      int[] order =
          PlainNms.order(row).stream()
              .filter(j -> !Float.isNaN(row[j]))
              .limit(k)
              .mapToInt(j -> j)
              .toArray();
      for (int r = 0; r < k; r++) {
        assertEquals(r < order.length ? order[r] : -1, columns[i * k + r], "row " + i);
        assertEquals(r < order.length ? row[order[r]] : Float.NEGATIVE_INFINITY, values[i * k + r]);
      }
    }
  }

  @Test
  void noBoxesHaveNoPairs() {
    Boxes none = boxes(Scenes.Kind.MIXED, 0, BoxFormat.XYXY, 1);
    Boxes some = boxes(Scenes.Kind.MIXED, 3, BoxFormat.XYXY, 1);
    Pairwise iou = Pairwise.of("iou");
    iou.matrix(none, some, MemorySegment.ofArray(new float[0]));
    iou.matrix(some, none, MemorySegment.ofArray(new float[0]));
    float[] values = new float[3];
    int[] indices = new int[3];
    iou.bestPerColumn(none, some, MemorySegment.ofArray(values), MemorySegment.ofArray(indices));
    assertArrayEquals(new int[] {-1, -1, -1}, indices);
    iou.bestPerRow(some, none, MemorySegment.ofArray(values), MemorySegment.ofArray(indices));
    assertArrayEquals(new int[] {-1, -1, -1}, indices);
  }

  @Test
  void theWarmedUpLoopsGiveTheBitsOfTheScalarOnes() {
    Boxes a = boxes(Scenes.Kind.MIXED, ROWS, BoxFormat.CXCYWH, 3);
    Boxes b = boxes(Scenes.Kind.MIXED, COLUMNS, BoxFormat.CXCYWH, 4);
    float[] expected = matrix(Pairwise.of(builder("ciou").backend(Backend.SCALAR).build()), a, b);
    Pairwise ciou = Pairwise.of("ciou");
    ciou.warmUp(BoxFormat.CXCYWH).join();
    assertArrayEquals(expected, matrix(ciou, a, b));
  }

  @Test
  void wrongArgumentsAreRefusedWithTheirNames() {
    Boxes a = boxes(Scenes.Kind.MIXED, 3, BoxFormat.XYXY, 1);
    Boxes other = boxes(Scenes.Kind.MIXED, 3, BoxFormat.XYWH, 1);
    Pairwise iou = Pairwise.of("iou");
    MemorySegment nine = MemorySegment.ofArray(new float[9]);
    refused("b has format XYWH but must have XYXY", () -> iou.matrix(a, other, nine));
    refused(
        "similarities has 32 bytes but must have at least 36",
        () -> iou.matrix(a, a, nine.asSlice(0, 32)));
    refused("similarities is read-only", () -> iou.matrix(a, a, nine.asReadOnly()));
    refused("similarities overlaps a", () -> iou.matrix(a, a, a.segment().asSlice(0, 36)));
    refused("bestRows overlaps values", () -> iou.bestPerColumn(a, a, nine, nine));
    refused("k is 0", () -> iou.topPerRow(a, a, 0, nine, nine));
    refused("threshold is NaN", () -> iou.countAbove(a, a, Float.NaN, nine));
    refused(
        "focal is 0.5 but must be 0", () -> Pairwise.of(BoxLoss.builder("iou").focal(0.5).build()));
    refused(
        "backend is REFERENCE",
        () -> Pairwise.of(BoxLoss.builder("iou").backend(Backend.REFERENCE).build()));
    refused("there is no loss 'iuo'; did you mean 'iou'?", () -> Pairwise.of("iuo"));
    try (Arena confined = Arena.ofConfined()) {
      MemorySegment output = confined.allocate(36, 4);
      Pairwise threaded = iou.executor(ForkJoinPool.commonPool(), 2);
      refused("similarities lies in a confined arena", () -> threaded.matrix(a, a, output));
    }
  }

  @Test
  void countsThatAreNotThoseOfTheBoxesAreRefused() {
    float[][] rows = {{0, 0, 4, 4}, {1, 1, 5, 5}, {90, 90, 95, 95}};
    Boxes boxes = new Scenes(rows, new float[3], new int[3]).boxes();
    Pairwise iou = Pairwise.of("iou");
    int[] columns = {7, 7, 7, 7, 7, 7, 7, 7, 7};
    refused("counts[1] is -1 but must be in [0, 3]", () -> list(iou, boxes, columns, 2, -1, 1));
    refused("counts[2] is 4 but must be in [0, 3]", () -> list(iou, boxes, columns, 2, 2, 4));
    assertArrayEquals(new int[] {7, 7, 7, 7, 7, 7, 7, 7, 7}, columns);
    refused(
        "counts[0] is 1 but more columns are above the threshold",
        () -> list(iou, boxes, columns, 1, 2, 1));
    refused(
        "counts[2] is 3 but fewer columns are above the threshold",
        () -> list(iou, boxes, columns, 2, 2, 3));
    list(iou, boxes, columns, 2, 2, 1);
    assertArrayEquals(new int[] {0, 1, 0, 1, 2}, Arrays.copyOf(columns, 5));
  }

  private static void list(Pairwise iou, Boxes boxes, int[] columns, int... counts) {
    iou.listAbove(
        boxes, boxes, 0, MemorySegment.ofArray(counts), MemorySegment.ofArray(columns), null);
  }

  static void refused(String message, Runnable call) {
    var exception = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(exception.getMessage().contains(message), exception.getMessage());
  }
}
