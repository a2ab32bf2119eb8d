package dev.jaccard.reference;

import dev.jaccard.golden.LossSettings;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;

/**
 * The base losses of the paper convention as forward-mode derivatives of commons-math: written from
 * the papers' formulas in their original form (two arctangents, arcsine, no eps), for boxes that
 * overlap and lie away from kinks.
 */
final class DerivedLosses {

  private final DerivativeStructure x1;
  private final DerivativeStructure y1;
  private final DerivativeStructure x2;
  private final DerivativeStructure y2;
  private final DerivativeStructure x1g;
  private final DerivativeStructure y1g;
  private final DerivativeStructure x2g;
  private final DerivativeStructure y2g;
  private final DerivativeStructure w;
  private final DerivativeStructure h;
  private final DerivativeStructure wg;
  private final DerivativeStructure hg;
  private final DerivativeStructure cw;
  private final DerivativeStructure ch;
  private final DerivativeStructure dx;
  private final DerivativeStructure dy;
  private final DerivativeStructure rho2;
  private final DerivativeStructure c2;
  private final DerivativeStructure intersection;
  private final DerivativeStructure union;
  private final DerivativeStructure iou;

  private DerivedLosses(double[] prediction, double[] target) {
    x1 = variable(0, prediction[0]);
    y1 = variable(1, prediction[1]);
    x2 = variable(2, prediction[2]);
    y2 = variable(3, prediction[3]);
    x1g = variable(4, target[0]);
    y1g = variable(5, target[1]);
    x2g = variable(6, target[2]);
    y2g = variable(7, target[3]);
    w = x2.subtract(x1);
    h = y2.subtract(y1);
    wg = x2g.subtract(x1g);
    hg = y2g.subtract(y1g);
    cw = max(x2, x2g).subtract(min(x1, x1g));
    ch = max(y2, y2g).subtract(min(y1, y1g));
    dx = x1g.add(x2g).subtract(x1).subtract(x2).divide(2);
    dy = y1g.add(y2g).subtract(y1).subtract(y2).divide(2);
    rho2 = dx.multiply(dx).add(dy.multiply(dy));
    c2 = cw.multiply(cw).add(ch.multiply(ch));
    DerivativeStructure overlapX = min(x2, x2g).subtract(max(x1, x1g));
    DerivativeStructure overlapY = min(y2, y2g).subtract(max(y1, y1g));
    intersection = positive(overlapX).multiply(positive(overlapY));
    union = w.multiply(h).add(wg.multiply(hg)).subtract(intersection);
    iou = intersection.divide(union);
  }

  /** The loss with its derivatives with respect to the corners of the prediction and the target. */
  static DerivativeStructure of(LossSettings settings, double[] prediction, double[] target) {
    return new DerivedLosses(prediction, target).loss(settings);
  }

  private DerivativeStructure loss(LossSettings settings) {
    return switch (settings.name()) {
      case "iou" ->
          switch (parameter(settings, "form", 0).intValue()) {
            case 0 -> oneMinus(iou);
            case 1 -> iou.log().negate();
            default -> oneMinus(iou.multiply(iou));
          };
      case "giou" -> {
        DerivativeStructure enclosing = cw.multiply(ch);
        yield oneMinus(iou).add(enclosing.subtract(union).divide(enclosing));
      }
      case "diou" -> distance();
      case "ciou" -> complete(parameter(settings, "gate", 0) == 1);
      case "eiou" ->
          distance()
              .add(wg.subtract(w).pow(2).divide(cw.multiply(cw)))
              .add(hg.subtract(h).pow(2).divide(ch.multiply(ch)));
      case "siou" -> scylla(parameter(settings, "theta", 4));
      case "wiou" -> wise(settings);
      case "mpdiou" -> {
        double width = parameter(settings, "width", Double.NaN);
        double height = parameter(settings, "height", Double.NaN);
        DerivativeStructure d1 = x1.subtract(x1g).pow(2).add(y1.subtract(y1g).pow(2));
        DerivativeStructure d2 = x2.subtract(x2g).pow(2).add(y2.subtract(y2g).pow(2));
        yield oneMinus(iou).add(d1.add(d2).divide(width * width + height * height));
      }
      case "shape" -> shape(parameter(settings, "s", 0));
      case "piou" -> powerful();
      case "piou2" -> {
        DerivativeStructure t =
            powerfulDistance().negate().exp().multiply(parameter(settings, "lambda", 1.3));
        yield t.multiply(3).multiply(t.multiply(t).negate().exp()).multiply(powerful());
      }
      case "nwd" -> {
        DerivativeStructure sizes = w.subtract(wg).pow(2).add(h.subtract(hg).pow(2));
        DerivativeStructure distance = rho2.add(sizes.divide(4)).sqrt();
        yield oneMinus(distance.divide(-parameter(settings, "k", 12.8)).exp());
      }
      case "bounded" -> bounded(parameter(settings, "beta", 0.2));
      default -> throw new AssertionError(settings.name());
    };
  }

  private DerivativeStructure distance() {
    return oneMinus(iou).add(rho2.divide(c2));
  }

  private DerivativeStructure complete(boolean gate) {
    DerivativeStructure angle = wg.divide(hg).atan().subtract(w.divide(h).atan());
    DerivativeStructure v = angle.multiply(angle).multiply(4 / (Math.PI * Math.PI));
    boolean shut = gate && iou.getValue() < 0.5;
    double tradeOff = shut ? 0 : v.getValue() / (1 - iou.getValue() + v.getValue());
    return distance().add(v.multiply(tradeOff));
  }

  private DerivativeStructure scylla(double theta) {
    DerivativeStructure sigma = rho2.sqrt();
    DerivativeStructure sine = min(dx.abs(), dy.abs()).divide(sigma);
    DerivativeStructure angle =
        oneMinus(sine.asin().subtract(Math.PI / 4).sin().pow(2).multiply(2));
    DerivativeStructure gamma = angle.subtract(2);
    DerivativeStructure distance =
        oneMinus(gamma.multiply(dx.divide(cw).pow(2)).exp())
            .add(oneMinus(gamma.multiply(dy.divide(ch).pow(2)).exp()));
    DerivativeStructure shape =
        sizeCost(w, wg, constant(1), theta).add(sizeCost(h, hg, constant(1), theta));
    return oneMinus(iou).add(distance.add(shape).divide(2));
  }

  private static DerivativeStructure sizeCost(
      DerivativeStructure a, DerivativeStructure b, DerivativeStructure weight, double theta) {
    DerivativeStructure ratio = a.subtract(b).abs().divide(max(a, b)).multiply(weight);
    return oneMinus(ratio.negate().exp()).pow(theta);
  }

  private DerivativeStructure wise(LossSettings settings) {
    double outlier = (1 - iou.getValue()) / parameter(settings, "mean", 1);
    double focus =
        switch (parameter(settings, "version", 1).intValue()) {
          case 1 -> 1;
          case 2 -> Math.sqrt(outlier);
          default -> outlier / (3 * Math.pow(1.9, outlier - 3));
        };
    return rho2.divide(c2.getValue()).exp().multiply(oneMinus(iou)).multiply(focus);
  }

  private DerivativeStructure shape(double s) {
    DerivativeStructure wide = wg.pow(s);
    DerivativeStructure high = hg.pow(s);
    DerivativeStructure ww = wide.multiply(2).divide(wide.add(high));
    DerivativeStructure hh = high.multiply(2).divide(wide.add(high));
    DerivativeStructure distance = hh.multiply(dx.pow(2)).add(ww.multiply(dy.pow(2))).divide(c2);
    DerivativeStructure cost = sizeCost(w, wg, hh, 4).add(sizeCost(h, hg, ww, 4));
    return oneMinus(iou).add(distance).add(cost.divide(2));
  }

  private DerivativeStructure powerfulDistance() {
    DerivativeStructure edgesX = x1.subtract(x1g).abs().add(x2.subtract(x2g).abs());
    DerivativeStructure edgesY = y1.subtract(y1g).abs().add(y2.subtract(y2g).abs());
    return edgesX.divide(wg).add(edgesY.divide(hg)).divide(4);
  }

  private DerivativeStructure powerful() {
    return oneMinus(iou).add(oneMinus(powerfulDistance().pow(2).negate().exp()));
  }

  /** The target is a constant here: its own terms are taken by value. */
  private DerivativeStructure bounded(double beta) {
    DerivativeStructure constantWidth = constant(wg.getValue());
    DerivativeStructure constantHeight = constant(hg.getValue());
    DerivativeStructure offsetX =
        x1.add(x2).divide(2).negate().add((x1g.getValue() + x2g.getValue()) / 2);
    DerivativeStructure offsetY =
        y1.add(y2).divide(2).negate().add((y1g.getValue() + y2g.getValue()) / 2);
    return smooth(shift(offsetX, constantWidth), beta)
        .add(smooth(shift(offsetY, constantHeight), beta))
        .add(smooth(scale(w, constantWidth), beta))
        .add(smooth(scale(h, constantHeight), beta));
  }

  private static DerivativeStructure shift(DerivativeStructure offset, DerivativeStructure size) {
    DerivativeStructure distance = offset.abs().multiply(2);
    return oneMinus(positive(size.subtract(distance).divide(size.add(distance))));
  }

  private static DerivativeStructure scale(DerivativeStructure size, DerivativeStructure target) {
    return oneMinus(min(size.divide(target), target.divide(size)));
  }

  private static DerivativeStructure smooth(DerivativeStructure f, double beta) {
    return f.getValue() < beta ? f.multiply(f).divide(2 * beta) : f.subtract(beta / 2);
  }

  private static Double parameter(LossSettings settings, String key, double initial) {
    return settings.parameters().getOrDefault(key, initial);
  }

  private static DerivativeStructure variable(int index, double value) {
    return new DerivativeStructure(8, 1, index, value);
  }

  private static DerivativeStructure constant(double value) {
    return new DerivativeStructure(8, 1, value);
  }

  private static DerivativeStructure oneMinus(DerivativeStructure a) {
    return a.negate().add(1);
  }

  private static DerivativeStructure min(DerivativeStructure a, DerivativeStructure b) {
    return a.getValue() < b.getValue() ? a : b;
  }

  private static DerivativeStructure max(DerivativeStructure a, DerivativeStructure b) {
    return a.getValue() > b.getValue() ? a : b;
  }

  private static DerivativeStructure positive(DerivativeStructure a) {
    return a.getValue() > 0 ? a : constant(0);
  }
}
