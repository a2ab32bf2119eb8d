package dev.jaccard.yolo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaccard.Backend;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A head, an oracle with the same settings, and random outputs for both. */
final class Scenario {
  private static final int[] STRIDES = {8, 16, 32};
  private static final float[][] ANCHORS = {
    {10, 13, 16, 30, 33, 23}, {30, 61, 62, 45, 59, 119}, {116, 90, 156, 198, 373, 326}
  };

  /** Where the tensors lie. */
  enum Memory {
    NATIVE,
    MISALIGNED,
    CONFINED,
    HEAP;

    MemorySegment of(Arena arena, float[] values) {
      MemorySegment heap = MemorySegment.ofArray(values);
      return switch (this) {
        case NATIVE -> Arena.ofAuto().allocate(heap.byteSize(), 64).copyFrom(heap);
        case MISALIGNED ->
            Arena.ofAuto().allocate(heap.byteSize() + 1, 64).asSlice(1).copyFrom(heap);
        case CONFINED -> arena.allocate(heap.byteSize(), 64).copyFrom(heap);
        case HEAP -> heap;
      };
    }
  }

  final PlainDecoder oracle = new PlainDecoder();
  private final Head head;
  private final int anchors;
  Letterbox letterbox;

  private Scenario(
      PlainDecoder.Kind kind, int classes, int anchors, boolean rows, boolean logits, Head usual) {
    oracle.kind = kind;
    oracle.classes = classes;
    oracle.rows = rows;
    oracle.logits = logits;
    oracle.thresholds = new double[classes];
    Arrays.fill(oracle.thresholds, 0.25);
    this.anchors = anchors;
    this.head = usual.layout(rows ? TensorLayout.ROWS : TensorLayout.CHANNELS).logits(logits);
  }

  static Scenario classes(int classes, int anchors, boolean rows, boolean logits) {
    return new Scenario(
        PlainDecoder.Kind.CLASSES, classes, anchors, rows, logits, Head.yolov8(classes));
  }

  static Scenario objectness(int classes, int anchors, boolean rows, boolean logits) {
    return new Scenario(
        PlainDecoder.Kind.OBJECTNESS, classes, anchors, rows, logits, Head.yolov5(classes));
  }

  static Scenario labelled(int classes, int anchors, boolean rows) {
    return new Scenario(
        PlainDecoder.Kind.LABELLED, classes, anchors, rows, false, Head.endToEnd(classes));
  }

  static Scenario cells(
      int classes, int width, int height, boolean rows, boolean logits, boolean perLevel) {
    Head head = Head.yolox(classes, Grid.of(width, height, STRIDES));
    return new Scenario(PlainDecoder.Kind.CELLS, classes, 0, rows, logits, head)
        .grid(width, height, perLevel);
  }

  static Scenario distribution(
      int classes,
      int bins,
      int width,
      int height,
      boolean rows,
      boolean logits,
      boolean perLevel) {
    Head head = Head.rawDistribution(classes, bins, Grid.of(width, height, STRIDES));
    Scenario scenario =
        new Scenario(PlainDecoder.Kind.DISTRIBUTION, classes, 0, rows, logits, head)
            .grid(width, height, perLevel);
    scenario.oracle.bins = bins;
    return scenario;
  }

  static Scenario anchors(int classes, int width, int height, boolean rows, boolean logits) {
    Head head = Head.rawAnchors(classes, Grid.of(width, height, STRIDES), ANCHORS);
    Scenario scenario =
        new Scenario(PlainDecoder.Kind.ANCHORS, classes, 0, rows, logits, head)
            .grid(width, height, true);
    scenario.oracle.anchors = ANCHORS;
    return scenario;
  }

  private Scenario grid(int width, int height, boolean perLevel) {
    oracle.width = width;
    oracle.height = height;
    oracle.strides = STRIDES;
    oracle.tensorPerLevel = perLevel;
    return this;
  }

  Scenario letterbox(Letterbox box) {
    letterbox = box;
    oracle.letterbox =
        new double[] {
          box.scaleX(), box.scaleY(), box.padX(), box.padY(), box.imageWidth(), box.imageHeight()
        };
    return this;
  }

  Scenario with(Consumer<PlainDecoder> settings) {
    settings.accept(oracle);
    return this;
  }

  Head head() {
    return head;
  }

  /** A decoder with the oracle's settings. */
  Decoder decoder(Backend backend) {
    float[] thresholds = new float[oracle.classes];
    for (int c = 0; c < thresholds.length; c++) {
      thresholds[c] = (float) oracle.thresholds[c];
    }
    return Decoder.builder(head)
        .confidence(thresholds)
        .iou((float) oracle.iou)
        .classAgnostic(oracle.agnostic)
        .multiLabel(oracle.multiLabel)
        .topK(oracle.topK)
        .maximum(oracle.maximum)
        .backend(backend)
        .build();
  }

  /** Random tensors of one image. */
  List<float[]> image(SplittableRandom random) {
    List<float[]> tensors = new ArrayList<>();
    if (!oracle.tensorPerLevel) {
      int count = oracle.strides.length == 0 ? anchors : oracle.allCells();
      tensors.add(tensor(random, count, 1));
      return tensors;
    }
    for (int level = 0; level < STRIDES.length; level++) {
      int perCell = oracle.anchors.length == 0 ? 1 : ANCHORS[level].length / 2;
      tensors.add(tensor(random, oracle.cells(level), perCell));
    }
    return tensors;
  }

  private float[] tensor(SplittableRandom random, int count, int perCell) {
    int channels = oracle.channels();
    float[] values = new float[perCell * channels * count];
    for (int k = 0; k < perCell; k++) {
      for (int i = 0; i < count; i++) {
        double[] anchor = anchor(random);
        for (int c = 0; c < channels; c++) {
          int index = oracle.rows ? i * channels + c : c * count + i;
          values[k * channels * count + index] = (float) anchor[c];
        }
      }
    }
    return values;
  }

  private double[] anchor(SplittableRandom random) {
    double[] values = new double[oracle.channels()];
    switch (oracle.kind) {
      case OBJECTNESS, CLASSES -> {
        // some clusters of boxes that overlap
        values[0] = 60 + 100 * random.nextInt(5) + 8 * random.nextDouble();
        values[1] = 60 + 100 * random.nextInt(5) + 8 * random.nextDouble();
        values[2] = 40 + 20 * random.nextDouble();
        values[3] = 40 + 20 * random.nextDouble();
      }
      case LABELLED -> {
        values[0] = 600 * random.nextDouble();
        values[1] = 600 * random.nextDouble();
        values[2] = values[0] + 90 * random.nextDouble();
        values[3] = values[1] + 90 * random.nextDouble();
        values[4] = random.nextDouble();
        values[5] = random.nextInt(-1, oracle.classes + 1);
        return values;
      }
      default -> {
        boolean activated = oracle.kind == PlainDecoder.Kind.ANCHORS && !oracle.logits;
        for (int c = 0; c < oracle.channels() - oracle.classes; c++) {
          values[c] = activated ? random.nextDouble() : random.nextGaussian();
        }
      }
    }
    int first = oracle.channels() - oracle.classes;
    boolean objectness =
        oracle.kind != PlainDecoder.Kind.CLASSES && oracle.kind != PlainDecoder.Kind.DISTRIBUTION;
    for (int c = objectness ? first - 1 : first; c < values.length; c++) {
      double logit = (c < first ? 0 : -2) + 2 * random.nextGaussian();
      values[c] = oracle.logits ? logit : 1 / (1 + Math.exp(-logit));
    }
    return values;
  }

  /** The images as a batch in tensors as an engine has them. */
  List<Tensor> tensors(Arena arena, Memory memory, List<List<float[]>> images) {
    List<Tensor> tensors = new ArrayList<>();
    int channels = oracle.channels();
    for (int t = 0; t < images.getFirst().size(); t++) {
      int size = images.getFirst().get(t).length;
      float[] batch = new float[size * images.size()];
      for (int image = 0; image < images.size(); image++) {
        System.arraycopy(images.get(image).get(t), 0, batch, image * size, size);
      }
      long count = size / channels;
      long[] shape = oracle.rows ? new long[] {count, channels} : new long[] {channels, count};
      if (oracle.tensorPerLevel) {
        long height = oracle.height / STRIDES[t];
        long width = oracle.width / STRIDES[t];
        long perCell = count / height / width;
        shape =
            oracle.rows
                ? new long[] {perCell, height, width, channels}
                : new long[] {perCell * channels, height, width};
      }
      long[] batchShape = new long[shape.length + 1];
      batchShape[0] = images.size();
      System.arraycopy(shape, 0, batchShape, 1, shape.length);
      tensors.add(
          Tensor.of(
              memory.of(arena, batch).asSlice(0, 4L * batch.length),
              images.size() == 1 && t == 0 ? shape : batchShape));
    }
    return tensors;
  }

  /** Decodes a batch by the library and by the oracle, and compares. Returns the detections. */
  int check(long seed, int batch, Memory memory, Backend backend) {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<float[]>> images = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      images.add(image(random));
    }
    return check(images, memory, backend);
  }

  int check(List<List<float[]>> images, Memory memory, Backend backend) {
    int all = 0;
    Decoder decoder = decoder(backend);
    try (Arena arena = Arena.ofConfined()) {
      Detections detections = Detections.allocate(arena, 10_000);
      List<Tensor> tensors = tensors(arena, memory, images);
      for (int image = 0; image < images.size(); image++) {
        decoder.decode(tensors, image, letterbox, detections);
        assertFound(oracle.decode(images.get(image)), detections, this + " " + memory + backend);
        all += detections.count();
      }
    }
    return all;
  }

  static void assertFound(List<PlainDecoder.Found> expected, Detections actual, String what) {
    assertEquals(expected.size(), actual.count(), what);
    for (int i = 0; i < expected.size(); i++) {
      PlainDecoder.Found found = expected.get(i);
      String place = what + ", detection " + i;
      assertEquals(found.label(), actual.classOf(i), place);
      assertEquals(found.score(), actual.score(i), 1e-7, place);
      for (int k = 0; k < 4; k++) {
        double size = 1 + Math.abs(found.corners()[k]);
        // one rounding to float, and three more where a letterbox is undone in float
        assertEquals(found.corners()[k], actual.corner(i, k), 4e-7 * size + 1e-4, place);
      }
    }
    assertEquals(expected.size(), actual.boxes().count());
    assertEquals(4L * expected.size(), actual.scores().byteSize());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(actual.score(i), actual.scores().getAtIndex(ValueLayout.JAVA_FLOAT, i));
      assertEquals(actual.classOf(i), actual.classes().getAtIndex(ValueLayout.JAVA_INT, i));
    }
  }

  @Override
  public String toString() {
    return oracle.kind
        + (oracle.rows ? " rows" : " planes")
        + (oracle.logits ? " logits " : " ")
        + oracle.classes
        + " classes"
        + (oracle.tensorPerLevel ? " per level" : "")
        + (oracle.strides.length == 0 ? " " + anchors + " anchors" : "");
  }
}
