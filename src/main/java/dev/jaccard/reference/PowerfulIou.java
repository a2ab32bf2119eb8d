package dev.jaccard.reference;

/**
 * {@code piou} and {@code piou2} (Powerful-IoU, Neural Networks 170, 2024).
 *
 * <pre>
 *   P = (abs(x1 - x1g) + abs(x2 - x2g))/(4·(wg + eps)) + (abs(y1 - y1g) + abs(y2 - y2g))/(4·(hg + eps))
 *   L_piou  = G + (1 - exp(-P²))^alpha
 *   L_piou2 = F·L_piou,  F = 3·t·exp(-t²),  t = lambda·exp(-P)
 *
 *   d(1 - exp(-P²))/dP = 2·P·exp(-P²)      dF/dP = -3·t·(1 - 2·t²)·exp(-t²)
 * </pre>
 *
 * <p>Nothing is detached: the attention F carries gradient.
 */
final class PowerfulIou implements BaseLoss {

  private final double eps;
  private final boolean attention;
  private final double lambda;
  private final PenaltyPower power;

  private PowerfulIou(Convention convention, double alpha, boolean attention, double lambda) {
    this.eps = convention.eps();
    this.attention = attention;
    this.lambda = lambda;
    this.power = new PenaltyPower(convention, alpha);
  }

  /** {@code piou}. */
  static PowerfulIou plain(Convention convention, double alpha) {
    return new PowerfulIou(convention, alpha, false, 0);
  }

  /** {@code piou2}, with its parameter lambda. */
  static PowerfulIou attentive(Convention convention, double alpha, double lambda) {
    return new PowerfulIou(convention, alpha, true, lambda);
  }

  @Override
  public double evaluate(Pair pair, Partials partials) {
    double p = edgeDistance(pair, 0, pair.wg) + edgeDistance(pair, 1, pair.hg);
    double penalty = -Math.expm1(-p * p);
    double loss = pair.overlapLoss + power.value(penalty);
    double byP = power.derivative(penalty) * 2 * p * Math.exp(-p * p);
    partials.overlap = 1;
    if (attention) {
      double t = lambda * Math.exp(-p);
      double factor = 3 * t * Math.exp(-t * t);
      byP = factor * byP - factor * (1 - 2 * t * t) * loss;
      loss *= factor;
      partials.overlap = factor;
    }
    partials.wg = pullBackEdges(pair, 0, pair.wg, byP, partials);
    partials.hg = pullBackEdges(pair, 1, pair.hg, byP, partials);
    return loss;
  }

  private double edgeDistance(Pair pair, int axis, double targetSize) {
    double low = Math.abs(pair.corners[axis] - pair.corners[axis + 4]);
    double high = Math.abs(pair.corners[axis + 2] - pair.corners[axis + 6]);
    return (low + high) / (4 * (targetSize + eps));
  }

  /** Writes the derivatives of the edges and returns that of the target's size. */
  private double pullBackEdges(
      Pair pair, int axis, double targetSize, double byP, Partials partials) {
    double byEdge = byP / (4 * (targetSize + eps));
    for (int edge = axis; edge < 4; edge += 2) {
      double slope = byEdge * Ties.abs(pair.corners[edge] - pair.corners[edge + 4]);
      partials.corners[edge] = slope;
      partials.corners[edge + 4] = -slope;
    }
    return -byP * edgeDistance(pair, axis, targetSize) / (targetSize + eps);
  }
}
