package dev.jaccard.reference;

/**
 * {@code mpdiou} (2307.07662): L = G + (d1²/N)^alpha + (d2²/N)^alpha, d1 and d2 the distances of
 * the top-left and of the bottom-right corners, N = width² + height² of the input image.
 *
 * <p>The derivative of d1² with respect to x1 is -2·(x1g - x1), with respect to x1g the opposite.
 */
final class PointDistanceIou implements BaseLoss {

  private final double normalizer;
  private final PenaltyPower power;

  /**
   * Makes the loss.
   *
   * @param convention where eps goes
   * @param alpha the exponent of the alpha modifier, 1 without it
   * @param width of the input image
   * @param height of the input image
   */
  PointDistanceIou(Convention convention, double alpha, double width, double height) {
    this.normalizer = width * width + height * height;
    this.power = new PenaltyPower(convention, alpha);
  }

  @Override
  public double evaluate(Pair pair, Partials partials) {
    partials.overlap = 1;
    return pair.overlapLoss + corner(pair, partials, 0) + corner(pair, partials, 2);
  }

  private double corner(Pair pair, Partials partials, int at) {
    double dx = pair.corners[at + 4] - pair.corners[at];
    double dy = pair.corners[at + 5] - pair.corners[at + 1];
    double penalty = (dx * dx + dy * dy) / normalizer;
    double slope = power.derivative(penalty) * 2 / normalizer;
    partials.corners[at] = -slope * dx;
    partials.corners[at + 1] = -slope * dy;
    partials.corners[at + 4] = slope * dx;
    partials.corners[at + 5] = slope * dy;
    return power.value(penalty);
  }
}
