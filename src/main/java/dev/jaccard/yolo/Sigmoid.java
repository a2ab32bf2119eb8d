package dev.jaccard.yolo;

/**
 * The logistic function as scores take it, and its threshold turned into one of logits.
 *
 * <p>The value is 1 / (1 + exp(-x)) in double, rounded to float once. {@link StrictMath#exp} is
 * semi-monotonic and so are the sum, the quotient and the roundings: a larger logit never has a
 * smaller score. So the logits whose score is above a threshold are exactly those above some float,
 * which {@link #bound} finds by bisection, and a comparison of logits decides as one of scores
 * would.
 */
final class Sigmoid {
  private Sigmoid() {}

  static float of(float logit) {
    return (float) ofDouble(logit);
  }

  static double ofDouble(double logit) {
    return 1 / (1 + StrictMath.exp(-logit));
  }

  /** The largest float whose score is not above the threshold; a threshold in [0, 1]. */
  static float bound(float threshold) {
    int low = ordinal(Float.NEGATIVE_INFINITY);
    int high = ordinal(Float.POSITIVE_INFINITY);
    while (low < high) {
      int middle = (int) (((long) low + high + 1) >> 1);
      if (of(logit(middle)) > threshold) {
        high = middle - 1;
      } else {
        low = middle;
      }
    }
    return logit(low);
  }

  /** Numbers floats in their order. */
  private static int ordinal(float value) {
    return flip(Float.floatToIntBits(value));
  }

  private static float logit(int ordinal) {
    return Float.intBitsToFloat(flip(ordinal));
  }

  /** Its own inverse. */
  private static int flip(int bits) {
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }
}
