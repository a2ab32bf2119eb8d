package dev.jaccard.loss;

import dev.jaccard.graph.Node;

/**
 * Intersection over the area of the prediction alone: 1 where the target covers it. Not symmetric,
 * and no loss of the catalogue; detectors ignore predictions by it that lie in crowd regions.
 */
public final class IntersectionOverArea implements BoxLossDefinition {
  /** Makes the definition. */
  public IntersectionOverArea() {}

  @Override
  public Node define(LossTerms terms) {
    return similarity(terms).subtractedFrom(1);
  }

  @Override
  public Node similarity(LossTerms terms) {
    BoxPair pair = terms.pair();
    Node area = pair.width().times(pair.height()).rounded();
    return pair.intersection().exactlyDividedBy(area.plus(pair.epsilon()));
  }
}
