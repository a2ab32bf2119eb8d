package dev.jaccard.reference;

import java.util.Map;

/**
 * The elementwise losses of scores in double, with gradients derived by hand. It shares no code
 * with the compiler.
 */
public final class ElementReference {
  /** A loss and its derivative by hand. */
  private interface Formula {
    /** Returns {loss, d loss / d x}. */
    double[] at(double x, double t, Map<String, Double> parameters);
  }

  private static final Map<String, Formula> FORMULAS =
      Map.of(
          "bce", ElementReference::crossEntropy,
          "focal", ElementReference::focal,
          "quality-focal", ElementReference::qualityFocal,
          "varifocal", ElementReference::varifocal,
          "l1", (x, t, p) -> new double[] {Math.abs(x - t), sign(x - t)},
          "smooth-l1", ElementReference::smooth,
          "mse", (x, t, p) -> new double[] {(x - t) * (x - t), 2 * (x - t)},
          "hinge", ElementReference::hinge);

  private final Formula formula;
  private final Map<String, Double> parameters;

  /**
   * A loss.
   *
   * @param name its name in the catalogue
   * @param parameters a value for each of its parameters
   */
  public ElementReference(String name, Map<String, Double> parameters) {
    this.formula = FORMULAS.get(name);
    this.parameters = Map.copyOf(parameters);
    if (formula == null) {
      throw new IllegalArgumentException("there is no reference of '" + name + "'");
    }
  }

  /**
   * The loss of a logit and its target.
   *
   * @param x the logit
   * @param t the target
   * @return the loss
   */
  public double loss(double x, double t) {
    return formula.at(x, t, parameters)[0];
  }

  /**
   * The derivative of the loss with respect to the logit.
   *
   * @param x the logit
   * @param t the target
   * @return the derivative
   */
  public double gradient(double x, double t) {
    return formula.at(x, t, parameters)[1];
  }

  static double sigmoid(double x) {
    return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
  }

  /** -ln sigmoid(x). */
  private static double minusLogSigmoid(double x) {
    return x < 0 ? -x + Math.log1p(Math.exp(x)) : Math.log1p(Math.exp(-x));
  }

  private static double sign(double d) {
    return d != d ? d : d > 0 ? 1 : d < 0 ? -1 : 0;
  }

  /** t·(-ln p) + (1-t)·(-ln(1-p)), where a factor 0 wins over what it multiplies. */
  private static double entropy(double x, double positive, double negative) {
    return (positive == 0 ? 0 : positive * minusLogSigmoid(x))
        + (negative == 0 ? 0 : negative * minusLogSigmoid(-x));
  }

  private static double[] crossEntropy(double x, double t, Map<String, Double> parameters) {
    double smoothing = parameters.get("smoothing");
    double smooth = t * (1 - smoothing) + smoothing / 2;
    double positive = parameters.get("pos_weight") * smooth;
    double negative = 1 - smooth;
    return new double[] {
      entropy(x, positive, negative), negative * sigmoid(x) - positive * sigmoid(-x)
    };
  }

  private static double[] focal(double x, double t, Map<String, Double> parameters) {
    double alpha = parameters.get("alpha");
    double gamma = parameters.get("gamma");
    double p = sigmoid(x);
    double q = sigmoid(-x);
    double wrong = p * (1 - t) + q * t;
    double entropy = entropy(x, t, 1 - t);
    double balance = alpha < 0 ? 1 : alpha * t + (1 - alpha) * (1 - t);
    double focus = Math.pow(wrong, gamma);
    double slope = slope(wrong, gamma) * (1 - 2 * t) * p * q;
    return new double[] {balance * focus * entropy, balance * (slope * entropy + focus * (p - t))};
  }

  /** gamma · base^(gamma-1), which is 0 where the base is. */
  private static double slope(double base, double gamma) {
    return base == 0 || gamma == 0 ? 0 : gamma * Math.pow(base, gamma - 1);
  }

  private static double[] qualityFocal(double x, double t, Map<String, Double> parameters) {
    double beta = parameters.get("beta");
    double p = sigmoid(x);
    double distance = Math.abs(p - t);
    double entropy = entropy(x, t, 1 - t);
    double focus = Math.pow(distance, beta);
    double slope = slope(distance, beta) * sign(p - t) * p * sigmoid(-x);
    return new double[] {focus * entropy, slope * entropy + focus * (p - t)};
  }

  private static double[] varifocal(double x, double t, Map<String, Double> parameters) {
    double p = sigmoid(x);
    double entropy = entropy(x, t, 1 - t);
    if (t > 0) {
      double weight = parameters.get("weighted") == 0 ? 1 : t;
      return new double[] {weight * entropy, weight * (p - t)};
    }
    double alpha = parameters.get("alpha");
    double gamma = parameters.get("gamma");
    double weight = alpha * Math.pow(p, gamma);
    double slope =
        parameters.get("detached") == 1 ? 0 : alpha * gamma * Math.pow(p, gamma) * sigmoid(-x);
    return new double[] {weight * entropy, slope * entropy + weight * (p - t)};
  }

  private static double[] smooth(double x, double t, Map<String, Double> parameters) {
    double beta = parameters.get("beta");
    double d = x - t;
    return Math.abs(d) < beta
        ? new double[] {d * d / (2 * beta), d / beta}
        : new double[] {Math.abs(d) - beta / 2, sign(d)};
  }

  private static double[] hinge(double x, double t, Map<String, Double> parameters) {
    double y = 2 * t - 1;
    double margin = 1 - y * x;
    return margin < 0 ? new double[] {0, 0} : new double[] {margin, -y};
  }
}
