package dev.jaccard.loss;

import dev.jaccard.graph.Node;

/**
 * Minimum point distance IoU (arXiv 2307.07662): L = 1 - IoU + d1²/(W² + H²) + d2²/(W² + H²), d1
 * and d2 the distances of the top-left and the bottom-right corners.
 *
 * <p>Parameters {@code width}, {@code height}: the input image's size, in the boxes' unit.
 */
final class Mpdiou implements BoxLossDefinition {
  @Override
  public Node define(LossTerms terms) {
    BoxPair pair = terms.pair();
    double width = terms.parameter("width");
    double height = terms.parameter("height");
    double scale = 1 / (width * width + height * height);
    Node first = pair.leftOffset().squared().plus(pair.topOffset().squared()).times(scale);
    Node second = pair.rightOffset().squared().plus(pair.bottomOffset().squared()).times(scale);
    return terms.overlapLoss().plus(terms.penalty(first)).plus(terms.penalty(second));
  }
}
