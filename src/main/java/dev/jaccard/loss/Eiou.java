package dev.jaccard.loss;

import dev.jaccard.graph.Node;

/**
 * Efficient IoU (arXiv 2101.08158): L = 1 - IoU + rho2 / c2 + dw² / cw² + dh² / ch².
 *
 * <p>Range [0, 4].
 */
final class Eiou implements BoxLossDefinition {
  @Override
  public Node define(LossTerms terms) {
    BoxPair pair = terms.pair();
    return terms
        .overlapLoss()
        .plus(terms.centerDistancePenalty())
        .plus(terms.sizePenalty(pair.widthDifference(), pair.enclosingWidth()))
        .plus(terms.sizePenalty(pair.heightDifference(), pair.enclosingHeight()));
  }
}
