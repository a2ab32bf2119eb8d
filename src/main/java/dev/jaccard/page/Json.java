package dev.jaccard.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes JSON that may stand inside a script element of a page. */
public final class Json {
  private Json() {}

  /**
   * An object.
   *
   * @param entries keys and values in turn, the values already JSON
   * @return JSON
   */
  public static String object(String... entries) {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < entries.length; i += 2) {
      text.append(i == 0 ? "" : ",").append(string(entries[i])).append(':').append(entries[i + 1]);
    }
    return text.append('}').toString();
  }

  /**
   * An array of what is already JSON.
   *
   * @param values the elements
   * @return JSON
   */
  public static String array(List<String> values) {
    return values.stream().collect(Collectors.joining(",", "[", "]"));
  }

  /**
   * An array of numbers.
   *
   * @param count how many
   * @param digits how many digits they are rounded to
   * @param values the number of each index
   * @return JSON
   */
  public static String numbers(int count, int digits, IntToDoubleFunction values) {
    return array(
        IntStream.range(0, count).mapToObj(i -> number(values.applyAsDouble(i), digits)).toList());
  }

  /**
   * A number, or null where it is not finite.
   *
   * @param value the number
   * @param digits how many digits it is rounded to
   * @return JSON
   */
  public static String number(double value, int digits) {
    if (!Double.isFinite(value)) {
      return "null";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
    String plain = rounded.toPlainString();
    String scientific = rounded.toString();
    return plain.length() <= scientific.length() ? plain : scientific;
  }

  /**
   * A string; what could end a script element is escaped.
   *
   * @param value the string
   * @return JSON
   */
  public static String string(String value) {
    StringBuilder text = new StringBuilder("\"");
    value
        .chars()
        .forEach(c -> {
          if (c < ' ' || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
            text.append(String.format("\\u%04x", c));
          } else {
            text.append(c == '"' || c == '\\' ? "\\" : "").append((char) c);
          }
        });
    return text.append('"').toString();
  }
}
