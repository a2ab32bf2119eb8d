package dev.jaccard.loss;

import dev.jaccard.graph.Node;

/**
 * Wise IoU (arXiv 2301.10051): L_v1 = exp(rho2 / sg(c2))·(1 - IoU).
 *
 * <p>Parameter {@code version}: 1; 2 multiplies by (sg(1 - IoU)/mean)^gamma; 3 by b/(delta·alpha^(b
 * - delta)) with b = sg(1 - IoU)/mean. The mean is the running mean of 1 - IoU, a scalar of the
 * kernel. Range of v1 [0, e].
 */
final class Wiou implements BoxLossDefinition {
  /** The name of the scalar that holds the running mean. */
  static final String MEAN = "mean";

  @Override
  public Node define(LossTerms terms) {
    Node distance =
        terms.yolo()
            ? terms.centerDistancePenalty()
            : terms
                .pair()
                .centerDistanceSquared()
                .dividedBy(
                    terms.pair().enclosingDiagonalSquared().plus(terms.epsilon()).stopGradient());
    Node attention = distance.unitExp().times(terms.overlapLoss());
    return switch ((int) terms.parameter("version")) {
      case 1 -> attention;
      case 2 -> outlierDegree(terms).power(terms.parameter("gamma")).times(attention);
      default -> focusing(terms).times(attention);
    };
  }

  private static Node outlierDegree(LossTerms terms) {
    Node inverseMean = terms.constant(1).dividedBy(terms.graph().scalar(MEAN));
    return terms.pair().iouLoss().stopGradient().times(inverseMean);
  }

  private static Node focusing(LossTerms terms) {
    double delta = terms.parameter("delta");
    Node degree = outlierDegree(terms);
    Node damping = degree.subtractedFrom(delta).times(Math.log(terms.parameter("alpha"))).exp();
    return degree.times(1 / delta).times(damping);
  }
}
