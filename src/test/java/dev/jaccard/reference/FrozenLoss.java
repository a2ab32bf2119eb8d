package dev.jaccard.reference;

import dev.jaccard.BoxFormat;
import dev.jaccard.golden.LossSettings;
import java.util.Map;

/**
 * A loss whose detached terms are held at the values that they have at one pair, so that finite
 * differences around that pair give the loss's gradient. The detached terms are written out here
 * once more, independently of the package.
 */
final class FrozenLoss {

  private static final double PAPER_EPS = 1e-16;
  private static final double YOLO_EPS = 1e-7;

  /** A function of two boxes in corners. */
  @FunctionalInterface
  interface PairFunction {
    /** Its value. */
    double at(double[] prediction, double[] target);
  }

  private FrozenLoss() {}

  /** The loss around a pair of corners. */
  static PairFunction around(LossSettings settings, double[] prediction, double[] target) {
    LossSettings unweighted = ReferenceLosses.withoutFocal(settings);
    PairFunction loss =
        switch (settings.name()) {
          case "ciou" -> complete(unweighted, prediction, target);
          case "wiou" -> wise(unweighted, prediction, target);
          default -> plain(unweighted);
        };
    if (settings.focal() == null) {
      return loss;
    }
    double weight = Math.pow(iou(settings.yolo(), prediction, target), settings.focal());
    return (p, t) -> weight * loss.at(p, t);
  }

  private static PairFunction plain(LossSettings settings) {
    ReferenceLoss loss = ReferenceLosses.of(settings);
    return (p, t) -> loss.loss(BoxFormat.XYXY, p, t);
  }

  private static double size(double[] box, int axis) {
    return Math.max(box[axis + 2] - box[axis], 0);
  }

  private static double enclosing(double[] p, double[] t, int axis) {
    double overlap = Math.min(p[axis + 2], t[axis + 2]) - Math.max(p[axis], t[axis]);
    return size(p, axis) + size(t, axis) - overlap;
  }

  /** The plain IoU with the eps of the convention. */
  private static double iou(boolean yolo, double[] p, double[] t) {
    double heightEps = yolo ? YOLO_EPS : 0;
    double overlapX = Math.min(p[2], t[2]) - Math.max(p[0], t[0]);
    double overlapY = Math.min(p[3], t[3]) - Math.max(p[1], t[1]);
    double intersection = Math.max(overlapX, 0) * Math.max(overlapY, 0);
    double union =
        size(p, 0) * (size(p, 1) + heightEps)
            + size(t, 0) * (size(t, 1) + heightEps)
            - intersection;
    return yolo
        ? intersection / (union + 2 * YOLO_EPS)
        : (intersection + PAPER_EPS) / (union + PAPER_EPS);
  }

  /** CIoU is DIoU and the aspect term with the trade-off of the pair. */
  private static PairFunction complete(
      LossSettings settings, double[] prediction, double[] target) {
    PairFunction diou = plain(ReferenceLosses.rebase(settings, "diou", Map.of()));
    double v = aspect(settings, prediction, target);
    double iouLoss = 1 - iou(settings.yolo(), prediction, target);
    boolean shut = settings.parameters().containsKey("gate") && iouLoss > 0.5;
    double tradeOffLoss =
        settings.yolo()
            ? 1 - Math.pow(1 - iouLoss, settings.alpha()) + YOLO_EPS
            : iouLoss + PAPER_EPS;
    double tradeOff = shut ? 0 : v / (tradeOffLoss + v);
    double shift = settings.yolo() ? YOLO_EPS : 0;
    return (p, t) ->
        diou.at(p, t) + Math.pow(tradeOff * aspect(settings, p, t) + shift, settings.alpha());
  }

  private static double aspect(LossSettings settings, double[] p, double[] t) {
    double heightEps = settings.yolo() ? YOLO_EPS : 0;
    double w = size(p, 0);
    double h = size(p, 1) + heightEps;
    double wg = size(t, 0);
    double hg = size(t, 1) + heightEps;
    if (w + h == 0 || wg + hg == 0) {
      return 0; // a point has no shape to differ in
    }
    double angle = Math.atan2(w, h);
    double targetAngle = Math.atan2(wg, hg);
    return 4 / (Math.PI * Math.PI) * Math.pow(targetAngle - angle, 2);
  }

  /** WIoU is the focusing factor, the exponential and the overlap term. */
  private static PairFunction wise(LossSettings settings, double[] prediction, double[] target) {
    double factor = focus(settings, prediction, target);
    if (settings.yolo()) {
      PairFunction first = plain(ReferenceLosses.rebase(settings, "wiou", Map.of()));
      return (p, t) -> factor * first.at(p, t);
    }
    PairFunction overlap = plain(ReferenceLosses.rebase(settings, "iou", Map.of()));
    double cw = enclosing(prediction, target, 0);
    double ch = enclosing(prediction, target, 1);
    double diagonal2 = cw * cw + ch * ch + PAPER_EPS;
    return (p, t) -> {
      double dx = (t[0] + t[2] - p[0] - p[2]) / 2;
      double dy = (t[1] + t[3] - p[1] - p[3]) / 2;
      return factor * Math.exp((dx * dx + dy * dy) / diagonal2) * overlap.at(p, t);
    };
  }

  private static double focus(LossSettings settings, double[] prediction, double[] target) {
    Map<String, Double> parameters = settings.parameters();
    double iouLoss = ReferenceLosses.of(settings).iouLoss(BoxFormat.XYXY, prediction, target);
    double outlier = iouLoss / parameters.getOrDefault("mean", 1.0);
    return switch (parameters.getOrDefault("version", 1.0).intValue()) {
      case 1 -> 1;
      case 2 -> Math.sqrt(outlier);
      default -> outlier / (3 * Math.pow(1.9, outlier - 3));
    };
  }
}
