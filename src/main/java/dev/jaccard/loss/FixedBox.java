package dev.jaccard.loss;

/** Which box of a pair is the same for all pairs: its coordinates are scalars of the program. */
public enum FixedBox {
  /** None: both come from planes. */
  NONE,
  /** The prediction; such an expression is for values only and has no gradient. */
  PREDICTION,
  /** The target. */
  TARGET
}
