package dev.jaccard.loss;

import dev.jaccard.graph.Node;

/**
 * SCYLLA IoU (arXiv 2205.12740): L = 1 - IoU + (D + O) / 2.
 *
 * <p>The angle A = 2·|dx·dy| / (dx² + dy²) is the exact form of sin(2·arcsin(min(|dx|,
 * |dy|)/sigma)). D sums 1 - exp(-(2 - A)·t) over t = dx²/cw² and dy²/ch²; O sums (1 -
 * exp(-q))^theta over q = |dw|/max(w, wg) and |dh|/max(h, hg). Parameter {@code theta} (4). Range
 * [0, 3). At equal centres the gradient of the angle is 0.
 */
final class Siou implements BoxLossDefinition {
  @Override
  public Node define(LossTerms terms) {
    BoxPair pair = terms.pair();
    Node dx = pair.centerOffsetX().plus(terms.yoloEpsilon());
    Node dy = pair.centerOffsetY().plus(terms.yoloEpsilon());
    Node sigmaSquared = dx.squared().plus(dy.squared()).plus(terms.tiny());
    Node angle = dx.times(dy).abs().times(2).dividedBy(sigmaSquared);
    Node steepness = angle.minus(2);
    Node distance =
        distanceCost(terms, steepness, dx, pair.enclosingWidth())
            .plus(distanceCost(terms, steepness, dy, pair.enclosingHeight()));
    Node shape =
        shapeCost(terms, pair.width(), pair.targetWidth())
            .plus(shapeCost(terms, pair.height(), pair.targetHeight()));
    return terms.overlapLoss().plus(terms.penalty(distance.plus(shape).times(0.5)));
  }

  private static Node distanceCost(LossTerms terms, Node steepness, Node offset, Node enclosing) {
    Node ratio = offset.squared().dividedBy(enclosing.squared().plus(terms.tiny()));
    Node exponent = ratio.times(steepness);
    // a centre offset is never above the enclosing size, so the exponent is in [-2, 0]; with the
    // YOLO epsilons it may fall to -200
    Node power = terms.yolo() ? exponent.decay() : exponent.times(0.5).unitExp().squared();
    return power.subtractedFrom(1);
  }

  private static Node shapeCost(LossTerms terms, Node size, Node targetSize) {
    double theta = terms.parameter("theta");
    Node shrinking = terms.relativeDifference(size, targetSize, theta == 1);
    return shrinking.unitExp().subtractedFrom(1).power(theta);
  }
}
