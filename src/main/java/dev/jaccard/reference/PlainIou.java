package dev.jaccard.reference;

/**
 * {@code iou}: the overlap term alone.
 *
 * <pre>
 *   linear  L = G              dL/dG = 1
 *   log     L = -ln(1 - G)     dL/dG = 1/(1 - G)      UnitBox, 1608.01471
 *   square  L = 1 - (1 - G)²   dL/dG = 2·(1 - G)
 * </pre>
 *
 * <p>The log form needs 1 - G above 0. In paper it is (I + eps)/(U + eps); with focaler, and always
 * in yolo, it is kept at eps or above, without gradient below. Its alpha is taken out of the
 * logarithm, -ln(S^a) = -a·ln(S): no power can underflow.
 */
final class PlainIou implements BaseLoss {

  /** The value of the parameter {@code form} for 1 - IoU. */
  static final int LINEAR = 0;

  /** The value of the parameter {@code form} for -ln IoU. */
  static final int LOG = 1;

  /** The value of the parameter {@code form} for 1 - IoU². */
  static final int SQUARE = 2;

  private final int form;
  private final double alpha;
  private final double floor;

  /**
   * Makes the loss.
   *
   * @param form one of the three constants
   * @param alpha the exponent of the alpha modifier, 1 without it
   * @param floor the least argument of the logarithm, or 0
   */
  PlainIou(int form, double alpha, double floor) {
    this.form = form;
    this.alpha = alpha;
    this.floor = floor;
  }

  @Override
  public double evaluate(Pair pair, Partials partials) {
    return switch (form) {
      case LINEAR -> {
        partials.overlap = 1;
        yield pair.overlapLoss;
      }
      case SQUARE -> {
        partials.overlap = 2 * pair.similarity;
        yield pair.overlapLoss * (1 + pair.similarity);
      }
      default -> logarithm(pair, partials);
    };
  }

  private double logarithm(Pair pair, Partials partials) {
    if (pair.similarity < floor) {
      return -Math.log(floor);
    }
    double similarity = pair.unpoweredSimilarity;
    partials.unpowered = alpha / similarity;
    return -alpha * (similarity > 0.5 ? Math.log1p(-pair.unpoweredLoss) : Math.log(similarity));
  }
}
