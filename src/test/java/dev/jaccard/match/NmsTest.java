package dev.jaccard.match;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import dev.jaccard.golden.GoldenCases;
import dev.jaccard.golden.Npy;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Greedy, DIoU and fast suppression: golden sets, the definition over every pair, edge cases. */
class NmsTest {
  private final NmsWorkspace workspace = new NmsWorkspace();

  @Test
  void keptIndicesEqualTorchvisionsOnEveryGoldenSet() throws IOException {
    assumeTrue(GoldenCases.shared().isPresent(), "The folder ../shared/golden is missing.");
    Path root = GoldenCases.shared().orElseThrow();
    int compared = 0;
    for (Map<String, String> row : GoldenCases.index(root)) {
      if (row.get("kind").equals("nms") || row.get("kind").equals("batched_nms")) {
        boolean byClass = row.get("kind").equals("batched_nms");
        Scenes scene = golden(root, row.get("sets").split(" ")[0].replace("_boxes", ""));
        double threshold = number(row.get("params"), "iou_threshold=([0-9.]+)");
        int[] expected = ints(Npy.read(root.resolve(row.get("dir"))).values());
        int[] actual = scene.kept(Nms.greedy(threshold), byClass, workspace);
        assertArrayEquals(expected, actual, row.get("config"));
        compared++;
      }
    }
    assertEquals(10, compared);
  }

  static double number(String text, String pattern) {
    var matcher = java.util.regex.Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), text);
    return Double.parseDouble(matcher.group(1));
  }

  static int[] ints(double[] values) {
    return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
  }

  static Scenes golden(Path root, String set) throws IOException {
    Path folder = root.resolve("nms");
    double[] boxes = Npy.read(folder.resolve(set + "_boxes.npy")).values();
    double[] scores = Npy.read(folder.resolve(set + "_scores.npy")).values();
    int[] classes = ints(Npy.read(folder.resolve(set + "_classes.npy")).values());
    float[][] rows = new float[scores.length][4];
    float[] floats = new float[scores.length];
    for (int i = 0; i < rows.length; i++) {
      floats[i] = (float) scores[i];
      for (int c = 0; c < 4; c++) {
        rows[i][c] = (float) boxes[4 * i + c];
      }
    }
    return new Scenes(rows, floats, classes);
  }

  @ParameterizedTest
  @EnumSource(Scenes.Kind.class)
  void everySceneIsSuppressedAsTheDefinitionOverEveryPairSays(Scenes.Kind kind) {
    for (int count : new int[] {1, 2, 15, 16, 17, 33, 100, 400}) {
      for (double threshold : new double[] {0, 0.05, 0.45, 0.7, 1}) {
        Scenes scene = Scenes.of(kind, count, count);
        for (boolean byClass : new boolean[] {false, true}) {
          int[] classes = byClass ? scene.classes() : null;
          String what = kind + " " + count + " " + threshold + " " + byClass;
          assertArrayEquals(
              PlainNms.greedy(scene.rows(), scene.scores(), classes, threshold),
              scene.kept(Nms.greedy(threshold), byClass, workspace),
              what);
          assertArrayEquals(
              PlainNms.diou(scene.rows(), scene.scores(), classes, threshold),
              scene.kept(Nms.diou(threshold), byClass, workspace),
              "diou " + what);
          assertArrayEquals(
              PlainNms.fast(scene.rows(), scene.scores(), classes, threshold),
              scene.kept(Nms.fast(threshold), byClass, workspace),
              "fast " + what);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Scenes.Kind.class)
  void scenesThatAreSortedBandByBandAreSuppressedAsTheDefinitionSays(Scenes.Kind kind) {
    Scenes scene = Scenes.of(kind, 3000, 12);
    for (int i = 0; i < 40; i++) {
      scene.scores()[70 * i] = i % 4 == 0 ? Float.NaN : i % 3 == 0 ? -0f : 0.5f;
    }
    for (double threshold : new double[] {0, 0.3, 0.65}) {
      String what = kind + " " + threshold;
      assertArrayEquals(
          PlainNms.greedy(scene.rows(), scene.scores(), scene.classes(), threshold),
          scene.kept(Nms.greedy(threshold), true, workspace),
          what);
      assertArrayEquals(
          PlainNms.fast(scene.rows(), scene.scores(), null, threshold),
          scene.kept(Nms.fast(threshold), false, workspace),
          "fast " + what);
    }
  }

  @Test
  void noBoxesKeepNone() {
    MemorySegment none = MemorySegment.ofArray(new int[0]);
    List<Nms> methods =
        List.of(
            Nms.greedy(0.5),
            Nms.diou(0.5),
            Nms.fast(0.5),
            Nms.softLinear(0.5, 0),
            Nms.softGaussian(0.5, 0),
            Nms.matrixLinear());
    try (Arena arena = Arena.ofConfined()) {
      List<Boxes> noBoxes =
          List.of(
              Boxes.wrap(new float[0], 0, BoxFormat.XYXY),
              Boxes.allocate(arena, 0, BoxFormat.CXCYWH),
              Boxes.allocate(arena, 20, BoxFormat.XYXY).slice(0, 0));
      for (Boxes boxes : noBoxes) {
        for (Nms nms : methods) {
          assertEquals(0, nms.apply(boxes, none, none, none, new NmsWorkspace()));
        }
        assertEquals(
            0, BoxFusion.of(0.5).apply(boxes, none, null, boxes, none, none, new NmsWorkspace()));
      }
    }
  }

  @Test
  void noScoreAboveTheThresholdKeepsNone() {
    Scenes scene = Scenes.of(Scenes.Kind.CLUSTERED, 300, 1);
    for (Nms nms : List.of(Nms.greedy(0.5), Nms.fast(0.5), Nms.matrixLinear())) {
      assertEquals(0, scene.kept(nms.scoreThreshold(2), true, new NmsWorkspace()).length);
    }
  }

  @Test
  void ofIdenticalBoxesTheOneWithTheLowestIndexIsKept() {
    float[][] rows = new float[50][];
    Arrays.fill(rows, new float[] {1, 1, 5, 5});
    float[] scores = new float[50];
    Arrays.fill(scores, 0.5f);
    scores[7] = 0.75f;
    scores[9] = 0.75f;
    assertArrayEquals(
        new int[] {7},
        new Scenes(rows, scores, new int[50]).kept(Nms.greedy(0.5), false, workspace));
  }

  @Test
  void boxesThatAreNotFiniteOrHaveNoAreaAreKeptAndSuppressNone() {
    float nan = Float.NaN;
    float inf = Float.POSITIVE_INFINITY;
    float[][] rows = {
      {0, 0, 10, 10},
      {0, 0, 10, nan},
      {0, 0, inf, 10},
      {-inf, -inf, inf, inf},
      {3, 3, 3, 3},
      {3, 3, 3, 3},
      {9, 9, 1, 1},
      {0, 0, 10, 10},
      {-3e38f, -3e38f, 3e38f, 3e38f},
      {1e-30f, 1e-30f, 2e-30f, 2e-30f},
      {1e-30f, 1e-30f, 2e-30f, 2e-30f},
    };
    float[] scores = new float[rows.length];
    Scenes scene = new Scenes(rows, scores, new int[rows.length]);
    int[] expected = {0, 1, 2, 3, 4, 5, 6, 8, 9, 10};
    assertArrayEquals(expected, PlainNms.greedy(rows, scores, null, 0.5));
    assertArrayEquals(expected, scene.kept(Nms.greedy(0.5), false, workspace));
  }

  @Test
  void anOutlierOrHugeCoordinatesLeaveTheResultAsItIs() {
    Scenes scene = Scenes.of(Scenes.Kind.CLUSTERED, 600, 5);
    scene.rows()[17] = new float[] {1e30f, -1e30f, 2e30f, 1e30f};
    scene.rows()[18] = new float[] {-1e9f, 0, 1e9f, 100};
    for (int i = 100; i < 300; i++) {
      for (int c = 0; c < 4; c++) {
        scene.rows()[i][c] += 1e7f;
      }
    }
    for (double threshold : new double[] {0, 0.1, 0.5}) {
      assertArrayEquals(
          PlainNms.greedy(scene.rows(), scene.scores(), null, threshold),
          scene.kept(Nms.greedy(threshold), false, workspace));
    }
  }

  @Test
  void scoresThatAreNanComeFirstThenInfinityThenTheRest() {
    float[][] rows = new float[6][];
    for (int i = 0; i < 6; i++) {
      rows[i] = new float[] {20 * i, 0, 20 * i + 10, 10};
    }
    float inf = Float.POSITIVE_INFINITY;
    Scenes scene = new Scenes(rows, new float[] {-inf, -0f, 0f, inf, Float.NaN, 1}, new int[6]);
    assertArrayEquals(new int[] {4, 3, 5, 1, 2, 0}, scene.kept(Nms.greedy(0.5), false, workspace));
    assertArrayEquals(
        new int[] {3, 5}, scene.kept(Nms.greedy(0.5).scoreThreshold(0), false, workspace));
  }

  @Test
  void scoreThresholdTopAndMaximumLimitWhatTheyName() {
    Scenes scene = Scenes.of(Scenes.Kind.CLUSTERED, 500, 3);
    int[] all = scene.kept(Nms.greedy(0.5), true, workspace);
    assertArrayEquals(
        Arrays.copyOf(all, 7), scene.kept(Nms.greedy(0.5).maximum(7), true, workspace));
    int[] above = Arrays.stream(all).filter(i -> scene.scores()[i] > 0.5f).toArray();
    assertArrayEquals(above, scene.kept(Nms.greedy(0.5).scoreThreshold(0.5f), true, workspace));
    var first = PlainNms.order(scene.scores()).subList(0, 100);
    int[] ofTheFirst = IntStream.of(all).filter(first::contains).toArray();
    assertArrayEquals(ofTheFirst, scene.kept(Nms.greedy(0.5).topK(100), true, workspace));
  }

  @Test
  void allFormatsAndKindsOfMemoryGiveTheSame() {
    Scenes scene = Scenes.of(Scenes.Kind.CLUSTERED, 300, 9);
    int[] expected = scene.kept(Nms.greedy(0.6), false, workspace);
    try (Arena arena = Arena.ofConfined()) {
      for (BoxFormat format : BoxFormat.values()) {
        Boxes boxes = scene.boxes().to(format, arena);
        MemorySegment kept = arena.allocate(4L * 300, 4);
        int count = Nms.greedy(0.6).apply(boxes, scene.scoreMemory(), null, kept, workspace);
        assertEquals(expected.length, count, format.toString());
      }
    }
  }

  @Test
  void aThresholdBetweenTwoFloatsCountsAsTheLowerOne() {
    // IoU of these is 0.5f exactly: 1/2
    float[][] rows = {{0, 0, 2, 1}, {0, 0, 1, 1}};
    Scenes scene = new Scenes(rows, new float[] {1, 0.5f}, new int[2]);
    assertEquals(2, scene.kept(Nms.greedy(0.5), false, workspace).length);
    assertEquals(2, scene.kept(Nms.greedy(0.5 + 1e-12), false, workspace).length);
    assertEquals(1, scene.kept(Nms.greedy(0.5 - 1e-12), false, workspace).length);
  }
}
