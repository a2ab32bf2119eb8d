package dev.jaccard.reference;

/**
 * The penalty on the distance of the centres, relative to the enclosing box's diagonal (DIoU,
 * 1911.08287): rho2 = dx² + dy², c2 = cw² + ch².
 *
 * <pre>
 *   paper  T = (rho2/(c2 + eps))^alpha
 *   yolo   T = rho2^alpha/(c2^alpha + eps)
 * </pre>
 *
 * <p>d rho2 = 2·dx·d(dx) + 2·dy·d(dy), d c2 = 2·cw·d(cw) + 2·ch·d(ch).
 */
final class CenterDistance {

  private final Convention convention;
  private final Power power;

  /**
   * Makes the penalty.
   *
   * @param convention where eps goes
   * @param alpha the exponent of the alpha modifier, 1 without it
   */
  CenterDistance(Convention convention, double alpha) {
    this.convention = convention;
    this.power = new Power(alpha);
  }

  /** T. */
  double value(Pair pair) {
    double rho2 = pair.centerDistance2();
    double c2 = pair.diagonal2();
    return convention.yolo()
        ? power.value(rho2) / (power.value(c2) + convention.eps())
        : power.value(rho2 / (c2 + convention.eps()));
  }

  /** Adds the derivatives of {@code coefficient·T}. */
  void pullBack(Pair pair, double coefficient, Partials partials) {
    pullBackCenters(pair, coefficient, partials);
    double byDiagonal = coefficient * byDiagonal2(pair);
    partials.cw += 2 * byDiagonal * pair.cw;
    partials.ch += 2 * byDiagonal * pair.ch;
  }

  /** As {@link #pullBack}, the diagonal being a constant. */
  void pullBackCenters(Pair pair, double coefficient, Partials partials) {
    double byDistance = coefficient * byDistance2(pair);
    partials.dx += 2 * byDistance * pair.dx;
    partials.dy += 2 * byDistance * pair.dy;
  }

  private double byDistance2(Pair pair) {
    double rho2 = pair.centerDistance2();
    double c2 = pair.diagonal2();
    if (convention.yolo()) {
      return power.derivative(rho2) / (power.value(c2) + convention.eps());
    }
    double denominator = c2 + convention.eps();
    return power.derivative(rho2 / denominator) / denominator;
  }

  private double byDiagonal2(Pair pair) {
    double rho2 = pair.centerDistance2();
    double c2 = pair.diagonal2();
    if (convention.yolo()) {
      return -value(pair) * power.derivative(c2) / (power.value(c2) + convention.eps());
    }
    double denominator = c2 + convention.eps();
    double ratio = rho2 / denominator;
    return -power.derivative(ratio) * ratio / denominator;
  }
}
