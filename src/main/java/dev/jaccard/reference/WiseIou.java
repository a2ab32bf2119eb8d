package dev.jaccard.reference;

/**
 * {@code wiou} (2301.10051): L = f·exp(T)·G, T the {@link CenterDistance}.
 *
 * <pre>
 *   v1  f = 1
 *   v2  f = (j/mean)^gamma
 *   v3  f = b/(delta·alpha^(b - delta)),  b = j/mean
 * </pre>
 *
 * <p>j is one minus the plain IoU, mean its running mean over the batches; f is a constant for the
 * gradient. In paper the diagonal in T is a constant too and j = J; in yolo it is differentiated, T
 * takes alpha, and j = 1 - I/(U + eps).
 */
final class WiseIou implements BaseLoss {

  private final Convention convention;
  private final CenterDistance distance;
  private final int version;
  private final double mean;
  private final double gamma;
  private final double focusAlpha;
  private final double delta;

  /**
   * Makes the loss.
   *
   * @param convention where eps goes
   * @param alpha the exponent of the alpha modifier, 1 without it
   * @param parameters version, mean, gamma, alpha, delta
   */
  WiseIou(Convention convention, double alpha, Parameters parameters) {
    this.convention = convention;
    this.distance = new CenterDistance(convention, convention.yolo() ? alpha : 1);
    this.version = (int) parameters.get("version");
    this.mean = parameters.get("mean");
    this.gamma = parameters.get("gamma");
    this.focusAlpha = parameters.get("alpha");
    this.delta = parameters.get("delta");
  }

  @Override
  public double evaluate(Pair pair, Partials partials) {
    double attraction = focus(iouLoss(convention, pair.full)) * Math.exp(distance.value(pair));
    partials.overlap = attraction;
    if (convention.yolo()) {
      distance.pullBack(pair, attraction * pair.overlapLoss, partials);
    } else {
      distance.pullBackCenters(pair, attraction * pair.overlapLoss, partials);
    }
    return attraction * pair.overlapLoss;
  }

  /** One minus the plain IoU, as the running mean sees it. */
  static double iouLoss(Convention convention, Overlap full) {
    return convention.yolo() ? full.lossOverUnionPlus(convention.eps()) : full.loss;
  }

  private double focus(double iouLoss) {
    double outlier = iouLoss / mean;
    return switch (version) {
      case 1 -> 1;
      case 2 -> Math.pow(outlier, gamma);
      default -> outlier / (delta * Math.pow(focusAlpha, outlier - delta));
    };
  }
}
