package dev.jaccard.reference;

/**
 * {@code giou} (1902.09630): L = G + p, the penalty being the share of the enclosing box C = cw·ch
 * that belongs to neither box.
 *
 * <pre>
 *   paper  p = ((C - U)/(C + eps))^alpha
 *          dp/dC = (1 - q)/(C + eps)   dp/dU = -1/(C + eps)   before the power, q = (C - U)/(C + eps)
 *   yolo   p = ((C - U)/(C + eps) + eps)^alpha, U with the padded heights; a sum that is below 0
 *          keeps its sign in an integer power and counts as 0 in another
 * </pre>
 *
 * <p>C - U is at least 0 but for rounding. Paper folds the rounding error, abs(C - U), and leaves
 * the gradient that of C - U.
 */
final class GeneralizedIou implements BaseLoss {

  private final Convention convention;
  private final PenaltyPower power;

  /**
   * Makes the loss.
   *
   * @param convention where eps goes
   * @param alpha the exponent of the alpha modifier, 1 without it
   */
  GeneralizedIou(Convention convention, double alpha) {
    this.convention = convention;
    this.power = new PenaltyPower(convention, alpha);
  }

  @Override
  public double evaluate(Pair pair, Partials partials) {
    double enclosing = pair.cw * pair.ch;
    double denominator = enclosing + convention.eps();
    double empty = enclosing - pair.full.union;
    double share = (convention.yolo() ? empty : Math.abs(empty)) / denominator;
    double slope = power.derivative(share);
    double byEnclosing = slope * (1 - share) / denominator;
    partials.overlap = 1;
    partials.cw = byEnclosing * pair.ch;
    partials.ch = byEnclosing * pair.cw;
    partials.union = -slope / denominator;
    return pair.overlapLoss + power.value(share);
  }
}
