package dev.jaccard.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;

/** The parameters of each loss: keys, defaults, ranges; and the values of one loss. */
final class Parameters {

  /**
   * One parameter.
   *
   * @param key as the caller writes it
   * @param initial the default, NaN where the caller has to give the value
   * @param valid the range
   * @param allowed the range in words
   */
  private record Parameter(String key, double initial, DoublePredicate valid, String allowed) {}

  private static final Parameter EPS =
      new Parameter("eps", Double.NaN, x -> x >= 1e-18 && x <= 1, "from 1e-18 to 1");

  private static final Map<String, List<Parameter>> CATALOGUE = catalogue();

  private final String loss;
  private final Map<String, Double> values = new LinkedHashMap<>();

  /**
   * The defaults of a loss.
   *
   * @param loss a name of {@link #names()}
   */
  Parameters(String loss) {
    if (!CATALOGUE.containsKey(loss)) {
      throw new IllegalArgumentException(
          "There is no loss '" + loss + "'; the losses are " + String.join(", ", names()) + ".");
    }
    this.loss = loss;
    for (Parameter parameter : CATALOGUE.get(loss)) {
      values.put(parameter.key, parameter.initial);
    }
  }

  private Parameters(Parameters other) {
    this.loss = other.loss;
    this.values.putAll(other.values);
  }

  /** The names of all losses, in the catalogue's order. */
  static List<String> names() {
    return List.copyOf(CATALOGUE.keySet());
  }

  /** A copy of the values as they are now. */
  Parameters copy() {
    return new Parameters(this);
  }

  /** The value of a key. */
  double get(String key) {
    return values.get(key);
  }

  /** The eps that was set, or else the default given. */
  double epsOr(double initial) {
    double eps = get("eps");
    return Double.isNaN(eps) ? initial : eps;
  }

  /** Sets a value; throws IllegalArgumentException when the key or the value is not allowed. */
  void set(String key, double value) {
    for (Parameter parameter : CATALOGUE.get(loss)) {
      if (parameter.key.equals(key)) {
        require(key, value, parameter.valid, parameter.allowed);
        values.put(key, value);
        return;
      }
    }
    throw new IllegalArgumentException(
        "The loss '"
            + loss
            + "' has no parameter '"
            + key
            + "'; it has "
            + String.join(", ", values.keySet())
            + ".");
  }

  /** Throws IllegalArgumentException when a value without a default is missing. */
  void requireComplete() {
    for (Parameter parameter : CATALOGUE.get(loss)) {
      if (parameter != EPS && Double.isNaN(values.get(parameter.key))) {
        throw new IllegalArgumentException(
            "The loss '"
                + loss
                + "' needs its parameter '"
                + parameter.key
                + "', which must be "
                + parameter.allowed
                + ".");
      }
    }
  }

  /** Throws IllegalArgumentException when a value is not finite or not in its range. */
  static void require(String key, double value, DoublePredicate valid, String allowed) {
    if (!Double.isFinite(value) || !valid.test(value)) {
      throw new IllegalArgumentException(
          "The parameter '" + key + "' is " + value + "; it must be " + allowed + ".");
    }
  }

  private static Map<String, List<Parameter>> catalogue() {
    Map<String, List<Parameter>> all = new LinkedHashMap<>();
    all.put(
        "iou",
        List.of(
            new Parameter(
                "form",
                0,
                x -> x == 0 || x == 1 || x == 2,
                "0 for 1 - IoU, 1 for -ln IoU or 2 for 1 - IoU²"),
            EPS));
    all.put("giou", List.of(EPS));
    all.put("diou", List.of(EPS));
    all.put(
        "ciou", List.of(new Parameter("gate", 0, x -> x == 0 || x == 1, "0 (off) or 1 (on)"), EPS));
    all.put("eiou", List.of(EPS));
    all.put("siou", List.of(positive("theta", 4), EPS));
    all.put(
        "wiou",
        List.of(
            new Parameter("version", 1, x -> x == 1 || x == 2 || x == 3, "1, 2 or 3"),
            positive("mean", 1),
            new Parameter(
                "momentum", 1 - Math.pow(0.5, 1.0 / 7000), x -> x >= 0 && x <= 1, "from 0 to 1"),
            new Parameter("gamma", 0.5, x -> x >= 0, "0 or more"),
            positive("alpha", 1.9),
            positive("delta", 3),
            EPS));
    all.put("mpdiou", List.of(positive("width", Double.NaN), positive("height", Double.NaN), EPS));
    all.put("shape", List.of(new Parameter("s", 0, x -> x >= 0, "0 or more"), EPS));
    all.put("piou", List.of(EPS));
    all.put("piou2", List.of(positive("lambda", 1.3), EPS));
    all.put("nwd", List.of(positive("k", 12.8), EPS));
    all.put("bounded", List.of(positive("beta", 0.2), EPS));
    return all;
  }

  private static Parameter positive(String key, double initial) {
    return new Parameter(key, initial, x -> x > 0, "above 0");
  }
}
