package dev.jaccard.reference;

/**
 * x^a with its derivative.
 *
 * <p>For an integer a the derivative is a·x^(a-1). Otherwise x is taken as at least 0, and the
 * derivative is a·x^a/(x + 1e-16): finite at 0 for every a.
 */
final class Power {

  private static final double GUARD = 1e-16;

  private final double exponent;
  private final boolean integer;

  /**
   * Makes the power.
   *
   * @param exponent a, positive
   */
  Power(double exponent) {
    this.exponent = exponent;
    this.integer = exponent == Math.rint(exponent);
  }

  double exponent() {
    return exponent;
  }

  /** x^a. */
  double value(double x) {
    if (exponent == 1) {
      return x;
    }
    return Math.pow(integer ? x : Math.max(x, 0), exponent);
  }

  /** The derivative of x^a with respect to x. */
  double derivative(double x) {
    if (exponent == 1) {
      return 1;
    }
    if (integer) {
      return exponent * Math.pow(x, exponent - 1);
    }
    return x < 0 ? 0 : exponent * Math.pow(x, exponent) / (x + GUARD);
  }
}
