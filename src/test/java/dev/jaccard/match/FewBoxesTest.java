package dev.jaccard.match;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Suppression of few boxes is the definition, as that of many is. */
class FewBoxesTest {
  private final NmsWorkspace workspace = new NmsWorkspace();

  @ParameterizedTest
  @EnumSource
  void fewBoxesAndOneMoreAreKeptByTheDefinition(Scenes.Kind kind) {
    for (int count : new int[] {0, 1, 2, 17, FewBoxes.MOST, FewBoxes.MOST + 1}) {
      for (long seed = 0; seed < 20; seed++) {
        for (boolean byClass : new boolean[] {true, false}) {
          Scenes scene = Scenes.of(kind, count, seed);
          int[] classes = byClass ? scene.classes() : null;
          assertArrayEquals(
              PlainNms.greedy(scene.rows(), scene.scores(), classes, 0.5),
              scene.kept(Nms.greedy(0.5), byClass, workspace),
              count + " boxes, seed " + seed);
        }
      }
    }
  }

  @Test
  void classesThatShareAChainDoNotSuppressEachOther() {
    Scenes scene = Scenes.of(Scenes.Kind.OVERLAPPING, 60, 1);
    int[] classes = new int[60];
    Arrays.setAll(classes, i -> FewBoxes.MOST * (i % 3) - FewBoxes.MOST);
    Scenes far = new Scenes(scene.rows(), scene.scores(), classes);
    int[] expected = PlainNms.greedy(far.rows(), far.scores(), classes, 0.3);
    assertArrayEquals(expected, far.kept(Nms.greedy(0.3), true, workspace));
    int[] together = PlainNms.greedy(far.rows(), far.scores(), null, 0.3);
    assertTrue(together.length < expected.length, "the classes do not matter here");
  }

  @Test
  void boxesThatAreNoneAreKeptAndSuppressNobody() {
    float nan = Float.NaN;
    float far = Float.POSITIVE_INFINITY;
    float[][] rows = {
      {10, 10, 10, 20},
      {20, 20, 10, 10},
      {nan, 10, 20, 20},
      {0, 0, far, far},
      {10, 10, 20, 20},
      {10, 10, 20, 20}
    };
    Scenes scene = new Scenes(rows, new float[] {6, 5, 4, 3, 2, 1}, new int[6]);
    assertArrayEquals(new int[] {0, 1, 2, 3, 4}, scene.kept(Nms.greedy(0.5), false, workspace));
  }

  @Test
  void maximumEndsTheList() {
    Scenes scene = Scenes.of(Scenes.Kind.SPREAD, 50, 3);
    int[] all = scene.kept(Nms.greedy(0.5), true, workspace);
    assertArrayEquals(
        Arrays.copyOf(all, 7), scene.kept(Nms.greedy(0.5).maximum(7), true, workspace));
  }
}
