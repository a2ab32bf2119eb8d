package dev.jaccard.loss;

import dev.jaccard.graph.Node;

/**
 * IoU loss: 1 - IoU (default), -ln IoU (UnitBox, arXiv 1608.01471) or 1 - IoU².
 *
 * <p>Parameter {@code form}: 0 linear, 1 log, 2 square. Range [0, 1], of the log form [0, 40). At
 * touching or disjoint boxes the gradient is 0 but for the sizes.
 */
final class Iou implements BoxLossDefinition {
  @Override
  public Node define(LossTerms terms) {
    return switch ((int) terms.parameter("form")) {
      case 0 -> terms.overlapLoss();
      case 1 -> terms.logSimilarity().negated();
      default -> terms.similarity().squared().subtractedFrom(1);
    };
  }

  @Override
  public Node similarity(LossTerms terms) {
    return terms.parameter("form") == 0
        ? terms.bareSimilarity()
        : BoxLossDefinition.super.similarity(terms);
  }
}
