package dev.jaccard.loss;

import dev.jaccard.graph.Node;

/**
 * Distance IoU (arXiv 1911.08287): L = 1 - IoU + rho2 / c2.
 *
 * <p>Range [0, 2].
 */
final class Diou implements BoxLossDefinition {
  @Override
  public Node define(LossTerms terms) {
    return terms.overlapLoss().plus(terms.centerDistancePenalty());
  }
}
