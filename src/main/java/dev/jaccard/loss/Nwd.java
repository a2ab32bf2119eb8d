package dev.jaccard.loss;

import dev.jaccard.graph.Node;

/**
 * Normalized Gaussian Wasserstein distance (arXiv 2110.13389): L = 1 - exp(-sqrt(rho2 + (dw² +
 * dh²)/4)/K).
 *
 * <p>Parameter {@code k}: the mean size of the objects (12.8). Range [0, 1]. At identical boxes,
 * the tip of a cone, the gradient is 0. It has no IoU term and so no modifiers.
 */
final class Nwd implements BoxLossDefinition {
  @Override
  public Node define(LossTerms terms) {
    BoxPair pair = terms.pair();
    Node sizes = pair.widthDifference().squared().plus(pair.heightDifference().squared());
    Node distance = pair.centerDistanceSquared().plus(sizes.times(0.25)).sqrt();
    return distance.times(-1 / terms.parameter("k")).decay().subtractedFrom(1);
  }
}
