package dev.jaccard.match;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.jaccard.Boxes;
import dev.jaccard.SteadyState;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** With compiled vectors suppression keeps the same boxes and allocates nothing. */
class NmsSteadyStateTest {
  private static final int BOXES = 3000;

  @Test
  void compiledSuppressionIsTheDefinitionsAndAllocatesNothing() throws IOException {
    SteadyState.assertGood(NmsSteadyStateTest.class);
  }

  /**
   * Checks suppression in this JVM.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    Nms.warmUp().join();
    NmsWorkspace workspace = new NmsWorkspace();
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
    for (Nms nms : new Nms[] {Nms.greedy(0.5), Nms.diou(0.5), Nms.softGaussian(0.5, 0)}) {
      SteadyState.assertAllocatesNothing(
          nms, () -> nms.apply(boxes, scores, classes, kept, workspace));
    }
    SteadyState.good();
  }
}
