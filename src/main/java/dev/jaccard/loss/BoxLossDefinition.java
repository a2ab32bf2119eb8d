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

  /**
   * Writes the similarity that belongs to the loss: 1 - loss, unless it is known more exactly.
   *
   * @param terms the geometry of the pair, the parameters and the modifiers
   * @return the similarity
   */
  default Node similarity(LossTerms terms) {
    // rounded: the bits shall be those of 1 minus the loss that aligned kernels give
    return define(terms).rounded().subtractedFrom(1);
  }
}
