package dev.jaccard.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.jaccard.yolo.Decoder;
import dev.jaccard.yolo.Detections;
import dev.jaccard.yolo.Head;
import dev.jaccard.yolo.Letterbox;
import dev.jaccard.yolo.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real model in ONNX Runtime, whose output goes to the decoder without a copy. */
class OnnxRuntimeTest {
  private static final long[] SHAPE = TinyYolo.outputShape();
  private static OrtEnvironment environment;
  private static OrtSession session;

  /** A box with its class: corners in the network's input, score. */
  private record Found(int label, float score, List<Float> corners) {}

  @BeforeAll
  static void load() throws OrtException {
    try {
      environment = OrtEnvironment.getEnvironment();
    } catch (LinkageError | RuntimeException e) {
      Assumptions.abort("the native library of ONNX Runtime does not load here: " + e);
    }
    session = environment.createSession(TinyYolo.model(1), new OrtSession.SessionOptions());
  }

  @AfterAll
  static void close() throws OrtException {
    if (session != null) {
      session.close();
    }
  }

  private static OnnxTensor image(long seed) throws OrtException {
    return OnnxTensor.createTensor(
        environment, FloatBuffer.wrap(TinyYolo.image(seed)), TinyYolo.imageShape());
  }

  // README.md, section 'Inference engines', shows these calls
  private static int detect(OnnxTensor image, Letterbox letterbox, Detections found)
      throws OrtException {
    FloatBuffer memory =
        ByteBuffer.allocateDirect(4 * 10 * 525).order(ByteOrder.nativeOrder()).asFloatBuffer();
    Tensor output = Tensor.of(memory, 1, 10, 525);
    Decoder decoder = Decoder.builder(Head.yolov8(6)).confidence(0.25f).iou(0.65f).build();
    try (OnnxTensor pinned = OnnxTensor.createTensor(environment, memory, SHAPE)) {
      session.run(Map.of("image", image), Set.of(), Map.of("output", pinned)).close();
      return decoder.decode(output, letterbox, found);
    }
  }

  @Test
  void theRecipeOfTheReadmeFindsWhatAPlainDecoderFinds() throws OrtException {
    Letterbox letterbox = Letterbox.centered(320, 240, TinyYolo.SIZE, TinyYolo.SIZE);
    Detections detections = Detections.allocate(Arena.ofAuto(), 300);
    try (OnnxTensor image = image(2)) {
      int count = detect(image, letterbox, detections);
      assertTrue(count > 10, () -> count + " detections");
      float[] output;
      try (OrtSession.Result result = session.run(Map.of("image", image))) {
        output = ((OnnxTensor) result.get("output").orElseThrow()).getFloatBuffer().array();
      }
      List<Found> expected = PlainYolo.decode(output, 0.25f, 0.65f, letterbox);
      assertSame(expected, found(detections));
    }
  }

  /** The plain decoder of this test. */
  private static final class PlainYolo {
    static List<Found> decode(float[] output, float confidence, float iou, Letterbox letterbox) {
      List<Found> kept = new ArrayList<>();
      for (Found next : candidates(output, confidence)) {
        if (kept.stream().noneMatch(k -> k.label == next.label && overlap(k, next) > iou)) {
          kept.add(next);
        }
      }
      return kept.stream().map(found -> inImage(found, letterbox)).toList();
    }

    private static List<Found> candidates(float[] output, float confidence) {
      List<Found> candidates = new ArrayList<>();
      for (int i = 0; i < TinyYolo.ANCHORS; i++) {
        int best = 0;
        for (int c = 1; c < TinyYolo.CLASSES; c++) {
          if (at(output, 4 + c, i) > at(output, 4 + best, i)) {
            best = c;
          }
        }
        if (at(output, 4 + best, i) > confidence) {
          candidates.add(new Found(best, at(output, 4 + best, i), corners(output, i)));
        }
      }
      candidates.sort(Comparator.comparing(Found::score).reversed());
      return candidates;
    }

    private static double overlap(Found a, Found b) {
      double width =
          Math.min(a.corners.get(2), b.corners.get(2))
              - Math.max(a.corners.get(0), b.corners.get(0));
      double height =
          Math.min(a.corners.get(3), b.corners.get(3))
              - Math.max(a.corners.get(1), b.corners.get(1));
      double both = Math.max(0, width) * Math.max(0, height);
      return both / (area(a) + area(b) - both);
    }

    private static double area(Found a) {
      return (double) (a.corners.get(2) - a.corners.get(0)) * (a.corners.get(3) - a.corners.get(1));
    }

    private static Found inImage(Found found, Letterbox box) {
      List<Float> corners = new ArrayList<>();
      for (int k = 0; k < 4; k++) {
        float pad = k % 2 == 0 ? box.padX() : box.padY();
        float scale = k % 2 == 0 ? box.scaleX() : box.scaleY();
        float size = k % 2 == 0 ? box.imageWidth() : box.imageHeight();
        corners.add(Math.max(0, Math.min(size, (found.corners.get(k) - pad) / scale)));
      }
      return new Found(found.label, found.score, corners);
    }
  }

  private static float at(float[] output, int channel, int anchor) {
    return output[channel * TinyYolo.ANCHORS + anchor];
  }

  private static List<Float> corners(float[] output, int anchor) {
    float x = at(output, 0, anchor);
    float y = at(output, 1, anchor);
    float w = at(output, 2, anchor) / 2;
    float h = at(output, 3, anchor) / 2;
    return List.of(x - w, y - h, x + w, y + h);
  }

  @Test
  void suppressionKeepsWhatTheModelsOwnOperatorKeeps() throws OrtException {
    Decoder decoder =
        Decoder.builder(Head.yolov8(TinyYolo.CLASSES))
            .confidence(TinyYolo.SCORE_THRESHOLD)
            .iou(TinyYolo.IOU_THRESHOLD)
            .multiLabel(true)
            .maximum(10_000)
            .build();
    Detections detections = Detections.allocate(Arena.ofAuto(), 10_000);
    for (long seed = 3; seed < 8; seed++) {
      try (OnnxTensor image = image(seed);
          OrtSession.Result result = session.run(Map.of("image", image))) {
        FloatBuffer buffer = ((OnnxTensor) result.get("output").orElseThrow()).getFloatBuffer();
        decoder.decode(Tensor.of(buffer, SHAPE), null, detections);
        long[][] selected = (long[][]) result.get("selected").orElseThrow().getValue();
        float[] output = buffer.array();
        List<Found> expected =
            Arrays.stream(selected)
                .map(row ->
                    new Found(
                        (int) row[1],
                        at(output, 4 + (int) row[1], (int) row[2]),
                        corners(output, (int) row[2])))
                .sorted(Comparator.comparing(Found::score).reversed())
                .toList();
        assertTrue(expected.size() > 20, () -> expected.size() + " kept");
        assertSame(expected, found(detections));
      }
    }
  }

  @Test
  void theDecoderReadsTheTensorsOwnMemory() throws OrtException {
    MemorySegment memory = Arena.ofAuto().allocate(4L * TinyYolo.CHANNELS * TinyYolo.ANCHORS, 64);
    FloatBuffer buffer = memory.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
    Tensor output = Tensor.of(memory, SHAPE);
    try (OnnxTensor image = image(9);
        OnnxTensor pinned = OnnxTensor.createTensor(environment, buffer, SHAPE)) {
      session.run(Map.of("image", image), Set.of(), Map.of("output", pinned)).close();
      assertTrue(memory.getAtIndex(ValueLayout.JAVA_FLOAT, 4 * TinyYolo.ANCHORS) > 0);
      Detections detections = Detections.allocate(Arena.ofAuto(), 300);
      Decoder decoder = Decoder.builder(Head.yolov8(TinyYolo.CLASSES)).build();
      assertTrue(decoder.decode(output, null, detections) > 0);
      memory.fill((byte) 0);
      assertEquals(0, decoder.decode(output, null, detections));
    }
  }

  private static List<Found> found(Detections detections) {
    List<Found> all = new ArrayList<>();
    for (int i = 0; i < detections.count(); i++) {
      all.add(
          new Found(
              detections.classOf(i),
              detections.score(i),
              List.of(
                  detections.corner(i, 0),
                  detections.corner(i, 1),
                  detections.corner(i, 2),
                  detections.corner(i, 3))));
    }
    return all;
  }

  private static void assertSame(List<Found> expected, List<Found> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).label, actual.get(i).label);
      assertEquals(expected.get(i).score, actual.get(i).score);
      for (int k = 0; k < 4; k++) {
        // pixels, computed in another order
        assertEquals(expected.get(i).corners.get(k), actual.get(i).corners.get(k), 1e-4);
      }
    }
  }
}
