package dev.jaccard.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.jaccard.yolo.Decoder;
import dev.jaccard.yolo.Detections;
import dev.jaccard.yolo.Head;
import dev.jaccard.yolo.Tensor;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** NDArrays of DJL's PyTorch engine go to the decoder. */
class DjlTest {
  private static final int CLASSES = 6;
  private static final int ANCHORS = 525;
  private static Engine engine;

  @BeforeAll
  static void load() {
    // nothing is fetched: the native library is on the class path
    System.setProperty("ai.djl.offline", "true");
    try {
      engine = Engine.getEngine("PyTorch");
    } catch (LinkageError | RuntimeException e) {
      Assumptions.abort("DJL's PyTorch engine does not load here: " + e);
    }
  }

  // README.md, section 'Inference engines', shows these calls
  private static int detect(NDArray output, Detections found) {
    Decoder decoder = Decoder.builder(Head.yolov8(6)).confidence(0.25f).iou(0.65f).build();
    Tensor tensor =
        Tensor.of(output.toByteBuffer(true).asFloatBuffer(), output.getShape().getShape());
    return decoder.decode(tensor, null, found);
  }

  /** A head in PyTorch: classes through a sigmoid, boxes around cells, [1][4+C][n]. */
  private static NDArray head(NDManager manager, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] raw = new float[(4 + CLASSES) * ANCHORS];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (float) random.nextGaussian() * 2 - (i >= 4 * ANCHORS ? 3 : 0);
    }
    NDArray all = manager.create(raw, new Shape(1, 4 + CLASSES, ANCHORS));
    NDArray unit = ai.djl.nn.Activation.sigmoid(all);
    NDArray centers = unit.get(":, 0:2").mul(160);
    NDArray sizes = unit.get(":, 2:4").mul(60).add(10);
    return centers.concat(sizes, 1).concat(unit.get(":, 4:"), 1);
  }

  @Test
  void theRecipeOfTheReadmeFindsWhatAPlainDecoderFinds() {
    try (NDManager manager = engine.newBaseManager()) {
      for (long seed = 1; seed < 5; seed++) {
        NDArray output = head(manager, seed);
        Detections found = Detections.allocate(Arena.ofAuto(), 1000);
        int count = detect(output, found);
        assertTrue(count > 10, () -> count + " detections");
        List<float[]> expected = plain(output.toFloatArray());
        assertEquals(Math.min(300, expected.size()), count);
        for (int i = 0; i < count; i++) {
          float[] box = expected.get(i);
          assertEquals(box[5], found.classOf(i));
          assertEquals(box[4], found.score(i));
          for (int k = 0; k < 4; k++) {
            // pixels, computed in another order
            assertEquals(box[k], found.corner(i, k), 1e-4);
          }
        }
      }
    }
  }

  @Test
  void theDecoderReadsTheArraysOwnMemory() {
    try (NDManager manager = engine.newBaseManager()) {
      NDArray output = head(manager, 9);
      ByteBuffer memory = output.toByteBuffer(true);
      assertTrue(memory.isDirect());
      assertEquals(ByteOrder.nativeOrder(), memory.order());
      Tensor tensor = Tensor.of(memory.asFloatBuffer(), output.getShape().getShape());
      Detections found = Detections.allocate(Arena.ofAuto(), 1000);
      Decoder decoder = Decoder.builder(Head.yolov8(CLASSES)).build();
      assertTrue(decoder.decode(tensor, null, found) > 0);
      output.muli(0);
      assertEquals(0, decoder.decode(tensor, null, found));
    }
  }

  /** Rows of x1, y1, x2, y2, score, class, by plain loops. */
  private static List<float[]> plain(float[] output) {
    List<float[]> candidates = new ArrayList<>();
    for (int i = 0; i < ANCHORS; i++) {
      int best = 4;
      for (int c = 5; c < 4 + CLASSES; c++) {
        if (output[c * ANCHORS + i] > output[best * ANCHORS + i]) {
          best = c;
        }
      }
      float score = output[best * ANCHORS + i];
      float x = output[i];
      float y = output[ANCHORS + i];
      float w = output[2 * ANCHORS + i] / 2;
      float h = output[3 * ANCHORS + i] / 2;
      if (score > 0.25f) {
        candidates.add(new float[] {x - w, y - h, x + w, y + h, score, best - 4});
      }
    }
    candidates.sort((a, b) -> Float.compare(b[4], a[4]));
    List<float[]> kept = new ArrayList<>();
    for (float[] next : candidates) {
      if (kept.stream().noneMatch(k -> k[5] == next[5] && overlap(k, next) > 0.65)) {
        kept.add(next);
      }
    }
    return kept;
  }

  private static double overlap(float[] a, float[] b) {
    double width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
    double height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
    double areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]);
    return width * height / (areas - width * height);
  }
}
