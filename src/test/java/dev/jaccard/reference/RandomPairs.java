package dev.jaccard.reference;

import dev.jaccard.BoxFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Random pairs of boxes whose losses are differentiable in a neighbourhood. */
final class RandomPairs {

  /** Every quantity is this share of the shortest side away from its kink. */
  private static final double MARGIN = 0.03;

  private static final double[] IOU_KINKS = {0.1, 0.5, 0.9};

  private static final ReferenceLoss IOU = ReferenceLoss.builder("iou").build();

  private RandomPairs() {}

  /**
   * A pair in corners.
   *
   * @param prediction x1, y1, x2, y2
   * @param target x1, y1, x2, y2
   */
  record Boxes(double[] prediction, double[] target) {

    /** The prediction in a format. */
    double[] prediction(BoxFormat format) {
      return RandomPairs.in(format, prediction);
    }

    /** The target in a format. */
    double[] target(BoxFormat format) {
      return RandomPairs.in(format, target);
    }

    @Override
    public String toString() {
      return Arrays.toString(prediction) + " " + Arrays.toString(target);
    }
  }

  /** Pairs away from every kink of every loss and modifier of the tests: most overlap. */
  static List<Boxes> smooth(int count, long seed) {
    Random random = new Random(seed);
    List<Boxes> pairs = new ArrayList<>();
    while (pairs.size() < count) {
      double reach = pairs.size() % 4 == 0 ? 150 : 25;
      Boxes pair = new Boxes(box(random, reach), box(random, reach));
      if (isSmooth(pair)) {
        pairs.add(pair);
      }
    }
    return pairs;
  }

  /**
   * Pairs of which one box or both are inverted in one axis or both, each kind in turn, away from
   * every kink in every format. As XYWH and CXCYWH they have negative sizes.
   */
  static List<Boxes> inverted(int count, long seed) {
    Random random = new Random(seed);
    List<Boxes> pairs = new ArrayList<>();
    while (pairs.size() < count) {
      int kind = 1 + pairs.size() % 15;
      Boxes pair = new Boxes(box(random, 60), box(random, 60));
      for (int axis = 0; axis < 2; axis++) {
        invert(pair.prediction, axis, (kind >> axis & 1) == 1);
        invert(pair.target, axis, (kind >> 2 + axis & 1) == 1);
      }
      if (isSmooth(pair)) {
        pairs.add(pair);
      }
    }
    return pairs;
  }

  private static void invert(double[] box, int axis, boolean inverted) {
    if (inverted) {
      double low = box[axis];
      box[axis] = box[axis + 2];
      box[axis + 2] = low;
    }
  }

  /** The corners of a box given in a format: a negative size of XYWH and CXCYWH is 0. */
  static double[] corners(BoxFormat format, double[] box) {
    double w = Math.max(box[2], 0);
    double h = Math.max(box[3], 0);
    return switch (format) {
      case XYXY -> box.clone();
      case XYWH -> new double[] {box[0], box[1], box[0] + w, box[1] + h};
      case CXCYWH -> new double[] {box[0] - w / 2, box[1] - h / 2, box[0] + w / 2, box[1] + h / 2};
    };
  }

  /** A box given by its corners, in a format. */
  static double[] in(BoxFormat format, double[] corners) {
    double w = corners[2] - corners[0];
    double h = corners[3] - corners[1];
    return switch (format) {
      case XYXY -> corners.clone();
      case XYWH -> new double[] {corners[0], corners[1], w, h};
      case CXCYWH -> new double[] {corners[0] + w / 2, corners[1] + h / 2, w, h};
    };
  }

  private static double[] box(Random random, double reach) {
    double x = 300 + reach * random.nextDouble();
    double y = 200 + reach * random.nextDouble();
    double w = 15 + 60 * random.nextDouble();
    double h = 15 + 60 * random.nextDouble();
    return new double[] {x, y, x + w, y + h};
  }

  private static boolean isSmooth(Boxes pair) {
    for (BoxFormat format : BoxFormat.values()) {
      Boxes made =
          new Boxes(corners(format, pair.prediction(format)), corners(format, pair.target(format)));
      for (double ratio : new double[] {1, 0.75, 1.25}) {
        Boxes scaled = new Boxes(scaled(made.prediction, ratio), scaled(made.target, ratio));
        double iou = 1 - IOU.loss(BoxFormat.XYXY, scaled.prediction, scaled.target);
        for (double kink : IOU_KINKS) {
          if (Math.abs(iou - kink) < MARGIN) {
            return false;
          }
        }
        for (int axis = 0; axis < 2; axis++) {
          double shortest =
              Math.min(
                  Math.abs(pair.prediction[axis + 2] - pair.prediction[axis]),
                  Math.abs(pair.target[axis + 2] - pair.target[axis]));
          if (!isSmooth(scaled, axis, MARGIN * ratio * shortest)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean isSmooth(Boxes pair, int axis, double margin) {
    final double low = pair.prediction[axis];
    final double high = pair.prediction[axis + 2];
    final double lowTarget = pair.target[axis];
    final double highTarget = pair.target[axis + 2];
    double w = Math.max(high - low, 0);
    double wg = Math.max(highTarget - lowTarget, 0);
    double offset = Math.abs(low + high - lowTarget - highTarget) / 2;
    double[] distances = {
      low - lowTarget,
      high - highTarget,
      low - highTarget,
      high - lowTarget,
      offset,
      wg - 2 * offset,
      // bounded: smooth-L1 changes at 0.2
      0.2 * (wg + 2 * offset) - 4 * offset
    };
    for (double distance : distances) {
      if (Math.abs(distance) < margin) {
        return false;
      }
    }
    if (w == 0 && wg == 0) {
      return true; // inverted both: the sizes stay equal
    }
    return Math.abs(w - wg) >= margin && Math.abs(0.8 - Math.min(w / wg, wg / w)) >= MARGIN;
  }

  private static double[] scaled(double[] box, double ratio) {
    double kx = (1 - ratio) / 2 * (box[2] - box[0]);
    double ky = (1 - ratio) / 2 * (box[3] - box[1]);
    return new double[] {box[0] + kx, box[1] + ky, box[2] - kx, box[3] - ky};
  }
}
