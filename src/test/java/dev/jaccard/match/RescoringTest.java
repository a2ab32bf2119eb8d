package dev.jaccard.match;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import dev.jaccard.golden.GoldenCases;
import dev.jaccard.golden.Npy;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Soft-NMS, matrix NMS and fusion against golden vectors and against their definitions. */
class RescoringTest {
  private static final double FLOAT = 1e-6;

  private final NmsWorkspace workspace = new NmsWorkspace();

  /** What a suppression keeps, with scores. */
  private void compare(
      List<PlainRescoring.Kept> expected, Scenes scene, Nms nms, boolean byClass, String what) {
    int[] kept = new int[scene.count()];
    float[] scores = new float[scene.count()];
    int count =
        nms.apply(
            scene.boxes(),
            scene.scoreMemory(),
            byClass ? scene.classMemory() : null,
            MemorySegment.ofArray(kept),
            MemorySegment.ofArray(scores),
            workspace);
    assertEquals(expected.size(), count, what);
    for (int i = 0; i < count; i++) {
      assertEquals(expected.get(i).score(), scores[i], FLOAT, what + " score " + i);
      assertEquals(expected.get(i).index(), kept[i], what + " index " + i);
    }
  }

  @Test
  void softSuppressionKeepsAndScoresWhatItsAuthorsImplementationDoes() throws IOException {
    assumeTrue(GoldenCases.shared().isPresent(), "The folder ../shared/golden is missing.");
    Path root = GoldenCases.shared().orElseThrow();
    int compared = 0;
    for (Map<String, String> row : GoldenCases.index(root)) {
      if (row.get("kind").startsWith("soft_nms")) {
        String name = row.get("config").replace("soft_nms_nms_", "soft_nms_");
        Scenes scene = NmsTest.golden(root, row.get("sets").split(" ")[0].replace("_boxes", ""));
        int offset = (int) NmsTest.number(row.get("params"), "offset=([01])");
        double sigma = NmsTest.number(row.get("params"), "sigma=([0-9.]+)");
        double threshold = NmsTest.number(row.get("params"), "Nt=([0-9.]+)");
        Nms nms =
            row.get("kind").endsWith("linear")
                ? Nms.softLinear(threshold, offset)
                : Nms.softGaussian(sigma, offset);
        Path folder = root.resolve("nms");
        int[] keep = NmsTest.ints(Npy.read(folder.resolve(name + "_keep.npy")).values());
        double[] scores = Npy.read(folder.resolve(name + "_scores.npy")).values();
        List<PlainRescoring.Kept> expected = new java.util.ArrayList<>();
        for (int i = 0; i < keep.length; i++) {
          expected.add(new PlainRescoring.Kept(keep[i], scores[i]));
        }
        compare(expected, scene, nms, false, name);
        compared++;
      }
    }
    assertEquals(8, compared);
  }

  @ParameterizedTest
  @EnumSource(Scenes.Kind.class)
  void softSuppressionIsThatOfTheDefinition(Scenes.Kind kind) {
    for (int count : new int[] {1, 17, 300}) {
      Scenes scene = Scenes.of(kind, count, count + 1);
      for (int i = 0; i < count; i += 10) {
        // without a width: with an offset of 1 it overlaps others all the same
        scene.rows()[i][2] = scene.rows()[i][0];
      }
      for (int offset = 0; offset < 2; offset++) {
        String what = kind + " " + count + " offset " + offset;
        boolean byClass = offset == 0;
        compare(
            PlainRescoring.soft(scene, byClass, 0.3, 0, offset, 0.001f),
            scene,
            Nms.softLinear(0.3, offset),
            byClass,
            what);
        compare(
            PlainRescoring.soft(scene, byClass, 0, 0.5, offset, 0.2f),
            scene,
            Nms.softGaussian(0.5, offset).scoreThreshold(0.2f),
            byClass,
            what);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Scenes.Kind.class,
      names = {"CLUSTERED", "SPREAD", "OVERLAPPING"})
  void matrixSuppressionIsThatOfTheDefinition(Scenes.Kind kind) {
    Scenes scene = Scenes.of(kind, 200, 3);
    for (boolean byClass : new boolean[] {false, true}) {
      compare(
          PlainRescoring.matrix(scene, byClass, 0), scene, Nms.matrixLinear(), byClass, "linear");
      compare(
          PlainRescoring.matrix(scene, byClass, 2),
          scene,
          Nms.matrixGaussian(2),
          byClass,
          "gaussian");
      List<PlainRescoring.Kept> above =
          PlainRescoring.matrix(scene, byClass, 2).stream().filter(k -> k.score() > 0.25f).toList();
      compare(above, scene, Nms.matrixGaussian(2).scoreThreshold(0.25f), byClass, "above");
    }
  }

  @Test
  void identicalBoxesLeaveMatrixSuppressionFinite() {
    float[][] rows = new float[5][];
    Arrays.fill(rows, new float[] {1, 1, 5, 5});
    Scenes scene = new Scenes(rows, new float[] {5, 4, 3, 2, 1}, new int[5]);
    compare(PlainRescoring.matrix(scene, false, 0), scene, Nms.matrixLinear(), false, "identical");
  }

  @ParameterizedTest
  @EnumSource(
      value = Scenes.Kind.class,
      names = {"CLUSTERED", "SPREAD", "OVERLAPPING"})
  void fusedBoxesAreThoseOfTheDefinition(Scenes.Kind kind) {
    Scenes scene = Scenes.of(kind, 150, 8);
    for (int models = 1; models < 4; models++) {
      boolean byClass = models == 2;
      List<PlainRescoring.Fused> expected = PlainRescoring.fusion(scene, byClass, 0.55, models);
      Boxes fused = Boxes.wrap(new float[4 * 150], 150, BoxFormat.XYXY);
      float[] scores = new float[150];
      int[] leaders = new int[150];
      int count =
          BoxFusion.of(0.55)
              .models(models)
              .apply(
                  scene.boxes(),
                  scene.scoreMemory(),
                  byClass ? scene.classMemory() : null,
                  fused,
                  MemorySegment.ofArray(scores),
                  MemorySegment.ofArray(leaders),
                  workspace);
      assertEquals(expected.size(), count);
      for (int i = 0; i < count; i++) {
        assertEquals(expected.get(i).score(), scores[i], FLOAT);
        assertEquals(expected.get(i).leader(), leaders[i]);
        for (int c = 0; c < 4; c++) {
          assertEquals(expected.get(i).box()[c], fused.get(i, c), 1e-3);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Scenes.Kind.class)
  void manyBoxesAreFusedAsIfEachWereComparedWithAllFusedOnes(Scenes.Kind kind) {
    for (double threshold : new double[] {0, 0.2, 0.55, 0.8}) {
      requireFusion(Scenes.of(kind, 900, 4), threshold, kind + " " + threshold);
    }
  }

  @Test
  void boxesOfAnyKindAreFusedAsIfEachWereComparedWithAllFusedOnes() {
    Scenes scene = Scenes.of(Scenes.Kind.CLUSTERED, 600, 5);
    for (int i = 0; i < 100; i++) {
      for (int c = 0; c < 4; c++) {
        scene.rows()[i][c] -= 2000;
      }
      // in steps, so that overlaps are equal
      scene.rows()[500 + i] = new float[] {i % 7, i % 5, i % 7 + 4, i % 5 + 4};
    }
    requireFusion(scene, 0.3, "negative coordinates");
    scene.rows()[3] = new float[] {Float.NaN, 0, 5, 5};
    scene.rows()[5] = new float[] {9, 9, 1, 1};
    scene.rows()[7] = new float[] {3, 3, 3, 3};
    scene.rows()[9] = new float[] {0, 0, 1e14f, 1e14f};
    requireFusion(scene, 0.3, "a number that is none");
    scene.rows()[11] = new float[] {-3e38f, 0, 3e38f, 20};
    scene.rows()[12] = new float[] {-3e38f, 0, 3e38f, 21};
    scene.rows()[13] = new float[] {0, 0, Float.POSITIVE_INFINITY, 5};
    requireFusion(scene, 0.3, "large coordinates");
    Scenes other = Scenes.of(Scenes.Kind.CLUSTERED, 300, 6);
    for (int i = 0; i < 300; i += 3) {
      other.scores()[i] = -other.scores()[i];
    }
    requireFusion(other, 0.3, "negative scores");
  }

  private void requireFusion(Scenes scene, double threshold, String what) {
    int count = scene.count();
    Boxes fused = Boxes.wrap(new float[4 * count], count, BoxFormat.XYXY);
    float[] scores = new float[count];
    int[] leaders = new int[count];
    int actual =
        BoxFusion.of(threshold)
            .apply(
                scene.boxes(),
                scene.scoreMemory(),
                scene.classMemory(),
                fused,
                MemorySegment.ofArray(scores),
                MemorySegment.ofArray(leaders),
                workspace);
    Map<Integer, PlainRescoring.Fused> expected = new HashMap<>();
    for (PlainRescoring.Fused one : PlainRescoring.fusion(scene, true, threshold, 1)) {
      expected.put(one.leader(), one);
    }
    assertEquals(expected.size(), actual, what);
    for (int i = 0; i < actual; i++) {
      PlainRescoring.Fused one = expected.get(leaders[i]);
      assertEquals((float) one.score(), scores[i], what);
      for (int c = 0; c < 4; c++) {
        assertEquals((float) one.box()[c], fused.get(i, c), what + " leader " + leaders[i]);
      }
    }
  }

  @Test
  void maximumStopsSoftSuppression() {
    Scenes scene = Scenes.of(Scenes.Kind.CLUSTERED, 100, 1);
    int[] all = scene.kept(Nms.softLinear(0.5, 0), false, workspace);
    int[] first = scene.kept(Nms.softLinear(0.5, 0).maximum(9), false, workspace);
    assertArrayEquals(Arrays.copyOf(all, 9), first);
  }
}
