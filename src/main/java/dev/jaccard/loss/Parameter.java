package dev.jaccard.loss;

import java.util.List;
import java.util.Map;

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
   * The parameter of a name.
   *
   * @param loss the loss's name, for the message
   * @param parameters the loss's parameters
   * @param key the name
   * @return the parameter
   * @throws IllegalArgumentException if there is none of that name; the message names the nearest
   */
  public static Parameter find(String loss, List<Parameter> parameters, String key) {
    for (Parameter parameter : parameters) {
      if (parameter.name().equals(key)) {
        return parameter;
      }
    }
    List<String> names = parameters.stream().map(Parameter::name).toList();
    throw new IllegalArgumentException(
        loss
            + " has no parameter '"
            + key
            + (names.isEmpty()
                ? "', nor any other"
                : "'; did you mean '"
                    + Names.nearest(key, names)
                    + "'? (it has "
                    + String.join(", ", names)
                    + ")"));
  }

  /**
   * The value of a parameter that a definition asks for.
   *
   * @param values the values of the declared parameters
   * @param key the name
   * @return the value
   * @throws IllegalArgumentException if no such parameter was declared
   */
  public static double value(Map<String, Double> values, String key) {
    Double value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException(
          "parameter " + key + " was not declared; declared are " + values.keySet());
    }
    return value;
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
