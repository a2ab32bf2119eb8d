package dev.jaccard.reference;

/**
 * One axis of the shape cost of SIoU and Shape-IoU: o = (1 - exp(-q))^theta, q = weight·abs(w -
 * wg)/(max(w, wg) + guard).
 *
 * <pre>
 *   do/dq = theta·(1 - exp(-q))^(theta-1)·exp(-q)
 *   dq/dw = (weight·sign(w - wg) - q·[w is the larger])/(max + guard), and the mirror image for wg
 * </pre>
 */
final class SizeCost {

  private final Power theta;
  private final double guard;

  /**
   * Makes the cost.
   *
   * @param theta the power
   * @param guard what keeps the denominator from 0
   */
  SizeCost(double theta, double guard) {
    this.theta = new Power(theta);
    this.guard = guard;
  }

  /** o. */
  double value(double w, double wg, double weight) {
    return theta.value(-Math.expm1(-weight * ratio(w, wg)));
  }

  /** The derivative of o with respect to w; with respect to wg when both are swapped. */
  double byFirst(double w, double wg, double weight) {
    double larger = Math.max(w, wg) + guard;
    double slope = Ties.abs(w - wg) - ratio(w, wg) * Ties.max(w, wg);
    return byRatio(w, wg, weight) * weight * slope / larger;
  }

  /** The derivative of o with respect to the weight. */
  double byWeight(double w, double wg, double weight) {
    return byRatio(w, wg, weight) * ratio(w, wg);
  }

  private double byRatio(double w, double wg, double weight) {
    double q = weight * ratio(w, wg);
    return theta.derivative(-Math.expm1(-q)) * Math.exp(-q);
  }

  private double ratio(double w, double wg) {
    return Math.abs(w - wg) / (Math.max(w, wg) + guard);
  }
}
