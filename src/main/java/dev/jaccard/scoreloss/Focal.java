package dev.jaccard.scoreloss;

import dev.jaccard.graph.Node;

/**
 * Focal loss (arXiv 1708.02002): L = alpha_t·(1-p_t)^gamma·bce, with p_t = p·t + (1-p)·(1-t) and
 * alpha_t = alpha·t + (1-alpha)·(1-t), for soft targets too.
 *
 * <p>Nothing is detached. alpha below 0 switches alpha_t off. A whole gamma is a product, a half
 * one a root; for gamma below 1 the slope of the power is finite at p_t = 1.
 */
final class Focal implements ScoreDefinition {
  @Override
  public Node define(ScoreTerms terms) {
    double alpha = terms.parameter("alpha");
    Node focus = terms.wrongness().power(terms.parameter("gamma"));
    Node weight =
        alpha < 0 ? focus : focus.times(terms.target().times(2 * alpha - 1).plus(1 - alpha));
    return weight.times(terms.crossEntropy(terms.target()));
  }
}
