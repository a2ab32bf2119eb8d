package dev.jaccard.match;

import static dev.jaccard.match.PairwiseTest.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Wrong arguments are refused by their names, before anything is written. */
class NmsBadInputTest {
  private final NmsWorkspace workspace = new NmsWorkspace();
  private final Boxes boxes = Boxes.wrap(new float[12], 3, BoxFormat.XYXY);
  private final MemorySegment scores = MemorySegment.ofArray(new float[3]);
  private final int[] output = {7, 7, 7};
  private final MemorySegment kept = MemorySegment.ofArray(output);
  private final Nms nms = Nms.greedy(0.5);

  @Test
  void sizesAreChecked() {
    MemorySegment two = MemorySegment.ofArray(new float[2]);
    refused(
        "scores has 8 bytes but must have 12 (4 bytes x 3 boxes)",
        () -> nms.apply(boxes, two, null, kept, workspace));
    refused("classes has 8 bytes", () -> nms.apply(boxes, scores, two, kept, workspace));
    refused(
        "kept has 8 bytes but must have at least 12",
        () -> nms.apply(boxes, scores, null, two, workspace));
    nms.maximum(2).apply(boxes, scores, null, two, workspace);
    refused("keptScores has 8 bytes", () -> nms.apply(boxes, scores, null, kept, two, workspace));
    assertArrayEquals(new int[] {7, 7, 7}, output);
  }

  @Test
  void memoryIsChecked() {
    refused(
        "kept is read-only", () -> nms.apply(boxes, scores, null, kept.asReadOnly(), workspace));
    refused("kept overlaps scores", () -> nms.apply(boxes, scores, null, scores, workspace));
    refused("kept overlaps boxes", () -> nms.apply(boxes, scores, null, boxes.plane(1), workspace));
    refused(
        "keptScores overlaps kept", () -> nms.apply(boxes, scores, null, kept, kept, workspace));
    Arena arena = Arena.ofConfined();
    MemorySegment closed = arena.allocate(12, 4);
    arena.close();
    assertThrows(
        IllegalStateException.class, () -> nms.apply(boxes, closed, null, kept, workspace));
    assertThrows(NullPointerException.class, () -> nms.apply(boxes, null, null, kept, workspace));
    assertThrows(NullPointerException.class, () -> nms.apply(boxes, scores, null, kept, null));
  }

  @Test
  void optionsAreChecked() {
    refused("iouThreshold is 1.5 but must be a number from 0 to 1", () -> Nms.greedy(1.5));
    refused("threshold is NaN", () -> Nms.diou(Double.NaN));
    refused("iouThreshold is -0.1", () -> Nms.fast(-0.1));
    refused("iouThreshold is 2.0", () -> Nms.softLinear(2, 0));
    refused("offset is 2 but must be 0 or 1", () -> Nms.softLinear(0.5, 2));
    refused("sigma is 0.0", () -> Nms.softGaussian(0, 0));
    refused("sigma is Infinity", () -> Nms.matrixGaussian(Double.POSITIVE_INFINITY));
    refused("scoreThreshold is NaN", () -> nms.scoreThreshold(Float.NaN));
    refused("candidatesBeforeNms is 0", () -> nms.topK(0));
    refused("kept is 0", () -> nms.maximum(0));
    refused("models is 0", () -> BoxFusion.of(0.5).models(0));
    refused("iouThreshold is 1.1", () -> BoxFusion.of(1.1));
  }

  @Test
  void fusionChecksItsOutputs() {
    BoxFusion fusion = BoxFusion.of(0.5);
    Boxes small = Boxes.wrap(new float[8], 2, BoxFormat.XYXY);
    Boxes other = Boxes.wrap(new float[12], 3, BoxFormat.XYWH);
    Boxes room = Boxes.wrap(new float[12], 3, BoxFormat.XYXY);
    MemorySegment values = MemorySegment.ofArray(new float[3]);
    refused(
        "fused has 2 boxes XYXY but must have at least 3 XYXY like boxes",
        () -> fusion.apply(boxes, scores, null, small, values, kept, workspace));
    refused(
        "fused has 3 boxes XYWH",
        () -> fusion.apply(boxes, scores, null, other, values, kept, workspace));
    refused(
        "fused overlaps boxes",
        () -> fusion.apply(boxes, scores, null, boxes, values, kept, workspace));
    refused(
        "fusedScores overlaps scores",
        () -> fusion.apply(boxes, scores, null, room, scores, kept, workspace));
  }
}
