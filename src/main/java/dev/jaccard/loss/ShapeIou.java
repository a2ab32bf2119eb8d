package dev.jaccard.loss;

import dev.jaccard.graph.Node;

/**
 * Shape-IoU (arXiv 2312.17663): L = 1 - IoU + (hh·dx² + ww·dy²)/c2 + O/2, ww = 2·wg^s/(wg^s +
 * hg^s), hh = 2·hg^s/(wg^s + hg^s), O the shape cost of SIoU with q weighted by hh and ww.
 *
 * <p>Parameter {@code s}: the scale of the data set's targets (0: both weights are 1).
 */
final class ShapeIou implements BoxLossDefinition {
  @Override
  public Node define(LossTerms terms) {
    BoxPair pair = terms.pair();
    double scale = terms.parameter("s");
    Node wide = pair.targetWidth().power(scale);
    Node tall = pair.targetHeight().power(scale);
    Node both = wide.plus(tall).plus(scale == 0 ? terms.constant(0) : terms.tiny());
    Node ww = wide.times(2).dividedBy(both);
    Node hh = tall.times(2).dividedBy(both);
    Node distance =
        hh.times(pair.centerOffsetX().squared())
            .plus(ww.times(pair.centerOffsetY().squared()))
            .dividedBy(pair.enclosingDiagonalSquared().plus(terms.epsilon()));
    Node shape =
        shapeCost(terms, hh, pair.width(), pair.targetWidth())
            .plus(shapeCost(terms, ww, pair.height(), pair.targetHeight()));
    return terms.overlapLoss().plus(terms.penalty(distance)).plus(terms.penalty(shape.times(0.5)));
  }

  private static Node shapeCost(LossTerms terms, Node weight, Node size, Node targetSize) {
    Node shrinking = terms.relativeDifference(size, targetSize, false);
    // the weight is at most 2
    Node power = weight.times(shrinking).times(0.5).unitExp().squared();
    return power.subtractedFrom(1).power(4);
  }
}
