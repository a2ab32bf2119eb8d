package dev.jaccard.golden;

import java.util.Map;

/**
 * The settings of a loss as plain data, so that any backend can be built from them.
 *
 * @param name of the base loss
 * @param parameters of the base loss; absent keys have their defaults
 * @param alpha exponent of the alpha modifier, 1 without it
 * @param inner ratio of the inner modifier, null without it
 * @param focaler bounds d and u of the focaler modifier, null without it
 * @param focal exponent of the focal modifier, null without it
 * @param yolo whether the convention is yolo
 */
public record LossSettings(
    String name,
    Map<String, Double> parameters,
    double alpha,
    Double inner,
    Bounds focaler,
    Double focal,
    boolean yolo) {

  /**
   * The bounds of focaler.
   *
   * @param d the lower one
   * @param u the upper one
   */
  public record Bounds(double d, double u) {}

  @Override
  public String toString() {
    return name
        + (parameters.isEmpty() ? "" : parameters)
        + (alpha == 1 ? "" : " alpha " + alpha)
        + (inner == null ? "" : " inner " + inner)
        + (focaler == null ? "" : " focaler " + focaler.d + "," + focaler.u)
        + (focal == null ? "" : " focal " + focal)
        + (yolo ? " yolo" : "");
  }
}
