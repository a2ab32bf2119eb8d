package dev.jaccard.reference;

/**
 * {@code shape} (2312.17663): L = G + T^alpha + (O/2)^alpha, the weights ww and hh from the
 * target's shape.
 *
 * <pre>
 *   ww = 2·wg^s/(wg^s + hg^s + eps)      hh = 2·hg^s/(wg^s + hg^s + eps)      both 1 for s = 0
 *   T  = (hh·dx² + ww·dy²)/(c2 + eps)
 *   O  = {@link SizeCost} of w with weight hh + of h with weight ww, power 4
 *
 *   with E = wg^s + hg^s + eps: d ww/d(wg^s) = (2 - ww)/E, d ww/d(hg^s) = -ww/E, and the mirror image
 * </pre>
 */
final class ShapeIou implements BaseLoss {

  private static final double THETA = 4;

  private final double eps;
  private final boolean weighted;
  private final Power shapePower;
  private final SizeCost sizeCost;
  private final PenaltyPower power;

  /**
   * Makes the loss.
   *
   * @param convention where eps goes
   * @param alpha the exponent of the alpha modifier, 1 without it
   * @param s the scale parameter, 0 or more
   */
  ShapeIou(Convention convention, double alpha, double s) {
    this.eps = convention.eps();
    this.weighted = s != 0;
    this.shapePower = new Power(s);
    this.sizeCost = new SizeCost(THETA, eps);
    this.power = new PenaltyPower(convention, alpha);
  }

  @Override
  public double evaluate(Pair pair, Partials partials) {
    double wide = shapePower.value(pair.wg);
    double high = shapePower.value(pair.hg);
    double sum = wide + high + eps;
    final double ww = weighted ? 2 * wide / sum : 1;
    final double hh = weighted ? 2 * high / sum : 1;

    double dx2 = pair.dx * pair.dx;
    double dy2 = pair.dy * pair.dy;
    double c2 = pair.diagonal2() + eps;
    double distance = (hh * dx2 + ww * dy2) / c2;
    double shape = (sizeCost.value(pair.w, pair.wg, hh) + sizeCost.value(pair.h, pair.hg, ww)) / 2;

    partials.overlap = 1;
    double byDistance = power.derivative(distance);
    partials.dx = byDistance * 2 * hh * pair.dx / c2;
    partials.dy = byDistance * 2 * ww * pair.dy / c2;
    partials.cw = -byDistance * 2 * distance * pair.cw / c2;
    partials.ch = -byDistance * 2 * distance * pair.ch / c2;
    double byShape = power.derivative(shape) / 2;
    partials.w = byShape * sizeCost.byFirst(pair.w, pair.wg, hh);
    partials.wg = byShape * sizeCost.byFirst(pair.wg, pair.w, hh);
    partials.h = byShape * sizeCost.byFirst(pair.h, pair.hg, ww);
    partials.hg = byShape * sizeCost.byFirst(pair.hg, pair.h, ww);

    if (weighted) {
      double byHh = byDistance * dx2 / c2 + byShape * sizeCost.byWeight(pair.w, pair.wg, hh);
      double byWw = byDistance * dy2 / c2 + byShape * sizeCost.byWeight(pair.h, pair.hg, ww);
      double byWide = (byWw * (2 - ww) - byHh * hh) / sum;
      double byHigh = (byHh * (2 - hh) - byWw * ww) / sum;
      partials.wg += byWide * shapePower.derivative(pair.wg);
      partials.hg += byHigh * shapePower.derivative(pair.hg);
    }
    return pair.overlapLoss + power.value(distance) + power.value(shape);
  }
}
