package dev.jaccard.reference;

/** Derivatives of min, max, abs and clamp where they have a kink: PyTorch's rules. */
final class Ties {

  private Ties() {}

  /** The derivative of max(a, b) with respect to a: 1, 0, or one half where both are equal. */
  static double max(double a, double b) {
    return a > b ? 1 : a < b ? 0 : 0.5;
  }

  /** The derivative of min(a, b) with respect to a: 1, 0, or one half where both are equal. */
  static double min(double a, double b) {
    return a < b ? 1 : a > b ? 0 : 0.5;
  }

  /** The derivative of abs(a): 0 where a is 0. */
  static double abs(double a) {
    return a > 0 ? 1 : a < 0 ? -1 : 0;
  }

  /** The derivative of max(a, 0) as a clamp: it passes at the bound. */
  static double positive(double a) {
    return a >= 0 ? 1 : 0;
  }
}
