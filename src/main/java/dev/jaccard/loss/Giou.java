package dev.jaccard.loss;

import dev.jaccard.graph.Node;

/**
 * Generalized IoU (arXiv 1902.09630): L = 1 - IoU + (C - U) / C.
 *
 * <p>Range [0, 2]. C - U is never negative: its rounding error is folded to the other side.
 */
final class Giou implements BoxLossDefinition {
  @Override
  public Node define(LossTerms terms) {
    BoxPair pair = terms.pair();
    Node enclosing = pair.enclosingArea();
    Node empty = enclosing.minus(pair.union());
    // the YOLO function keeps the sign that its padded heights can give
    Node numerator = terms.yolo() ? empty : empty.abs().withGradientOf(empty);
    Node share = numerator.dividedBy(enclosing.plus(terms.epsilon()));
    return terms.overlapLoss().plus(terms.signedPenalty(share));
  }
}
