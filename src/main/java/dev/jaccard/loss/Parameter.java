package dev.jaccard.loss;

/**
 * A parameter of a loss.
 *
 * @param name the key, as in {@code --param name=value}
 * @param defaultValue the value where none is given; NaN if one must be given
 * @param low the smallest value allowed
 * @param high the largest value allowed
 * @param description what it does, a phrase
 * @param whole whether it must be a whole number
 */
public record Parameter(
    String name, double defaultValue, double low, double high, String description, boolean whole) {
  /**
   * A parameter that need not be a whole number.
   *
   * @param name the key
   * @param defaultValue the value where none is given; NaN if one must be given
   * @param low the smallest value allowed
   * @param high the largest value allowed
   * @param description what it does, a phrase
   */
  public Parameter(String name, double defaultValue, double low, double high, String description) {
    this(name, defaultValue, low, high, description, false);
  }

  /**
   * Whether a value must be given.
   *
   * @return true if there is no default
   */
  public boolean required() {
    return Double.isNaN(defaultValue);
  }

  /**
   * Checks a value.
   *
   * @param loss the loss's name, for the message
   * @param value the value
   * @return the value
   * @throws IllegalArgumentException if it is not in the range
   */
  public double check(String loss, double value) {
    if (!(value >= low && value <= high) || (whole && value != Math.rint(value))) {
      throw new IllegalArgumentException(
          "parameter "
              + name
              + " of "
              + loss
              + " is "
              + text(value)
              + (whole ? " but must be a whole number in [" : " but must be in [")
              + text(low)
              + ", "
              + text(high)
              + "]");
    }
    return value;
  }

  private static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
