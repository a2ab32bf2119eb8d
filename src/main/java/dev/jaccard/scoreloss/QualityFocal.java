package dev.jaccard.scoreloss;

import dev.jaccard.graph.Node;

/**
 * Quality focal loss (Generalized Focal Loss, arXiv 2006.04388): L = |t-p|^beta·bce.
 *
 * <p>Nothing is detached. The derivative of the power is 0 where p = t.
 */
final class QualityFocal implements ScoreDefinition {
  @Override
  public Node define(ScoreTerms terms) {
    double beta = terms.parameter("beta");
    Node difference = terms.probability().minus(terms.target());
    // an even power needs no absolute value
    Node base = beta % 2 == 0 ? difference : difference.abs();
    return base.power(beta).times(terms.crossEntropy(terms.target()));
  }
}
