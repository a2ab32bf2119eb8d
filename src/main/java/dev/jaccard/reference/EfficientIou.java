package dev.jaccard.reference;

/**
 * {@code eiou} (2101.08158): L = G + T + S_w + S_h, T the {@link CenterDistance}, S the penalties
 * on the size differences dw = wg - w and dh = hg - h.
 *
 * <pre>
 *   paper  S_w = (dw²/(cw² + eps))^alpha     yolo  S_w = dw²/(cw² + eps)^alpha     likewise S_h
 * </pre>
 */
final class EfficientIou implements BaseLoss {

  private final Convention convention;
  private final CenterDistance distance;
  private final Power power;

  /**
   * Makes the loss.
   *
   * @param convention where eps goes
   * @param alpha the exponent of the alpha modifier, 1 without it
   */
  EfficientIou(Convention convention, double alpha) {
    this.convention = convention;
    this.distance = new CenterDistance(convention, alpha);
    this.power = new Power(alpha);
  }

  @Override
  public double evaluate(Pair pair, Partials partials) {
    partials.overlap = 1;
    distance.pullBack(pair, 1, partials);

    double dw = pair.wg - pair.w;
    double dh = pair.hg - pair.h;
    double byWidth = byDifference(dw, pair.cw);
    double byHeight = byDifference(dh, pair.ch);
    partials.w -= byWidth;
    partials.wg += byWidth;
    partials.h -= byHeight;
    partials.hg += byHeight;
    partials.cw += byEnclosing(dw, pair.cw);
    partials.ch += byEnclosing(dh, pair.ch);
    return pair.overlapLoss + distance.value(pair) + value(dw, pair.cw) + value(dh, pair.ch);
  }

  private double value(double difference, double enclosing) {
    double square = difference * difference;
    double denominator = enclosing * enclosing + convention.eps();
    return convention.yolo()
        ? square / power.value(denominator)
        : power.value(square / denominator);
  }

  private double byDifference(double difference, double enclosing) {
    double denominator = enclosing * enclosing + convention.eps();
    return convention.yolo()
        ? 2 * difference / power.value(denominator)
        : power.derivative(difference * difference / denominator) * 2 * difference / denominator;
  }

  private double byEnclosing(double difference, double enclosing) {
    double square = difference * difference;
    double denominator = enclosing * enclosing + convention.eps();
    double byDenominator =
        convention.yolo()
            ? -value(difference, enclosing)
                * power.derivative(denominator)
                / power.value(denominator)
            : -power.derivative(square / denominator) * square / (denominator * denominator);
    return byDenominator * 2 * enclosing;
  }
}
