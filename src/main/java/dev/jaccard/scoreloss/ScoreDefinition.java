package dev.jaccard.scoreloss;

import dev.jaccard.graph.Node;

/**
 * A loss of one logit and its target, as an expression. Everything else (gradient, kernels,
 * operation counts) is derived from it.
 */
@FunctionalInterface
public interface ScoreDefinition {
  /**
   * Writes the loss.
   *
   * @param terms the logit, the target, what is often made of them, and the parameters
   * @return the loss
   */
  Node define(ScoreTerms terms);
}
