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
    for (double ratio : new double[] {1, 0.75, 1.25}) {
      double[] p = scaled(pair.prediction, ratio);
      double[] t = scaled(pair.target, ratio);
      double iou = 1 - IOU.loss(BoxFormat.XYXY, p, t);
      for (double kink : IOU_KINKS) {
        if (Math.abs(iou - kink) < MARGIN) {
          return false;
        }
      }
      for (int axis = 0; axis < 2; axis++) {
        if (!isSmooth(p[axis], p[axis + 2], t[axis], t[axis + 2])) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isSmooth(double low, double high, double lowTarget, double highTarget) {
    double w = high - low;
    double wg = highTarget - lowTarget;
    double offset = Math.abs(low + high - lowTarget - highTarget) / 2;
    double[] distances = {
      low - lowTarget,
      high - highTarget,
      low - highTarget,
      high - lowTarget,
      w - wg,
      offset,
      wg - 2 * offset,
      // bounded: smooth-L1 changes at 0.2
      0.2 * (wg + 2 * offset) - 4 * offset,
      0.8 - Math.min(w / wg, wg / w)
    };
    double margin = MARGIN * Math.min(w, wg);
    for (int i = 0; i < distances.length; i++) {
      if (Math.abs(distances[i]) < (i == distances.length - 1 ? MARGIN : margin)) {
        return false;
      }
    }
    return true;
  }

  private static double[] scaled(double[] box, double ratio) {
    double kx = (1 - ratio) / 2 * (box[2] - box[0]);
    double ky = (1 - ratio) / 2 * (box[3] - box[1]);
    return new double[] {box[0] + kx, box[1] + ky, box[2] - kx, box[3] - ky};
  }
}
