package dev.jaccard.loss;

import dev.jaccard.graph.Node;

/**
 * Bounded IoU (arXiv 1711.00164): smooth L1 of four bounds of the IoU, 1 - max((wg - 2|dx|)/(wg +
 * 2|dx|), 0), 1 - min(wg/w, w/wg) and likewise along y, summed. The target carries no gradient.
 *
 * <p>Parameter {@code beta}: where smooth L1 becomes linear (0.2). It has no IoU term and so no
 * modifiers.
 */
final class Bounded implements BoxLossDefinition {
  @Override
  public Node define(LossTerms terms) {
    BoxPair pair = terms.pair();
    return smooth(terms, center(terms, pair.centerOffsetX(), pair.targetWidth()))
        .plus(smooth(terms, center(terms, pair.centerOffsetY(), pair.targetHeight())))
        .plus(smooth(terms, size(terms, pair.width(), pair.targetWidth())))
        .plus(smooth(terms, size(terms, pair.height(), pair.targetHeight())));
  }

  private static Node center(LossTerms terms, Node offset, Node targetSize) {
    Node detached = targetSize.stopGradient();
    Node twice = offset.abs().times(2);
    return detached
        .minus(twice)
        .exactlyDividedBy(detached.plus(twice).plus(terms.epsilon()))
        .max(terms.constant(0))
        .subtractedFrom(1);
  }

  private static Node size(LossTerms terms, Node size, Node targetSize) {
    Node detached = targetSize.stopGradient();
    Node larger = detached.exactlyDividedBy(size.plus(terms.epsilon()));
    Node smaller = size.exactlyDividedBy(detached.plus(terms.epsilon()));
    return larger.min(smaller).subtractedFrom(1);
  }

  private static Node smooth(LossTerms terms, Node value) {
    double beta = terms.parameter("beta");
    return value.lessThan(beta).select(value.squared().times(0.5 / beta), value.minus(0.5 * beta));
  }
}
