package dev.jaccard.reference;

/**
 * {@code ciou} (1911.08287, 2005.03572): L = G + T + (a·v)^alpha, T the {@link CenterDistance}, v
 * the {@link AspectRatio}. The trade-off a is a constant for the gradient and sees the plain IoU of
 * the full boxes.
 *
 * <pre>
 *   paper  a = v/(J + v + eps); with the gate a = 0 where IoU is below 0.5
 *   yolo   a = v/(v - IoU^alpha + 1 + eps), and the term is (a·v + eps)^alpha
 * </pre>
 */
final class CompleteIou implements BaseLoss {

  private final Convention convention;
  private final boolean gate;
  private final Power similarityPower;
  private final CenterDistance distance;
  private final AspectRatio aspectRatio;
  private final PenaltyPower power;

  /**
   * Makes the loss.
   *
   * @param convention where eps goes
   * @param alpha the exponent of the alpha modifier, 1 without it
   * @param gate whether the aspect term is off where IoU is below 0.5
   */
  CompleteIou(Convention convention, double alpha, boolean gate) {
    this.convention = convention;
    this.gate = gate;
    this.similarityPower = new Power(alpha);
    this.distance = new CenterDistance(convention, alpha);
    this.aspectRatio = new AspectRatio(convention);
    this.power = new PenaltyPower(convention, alpha);
  }

  @Override
  public double evaluate(Pair pair, Partials partials) {
    double v = aspectRatio.value(pair);
    double tradeOff = tradeOff(pair, v);
    partials.overlap = 1;
    distance.pullBack(pair, 1, partials);
    aspectRatio.pullBack(pair, power.derivative(tradeOff * v) * tradeOff, partials);
    return pair.overlapLoss + distance.value(pair) + power.value(tradeOff * v);
  }

  private double tradeOff(Pair pair, double v) {
    if (gate && pair.full.loss > 0.5) {
      return 0;
    }
    if (convention.yolo()) {
      return v / (v - similarityPower.value(pair.full.similarity) + 1 + convention.eps());
    }
    return v / (pair.full.loss + v + convention.eps());
  }
}
