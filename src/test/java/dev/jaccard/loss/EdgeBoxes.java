package dev.jaccard.loss;

import dev.jaccard.BoxFormat;
import java.util.List;

/** Boxes at the edges of the contract, as corners. */
final class EdgeBoxes {
  private static final float LARGEST = Pairs.LARGEST;

  /** Proper boxes whose edges and centres are halves of small integers: floats compute exactly. */
  static final List<float[]> ON_A_GRID =
      List.of(
          box(0, 0, 8, 8),
          box(2, 2, 6, 6),
          box(0, 0, 4, 8),
          box(0, 0, 8, 4),
          box(4, 0, 12, 8),
          box(8, 0, 16, 8),
          box(8, 8, 16, 16),
          box(2, 0, 6, 8),
          box(-4, -4, 12, 12),
          box(20, 0, 24, 8),
          box(20, 24, 28, 40),
          box(2, 2, 10, 10),
          box(0, 8, 8, 10));

  /** Every degenerate kind, in corners; in another format the numbers mean other such boxes. */
  static final List<float[]> ALL =
      List.of(
          box(0, 0, 10, 10),
          box(2, 3, 7, 8),
          box(10, 0, 20, 10),
          box(10, 10, 20, 20),
          box(100, 100, 110, 120),
          box(5, 0, 5, 10),
          box(0, 5, 10, 5),
          box(5, 5, 5, 5),
          box(0, 0, 0, 0),
          box(-0f, -0f, 0, 0),
          box(10, 0, 0, 10),
          box(0, 10, 10, 0),
          box(10, 10, 0, 0),
          box(1000, 1000, -1000, -1000),
          box(LARGEST, 0, -LARGEST, 10),
          box(-LARGEST, -LARGEST, LARGEST, LARGEST),
          box(LARGEST, LARGEST, -LARGEST, -LARGEST),
          box(LARGEST, LARGEST, LARGEST, LARGEST),
          box(-LARGEST, -LARGEST, -LARGEST, -LARGEST),
          box(LARGEST - 64, LARGEST - 64, LARGEST, LARGEST),
          box(0, 0, 1e-8f, 1e-8f),
          box(1e-8f, 0, 0, 1e-8f),
          box(0, 0, Float.MIN_VALUE, Float.MIN_VALUE),
          box(0, 0, 1e-20f, 1e-20f),
          box(-1e-7f, -1e-7f, -1e-7f, -1e-7f),
          box(0, 0, 1e-30f, 1e9f));

  private EdgeBoxes() {}

  static float[] box(float... numbers) {
    return numbers;
  }

  /** Corners in a format, rounded. */
  static float[] in(BoxFormat format, float[] corners) {
    float w = corners[2] - corners[0];
    float h = corners[3] - corners[1];
    return switch (format) {
      case XYXY -> corners.clone();
      case XYWH -> box(corners[0], corners[1], w, h);
      case CXCYWH -> box(corners[0] + w / 2, corners[1] + h / 2, w, h);
    };
  }

  /** Each with each, in a format. */
  static Pairs eachWithEach(BoxFormat format, List<float[]> corners) {
    List<float[]> boxes = corners.stream().map(box -> in(format, box)).toList();
    return Pairs.product(format, boxes, boxes);
  }

  /** Each with each, the same numbers taken for boxes of a format. */
  static Pairs sameNumbers(BoxFormat format, List<float[]> numbers) {
    return Pairs.product(format, numbers, numbers);
  }

  /** One pair. */
  static Pairs pair(BoxFormat format, float[] prediction, float[] target) {
    return new Pairs(format, prediction.clone(), target.clone());
  }
}
