package dev.jaccard.engine;

import java.util.SplittableRandom;

/**
 * An ONNX model with the shape of a YOLOv8 head: for each stride a convolution of the image, boxes
 * around the cells' centres, classes through a sigmoid; its weights are random. {@code output} is
 * {@code [1][4+C][n]}; {@code selected} is what the operator NonMaxSuppression keeps of it.
 */
final class TinyYolo {
  static final int SIZE = 160;
  static final int CLASSES = 6;
  static final int CHANNELS = 4 + CLASSES;
  static final int[] STRIDES = {8, 16, 32};
  static final int ANCHORS = 20 * 20 + 10 * 10 + 5 * 5;
  static final float SCORE_THRESHOLD = 0.25f;
  static final float IOU_THRESHOLD = 0.5f;

  private static final int COLORS = 3;
  private static final long MOST_PER_CLASS = 1000;

  private TinyYolo() {}

  /** An image: [1][3][SIZE][SIZE]. */
  static float[] image(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] image = new float[COLORS * SIZE * SIZE];
    for (int i = 0; i < image.length; i++) {
      image[i] = random.nextFloat();
    }
    return image;
  }

  static long[] imageShape() {
    return new long[] {1, COLORS, SIZE, SIZE};
  }

  static long[] outputShape() {
    return new long[] {1, CHANNELS, ANCHORS};
  }

  /** The model's file. */
  static byte[] model(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    OnnxGraph graph =
        new OnnxGraph()
            .input("image", imageShape())
            .output("output", outputShape())
            .outputOfIndices("selected", 3)
            .constant("flat", 1, CHANNELS, -1);
    StringBuilder levels = new StringBuilder();
    for (int stride : STRIDES) {
      level(graph, random, stride);
      levels.append(levels.isEmpty() ? "" : " ").append("flat").append(stride);
    }
    cells(graph);
    return graph
        .node("Concat", levels.toString(), "all", OnnxGraph.Attribute.of("axis", 2))
        .constant("parts", 4, CLASSES)
        .node("Split", "all parts", "rawBoxes rawClasses", OnnxGraph.Attribute.of("axis", 1))
        .node("Sigmoid", "rawBoxes", "unitBoxes")
        .node("Mul", "unitBoxes scale", "scaledBoxes")
        .node("Add", "scaledBoxes offset", "boxes")
        .node("Sigmoid", "rawClasses", "classes")
        .node("Concat", "boxes classes", "output", OnnxGraph.Attribute.of("axis", 1))
        .node("Transpose", "boxes", "rows", OnnxGraph.Attribute.list("perm", 0, 2, 1))
        .constant("most", MOST_PER_CLASS)
        .constant("iou", new float[] {IOU_THRESHOLD}, 1)
        .constant("score", new float[] {SCORE_THRESHOLD}, 1)
        .node(
            "NonMaxSuppression",
            "rows classes most iou score",
            "selected",
            OnnxGraph.Attribute.of("center_point_box", 1))
        .toModel();
  }

  /** A convolution that sees each cell of a stride. */
  private static void level(OnnxGraph graph, SplittableRandom random, int stride) {
    int inputs = COLORS * stride * stride;
    float[] weights = new float[CHANNELS * inputs];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (5 * random.nextGaussian() / Math.sqrt(inputs));
    }
    float[] bias = new float[CHANNELS];
    for (int channel = 4; channel < CHANNELS; channel++) {
      bias[channel] = -6;
    }
    graph
        .constant("weights" + stride, weights, CHANNELS, COLORS, stride, stride)
        .constant("bias" + stride, bias, CHANNELS)
        .node(
            "Conv",
            "image weights" + stride + " bias" + stride,
            "level" + stride,
            OnnxGraph.Attribute.list("kernel_shape", stride, stride),
            OnnxGraph.Attribute.list("strides", stride, stride))
        .node("Reshape", "level" + stride + " flat", "flat" + stride);
  }

  /** The centre moves by up to a stride from the cell's, a side is at most eight strides. */
  private static void cells(OnnxGraph graph) {
    float[] scale = new float[4 * ANCHORS];
    float[] offset = new float[4 * ANCHORS];
    int anchor = 0;
    for (int stride : STRIDES) {
      int columns = SIZE / stride;
      for (int cell = 0; cell < columns * columns; cell++, anchor++) {
        for (int axis = 0; axis < 2; axis++) {
          int place = axis == 0 ? cell % columns : cell / columns;
          scale[axis * ANCHORS + anchor] = 2 * stride;
          offset[axis * ANCHORS + anchor] = (place - 0.5f) * stride;
          scale[(axis + 2) * ANCHORS + anchor] = 8 * stride;
        }
      }
    }
    graph.constant("scale", scale, 1, 4, ANCHORS).constant("offset", offset, 1, 4, ANCHORS);
  }
}
