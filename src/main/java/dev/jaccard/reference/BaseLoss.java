package dev.jaccard.reference;

/** One row of the catalogue. Implementations are immutable: all state is in the arguments. */
interface BaseLoss {

  /**
   * Returns the loss of a pair whose overlap term is set.
   *
   * @param pair the geometry
   * @param partials cleared; receives the derivatives with respect to the geometric quantities
   * @return the loss
   */
  double evaluate(Pair pair, Partials partials);

  /** Whether the target is a constant for the gradient. */
  default boolean targetIsConstant() {
    return false;
  }
}
