package dev.jaccard.match;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.jaccard.BoxFormat;
import dev.jaccard.emit.VectorSupport;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs in a JVM that was started without the vector module. */
@Tag("novector")
class MatchWithoutVectorsTest {
  @Test
  void suppressionAndSimilaritiesWorkWithoutTheVectorModule() {
    assertFalse(VectorSupport.available());
    Nms.warmUp().join();
    Scenes scene = Scenes.of(Scenes.Kind.CLUSTERED, 500, 2);
    assertArrayEquals(
        PlainNms.greedy(scene.rows(), scene.scores(), scene.classes(), 0.5),
        scene.kept(Nms.greedy(0.5), true, new NmsWorkspace()));
    Pairwise iou = Pairwise.of("iou");
    iou.warmUp(BoxFormat.XYXY).join();
    float[] values = new float[500];
    int[] rows = new int[500];
    for (int round = 0; round < 3; round++) {
      iou.bestPerColumn(
          scene.boxes(), scene.boxes(), MemorySegment.ofArray(values), MemorySegment.ofArray(rows));
    }
    for (int i = 0; i < 500; i++) {
      assertEquals(i, rows[i]);
    }
  }
}
