package dev.jaccard.reference;

/**
 * {@code siou} (2205.12740): L = G + ((D + O)/2)^alpha.
 *
 * <pre>
 *   angle     A = 2·abs(dx·dy)/(dx² + dy² + eps)
 *   distance  D = sum over x, y of 1 - exp(-(2 - A)·t),  t = dx²/(cw² + eps), dy²/(ch² + eps)
 *   shape     O = sum over w, h of {@link SizeCost}
 *
 *   dD/dt = (2 - A)·exp(-(2 - A)·t)      dD/dA = -(sum of t·exp(-(2 - A)·t))
 *   dA/d(dx) = 2·(sign(dx)·abs(dy) - A·dx)/(dx² + dy² + eps)
 * </pre>
 *
 * <p>A is the closed form of sin(2·arcsin(min(abs dx, abs dy)/sigma)). In yolo eps is added to dx
 * and dy, to the heights and to (D + O)/2 before the power, and the denominators have only a guard.
 */
final class ScyllaIou implements BaseLoss {

  private final double offsetEps;
  private final double heightEps;
  private final double guard;
  private final SizeCost sizeCost;
  private final PenaltyPower power;

  /**
   * Makes the loss.
   *
   * @param convention where eps goes
   * @param alpha the exponent of the alpha modifier, 1 without it
   * @param theta the power of the shape cost
   */
  ScyllaIou(Convention convention, double alpha, double theta) {
    this.offsetEps = convention.yolo() ? convention.eps() : 0;
    this.heightEps = convention.heightEps();
    this.guard = convention.yolo() ? Convention.GUARD : convention.eps();
    this.sizeCost = new SizeCost(theta, guard);
    this.power = new PenaltyPower(convention, alpha);
  }

  @Override
  public double evaluate(Pair pair, Partials partials) {
    final double h = pair.h + heightEps;
    final double hg = pair.hg + heightEps;
    final double dx = pair.dx + offsetEps;
    final double dy = pair.dy + offsetEps;
    double rho2 = dx * dx + dy * dy + guard;
    double cw2 = pair.cw * pair.cw + guard;
    double ch2 = pair.ch * pair.ch + guard;

    double angle = 2 * Math.abs(dx * dy) / rho2;
    double tx = dx * dx / cw2;
    double ty = dy * dy / ch2;
    double nearX = Math.exp(-(2 - angle) * tx);
    double nearY = Math.exp(-(2 - angle) * ty);
    double distance = -Math.expm1(-(2 - angle) * tx) - Math.expm1(-(2 - angle) * ty);
    double shape = sizeCost.value(pair.w, pair.wg, 1) + sizeCost.value(h, hg, 1);
    double cost = (distance + shape) / 2;

    double slope = power.derivative(cost) / 2;
    double byTx = slope * (2 - angle) * nearX;
    double byTy = slope * (2 - angle) * nearY;
    double byAngle = -slope * (tx * nearX + ty * nearY);
    partials.overlap = 1;
    partials.dx =
        byTx * 2 * dx / cw2 + byAngle * 2 * (Ties.abs(dx) * Math.abs(dy) - angle * dx) / rho2;
    partials.dy =
        byTy * 2 * dy / ch2 + byAngle * 2 * (Ties.abs(dy) * Math.abs(dx) - angle * dy) / rho2;
    partials.cw = -byTx * 2 * tx * pair.cw / cw2;
    partials.ch = -byTy * 2 * ty * pair.ch / ch2;
    partials.w = slope * sizeCost.byFirst(pair.w, pair.wg, 1);
    partials.wg = slope * sizeCost.byFirst(pair.wg, pair.w, 1);
    partials.h = slope * sizeCost.byFirst(h, hg, 1);
    partials.hg = slope * sizeCost.byFirst(hg, h, 1);
    return pair.overlapLoss + power.value(cost);
  }
}
