package dev.jaccard.loss;

import dev.jaccard.graph.Node;

/**
 * A loss of a pair of boxes, as an expression. Everything else (gradient, kernels, operation
 * counts) is derived from it.
 */
@FunctionalInterface
public interface BoxLossDefinition {
  /**
   * Writes the loss.
   *
   * @param terms the geometry of the pair, the parameters and the modifiers
   * @return the loss
   */
  Node define(LossTerms terms);
}
