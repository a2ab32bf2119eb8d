package dev.jaccard.match;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.jaccard.Boxes;
import dev.jaccard.SteadyState;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With compiled vectors suppression keeps the same boxes and allocates nothing. */
class NmsSteadyStateTest {
  private static final int BOXES = 3000;

  @Test
  void compiledSuppressionIsTheDefinitionsAndAllocatesNothing() throws IOException {
    SteadyState.assertGood(NmsSteadyStateTest.class);
  }

  /** Indices and bits of the scores that soft and matrix suppression keep. */
  private static List<int[]> rescored(NmsWorkspace workspace) {
    List<int[]> results = new ArrayList<>();
    for (Scenes.Kind kind : Scenes.Kind.values()) {
      Scenes scene = Scenes.of(kind, BOXES / 2, 6);
      for (Nms nms :
          new Nms[] {
            Nms.softLinear(0.3, 0),
            Nms.softLinear(0.3, 1),
            Nms.softGaussian(0.5, 0),
            Nms.matrixLinear(),
            Nms.matrixGaussian(2)
          }) {
        int[] kept = new int[2 * BOXES];
        int count =
            nms.apply(
                scene.boxes(),
                scene.scoreMemory(),
                scene.classMemory(),
                MemorySegment.ofArray(kept).asSlice(0, 4L * BOXES),
                MemorySegment.ofArray(kept).asSlice(4L * BOXES),
                workspace);
        kept[BOXES - 1] = count;
        results.add(kept);
      }
    }
    return results;
  }

  /**
   * Checks suppression in this JVM.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    NmsWorkspace workspace = new NmsWorkspace();
    List<int[]> scalar = rescored(workspace);
    Nms.warmUp().join();
    List<int[]> vector = rescored(workspace);
    for (int i = 0; i < scalar.size(); i++) {
      if (!Arrays.equals(scalar.get(i), vector.get(i))) {
        System.out.println("rescoring " + i + " gives other bits by vectors");
        return;
      }
    }
    for (Scenes.Kind kind : Scenes.Kind.values()) {
      Scenes scene = Scenes.of(kind, BOXES, 4);
      int[] expected = PlainNms.greedy(scene.rows(), scene.scores(), scene.classes(), 0.5);
      assertArrayEquals(
          expected, scene.kept(Nms.greedy(0.5), true, workspace), kind + " keeps other boxes");
    }
    Scenes scene = Scenes.of(Scenes.Kind.CLUSTERED, BOXES, 4);
    Boxes boxes = scene.boxes();
    MemorySegment scores = scene.scoreMemory();
    MemorySegment classes = scene.classMemory();
    MemorySegment kept = MemorySegment.ofArray(new int[BOXES]);
    for (Nms nms :
        new Nms[] {Nms.greedy(0.5), Nms.diou(0.5), Nms.softGaussian(0.5, 0), Nms.matrixLinear()}) {
      SteadyState.assertAllocatesNothing(
          nms, () -> nms.apply(boxes, scores, classes, kept, workspace));
    }
    SteadyState.good();
  }
}
