package dev.jaccard.reference;

/**
 * The modifiers of the IoU itself: from J to the overlap term G, one minus the modified IoU.
 *
 * <ol>
 *   <li>focaler (2401.10525) with bounds d, u: IoU becomes clamp((IoU - d)/(u - d), 0, 1), that is
 *       J becomes clamp((J - (1 - u))/(u - d), 0, 1). It passes the gradient at its bounds.
 *   <li>alpha (2110.13675) with exponent a: G = 1 - (1 - J)^a.
 * </ol>
 *
 * <p>Similarity and loss go side by side, so that both ends keep their digits: near 1 the loss,
 * near 0 the similarity.
 */
final class OverlapTerm {

  private final boolean focaler;
  private final double d;
  private final double u;
  private final Power alpha;

  /**
   * Makes the term.
   *
   * @param focaler the bounds d and u, or null
   * @param alpha the exponent
   */
  OverlapTerm(double[] focaler, double alpha) {
    this.focaler = focaler != null;
    this.d = focaler == null ? 0 : focaler[0];
    this.u = focaler == null ? 1 : focaler[1];
    this.alpha = new Power(alpha);
  }

  /** Sets the pair's overlap terms from the overlap that the IoU is taken of. */
  void evaluate(Overlap overlap, Pair pair) {
    double loss = overlap.loss;
    double similarity = overlap.similarity;
    if (focaler) {
      loss = clamp((loss - (1 - u)) / (u - d));
      similarity = clamp((similarity - d) / (u - d));
    }
    pair.unpoweredLoss = loss;
    pair.unpoweredSimilarity = similarity;
    pair.similarity = alpha.value(similarity);
    if (alpha.exponent() == 1) {
      pair.overlapLoss = loss;
    } else if (loss < 0.5) {
      pair.overlapLoss = -Math.expm1(alpha.exponent() * Math.log1p(-loss));
    } else {
      pair.overlapLoss = 1 - pair.similarity;
    }
  }

  /** The derivative with respect to J of that overlap. */
  double pullBack(Overlap overlap, Pair pair, Partials partials) {
    double unpowered =
        partials.overlap * alpha.derivative(pair.unpoweredSimilarity) + partials.unpowered;
    if (!focaler) {
      return unpowered;
    }
    boolean inside = overlap.similarity >= d && overlap.similarity <= u;
    return inside ? unpowered / (u - d) : 0;
  }

  private static double clamp(double x) {
    return Math.min(Math.max(x, 0), 1);
  }
}
