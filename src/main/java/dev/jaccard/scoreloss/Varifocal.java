package dev.jaccard.scoreloss;

import dev.jaccard.graph.Node;

/**
 * Varifocal loss (arXiv 2008.13367): L = w·bce with w = t where t &gt; 0, alpha·p^gamma elsewhere.
 *
 * <p>{@code weighted} 0 makes w 1 where t &gt; 0. {@code detached} 1 keeps the gradient out of w,
 * as the paper's text has it; mmdetection and ultralytics let it flow.
 */
final class Varifocal implements ScoreDefinition {
  @Override
  public Node define(ScoreTerms terms) {
    Node target = terms.target();
    Node focus = terms.probability().power(terms.parameter("gamma"));
    Node negative = focus.times(terms.parameter("alpha"));
    Node positive = terms.parameter("weighted") == 0 ? terms.constant(1) : target;
    Node weight = terms.constant(0).lessThan(target).select(positive, negative);
    Node detached = terms.parameter("detached") == 1 ? weight.stopGradient() : weight;
    return detached.times(terms.crossEntropy(target));
  }
}
