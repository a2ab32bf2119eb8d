package dev.jaccard.loss;

import dev.jaccard.graph.Node;

/**
 * Powerful-IoU (Neural Networks 170, 2024): L = 1 - IoU + 1 - exp(-P²), P the mean over the axes of
 * the edges' distances over twice the target's size.
 *
 * <p>Version 2 multiplies by 3·t·exp(-t²), t = lambda·exp(-P), which carries gradient. Parameter
 * {@code lambda} (1.3) of version 2. Range of version 1 [0, 2].
 */
final class Piou implements BoxLossDefinition {
  private final boolean focused;

  Piou(boolean focused) {
    this.focused = focused;
  }

  @Override
  public Node define(LossTerms terms) {
    BoxPair pair = terms.pair();
    Node distance =
        relative(terms, pair.leftOffset(), pair.rightOffset(), pair.targetWidth())
            .plus(relative(terms, pair.topOffset(), pair.bottomOffset(), pair.targetHeight()));
    Node penalty = distance.squared().negated().decay().subtractedFrom(1);
    Node loss = terms.overlapLoss().plus(terms.penalty(penalty));
    if (!focused) {
      return loss;
    }
    Node quality = distance.negated().decay().times(terms.parameter("lambda"));
    return quality.times(quality.squared().negated().decay()).times(3).times(loss);
  }

  private static Node relative(LossTerms terms, Node low, Node high, Node targetSize) {
    return low.abs().plus(high.abs()).times(0.25).dividedBy(targetSize.plus(terms.tiny()));
  }
}
