package dev.jaccard.reference;

/** The alpha modifier on a penalty p: p^alpha in paper, (p + eps)^alpha in yolo. */
final class PenaltyPower {

  private final Power power;
  private final double shift;

  /**
   * Makes it.
   *
   * @param convention where eps goes
   * @param alpha the exponent, 1 without the modifier
   */
  PenaltyPower(Convention convention, double alpha) {
    this.power = new Power(alpha);
    this.shift = convention.termEps();
  }

  /** The penalty's contribution to the loss. */
  double value(double penalty) {
    return power.value(penalty + shift);
  }

  /** Its derivative with respect to the penalty. */
  double derivative(double penalty) {
    return power.derivative(penalty + shift);
  }
}
