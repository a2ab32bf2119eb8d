package dev.jaccard.loss;

import java.util.Locale;

/**
 * The modifiers of a loss, which compose.
 *
 * @param alpha the power of the IoU and of every penalty (1: off)
 * @param inner the ratio by which both boxes are scaled for the IoU (1: off)
 * @param focaler whether the IoU is mapped from [focalerLow, focalerHigh] to [0, 1]
 * @param focalerLow d of Focaler-IoU
 * @param focalerHigh u of Focaler-IoU
 * @param focal the exponent of the detached factor IoU^gamma (0: off)
 */
public record Modifiers(
    double alpha,
    double inner,
    boolean focaler,
    double focalerLow,
    double focalerHigh,
    double focal) {
  /** No modifier. */
  public static final Modifiers NONE = new Modifiers(1, 1, false, 0, 1, 0);

  /** Checks the ranges. */
  public Modifiers {
    check("alpha", alpha, alpha > 0 && Double.isFinite(alpha), "a finite number above 0");
    check("inner", inner, inner >= 0.5 && inner <= 1.5, "in [0.5, 1.5]");
    check("focal", focal, focal >= 0 && Double.isFinite(focal), "a finite number, 0 or above");
    check("focaler d", focalerLow, focalerLow >= 0 && focalerLow < 1, "in [0, 1)");
    check(
        "focaler u",
        focalerHigh,
        focalerHigh > focalerLow && focalerHigh <= 1,
        "above d and at most 1");
  }

  private static void check(String name, double value, boolean good, String allowed) {
    if (!good) {
      throw new IllegalArgumentException(name + " is " + value + " but must be " + allowed);
    }
  }

  /**
   * These with another alpha.
   *
   * @param value the power, above 0
   * @return the modifiers
   */
  public Modifiers withAlpha(double value) {
    return new Modifiers(value, inner, focaler, focalerLow, focalerHigh, focal);
  }

  /**
   * These with another inner ratio.
   *
   * @param ratio the ratio, in [0.5, 1.5]
   * @return the modifiers
   */
  public Modifiers withInner(double ratio) {
    return new Modifiers(alpha, ratio, focaler, focalerLow, focalerHigh, focal);
  }

  /**
   * These with Focaler-IoU.
   *
   * @param low d, in [0, 1)
   * @param high u, in (d, 1]
   * @return the modifiers
   */
  public Modifiers withFocaler(double low, double high) {
    return new Modifiers(alpha, inner, true, low, high, focal);
  }

  /**
   * These with another focal exponent.
   *
   * @param gamma the exponent, 0 or above
   * @return the modifiers
   */
  public Modifiers withFocal(double gamma) {
    return new Modifiers(alpha, inner, focaler, focalerLow, focalerHigh, gamma);
  }

  /**
   * Whether there is any.
   *
   * @return true if this is not {@link #NONE}
   */
  public boolean any() {
    return !equals(NONE);
  }

  /**
   * A short text, such as {@code focal 0.5, inner 0.75}.
   *
   * @return the text, empty if there is no modifier
   */
  public String text() {
    StringBuilder text = new StringBuilder();
    append(text, alpha != 1, "alpha %s", alpha);
    append(text, inner != 1, "inner %s", inner);
    append(text, focaler, "focaler %s,%s", focalerLow, focalerHigh);
    append(text, focal != 0, "focal %s", focal);
    return text.toString();
  }

  private static void append(StringBuilder text, boolean present, String form, Object... values) {
    if (present) {
      text.append(text.isEmpty() ? "" : ", ").append(String.format(Locale.ROOT, form, values));
    }
  }
}
