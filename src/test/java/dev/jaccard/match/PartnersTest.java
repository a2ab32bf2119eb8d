package dev.jaccard.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Vectors choose every partner that the overlap in double makes one, at every width. */
@Tag("width")
class PartnersTest {
  private static final int ANY = -1;

  @ParameterizedTest
  @EnumSource(Scenes.Kind.class)
  void noPartnerIsMissedAndNoneTwice(Scenes.Kind kind) {
    for (int count : new int[] {1, 16, 17, 130}) {
      Scenes scene = Scenes.of(kind, count, count);
      scene.rows()[0] = new float[] {Float.NaN, 0, 5, 5};
      scene.rows()[count / 2] = new float[] {0, 0, Float.POSITIVE_INFINITY, 9};
      scene.rows()[count / 3] = new float[] {-1e15f, -1e15f, 1e15f, 1e15f};
      for (int offset = 0; offset < 2; offset++) {
        for (double threshold : new double[] {0, 0.002, 0.3, 0.9}) {
          compare(scene, threshold, offset, ANY);
          compare(scene, threshold, offset, count / 2);
        }
      }
    }
  }

  @Test
  void overlapsNextToTheThresholdAreChosen() {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      float whole = 1 + random.nextFloat();
      float width = Math.scalb(1 + random.nextFloat(), random.nextInt(60) - 30);
      float threshold = 0.001f + 0.99f * random.nextFloat();
      float[][] rows = new float[33][];
      rows[0] = new float[] {0, 0, width, whole};
      for (int i = 1; i < rows.length; i++) {
        float height = threshold * whole;
        rows[i] = new float[] {0, 0, width, height + (i - 16) * Math.ulp(height)};
      }
      compare(new Scenes(rows, new float[33], new int[33]), threshold, 0, ANY);
    }
  }

  @Test
  void boxesThatTouchByAHairAreChosen() {
    for (float x : new float[] {0, -1, 3.7f, 1e6f, 1e8f}) {
      float[][] rows = new float[40][];
      rows[0] = new float[] {x, x, x + Math.ulp(x) * 64 + 1, x + Math.ulp(x) * 64 + 1};
      for (int i = 1; i < rows.length; i++) {
        float right = x + (i - 20) * Math.ulp(Math.max(1, Math.abs(x)));
        rows[i] = new float[] {right - 50, x - 50, right, x + 50};
      }
      for (int offset = 0; offset < 2; offset++) {
        compare(new Scenes(rows, new float[40], new int[40]), 0, offset, ANY);
      }
    }
  }

  private static void compare(Scenes scene, double threshold, int offset, int after) {
    int count = scene.count();
    Candidates candidates = new Candidates();
    candidates.load(scene.boxes(), scene.scoreMemory(), scene.classMemory(), false, 0, count, true);
    BoxGrid grid = new BoxGrid();
    grid.fill(candidates);
    Partners partners = new Partners();
    partners.start(grid);
    for (int rank = 0; rank < count; rank++) {
      if (candidates.isFinite(rank)) {
        partners.find(grid, candidates, rank, threshold, offset, after);
        partners.measure(grid, candidates, rank, offset);
        requireAll(grid, candidates, rank, partners, threshold, offset, after);
        if (partners.areDecidedByVectors(candidates.area(rank))) {
          partners.byVectors(grid, candidates, rank, threshold, offset, after);
          partners.measure(grid, candidates, rank, offset);
          requireAll(grid, candidates, rank, partners, threshold, offset, after);
        }
      }
    }
  }

  private static void requireAll(
      BoxGrid grid,
      Candidates candidates,
      int of,
      Partners partners,
      double threshold,
      int offset,
      int after) {
    BitSet chosen = new BitSet();
    for (int i = 0; i < partners.count; i++) {
      int at = partners.place[i];
      chosen.set(at);
      assertTrue(grid.rank[at] > after);
      assertEquals(candidates.type[of], grid.type[at]);
      double expected = overlap(grid, at, candidates, of, offset);
      double actual = partners.overlap[i];
      // NaN is no overlap either
      assertEquals(expected > 0 ? expected : 0, actual > 0 ? actual : 0, 1e-14);
    }
    assertEquals(partners.count, chosen.cardinality(), "some are chosen twice");
    for (int at = 0; at < grid.size(); at++) {
      if (grid.rank[at] > after
          && grid.type[at] == candidates.type[of]
          && overlap(grid, at, candidates, of, offset) > threshold) {
        assertTrue(chosen.get(at), "rank " + grid.rank[at] + " overlaps " + of);
      }
    }
  }

  private static double overlap(BoxGrid grid, int at, Candidates boxes, int of, int offset) {
    return PlainRescoring.iou(
        new double[] {boxes.x1[of], boxes.y1[of], boxes.x2[of], boxes.y2[of]},
        new double[] {grid.x1[at], grid.y1[at], grid.x2[at], grid.y2[at]},
        offset);
  }

  @Test
  void whatIsCoveredMoreIsNotChosenAgain() {
    Scenes scene = Scenes.of(Scenes.Kind.OVERLAPPING, 100, 1);
    Candidates candidates = new Candidates();
    candidates.load(scene.boxes(), scene.scoreMemory(), null, false, 0, 100, true);
    BoxGrid grid = new BoxGrid();
    grid.fill(candidates);
    Partners partners = new Partners();
    partners.start(grid);
    for (int at = 0; at < grid.size(); at += 2) {
      partners.raise(at, 1);
    }
    partners.byVectors(grid, candidates, 0, 0, 0, ANY);
    int even = 0;
    for (int i = 0; i < partners.count; i++) {
      even += partners.place[i] % 2 == 0 ? 1 : 0;
    }
    // itself, at the most
    assertTrue(even <= 1 && partners.count > 10, even + " of " + partners.count);
  }
}
