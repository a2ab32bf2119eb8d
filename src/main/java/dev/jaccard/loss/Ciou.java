package dev.jaccard.loss;

import dev.jaccard.graph.Node;

/**
 * Complete IoU (arXiv 1911.08287, 2005.03572): L = 1 - IoU + rho2 / c2 + a·v, v = (4/pi²)·delta²,
 * delta = atan(wg/hg) - atan(w/h), a = v / (1 - IoU + v), detached.
 *
 * <p>One arctangent serves: delta = atan((wg·h - w·hg) / (h·hg + w·wg)), with the derivatives
 * -h/(w² + h²) and w/(w² + h²). Parameter {@code gate}: 1 leaves the last term out where IoU &lt;
 * 0.5. Range [0, 3).
 */
final class Ciou implements BoxLossDefinition {
  private static final double FOUR_BY_PI_SQUARED = 4 / (Math.PI * Math.PI);

  /** More than any difference of angles squared, and its own square is much more. */
  private static final double NO_ANGLE = 1e6;

  @Override
  public Node define(LossTerms terms) {
    Node aspect = squaredAspectDifference(terms);
    Node trade = terms.tradeOffLoss().plus(aspect).plus(terms.epsilon());
    if (terms.pair().isForValuesOnly() && terms.isPlain() && terms.parameter("gate") == 0) {
      // one division in the place of two: trade is at most 3, so that nothing overflows
      BoxPair pair = terms.pair();
      Node diagonal = pair.enclosingDiagonalSquared().plus(terms.epsilon());
      Node penalties =
          pair.centerDistanceSquared().times(trade).plus(aspect.squared().times(diagonal));
      return terms.overlapLoss().plus(penalties.dividedBy(diagonal.times(trade)));
    }
    Node tradeOff = aspect.dividedBy(trade);
    if (terms.parameter("gate") == 1) {
      Node low = terms.constant(0.5).lessThan(terms.pair().iouLoss());
      tradeOff = low.select(terms.constant(0), tradeOff);
    }
    return terms
        .overlapLoss()
        .plus(terms.centerDistancePenalty())
        .plus(terms.penalty(tradeOff.stopGradient().times(aspect)));
  }

  private static Node squaredAspectDifference(LossTerms terms) {
    BoxPair pair = terms.pair();
    if (!pair.isForValuesOnly()) {
      return aspectDifference(terms).squared().times(FOUR_BY_PI_SQUARED);
    }
    Node target = angle(terms, pair.targetWidth(), pair.targetHeight());
    Node square = target.minus(angle(terms, pair.width(), pair.height())).squared();
    return square.lessThan(NO_ANGLE).select(square, terms.constant(0));
  }

  /** atan(w/h), which is computed once per box; of a point, which differs from none, a mark. */
  private static Node angle(LossTerms terms, Node w, Node h) {
    Node angle = w.dividedBy(h.plus(terms.plainTiny())).atan().times(2 / Math.PI);
    return terms.constant(0).lessThan(w.plus(h)).select(angle, terms.constant(NO_ANGLE));
  }

  /** atan(wg/hg) - atan(w/h). */
  private static Node aspectDifference(LossTerms terms) {
    BoxPair pair = terms.pair();
    Node w = pair.width();
    Node h = pair.height();
    Node wg = pair.targetWidth();
    Node hg = pair.targetHeight();
    Node cross = wg.times(h).rounded().minus(w.times(hg).rounded());
    Node dot = h.times(hg).plus(w.times(wg)).plus(terms.tiny());
    Node slopes = angleSlope(terms, wg, hg).minus(angleSlope(terms, w, h));
    return cross.dividedBy(dot).atan().withGradientOf(slopes);
  }

  /** An expression whose gradient is that of atan(w/h): h·dw/(w² + h²) - w·dh/(w² + h²). */
  private static Node angleSlope(LossTerms terms, Node w, Node h) {
    Node squares = w.squared().plus(h.squared()).plus(terms.tiny());
    Node inverse = terms.constant(1).dividedBy(squares).stopGradient();
    return inverse.times(h.stopGradient().times(w).minus(w.stopGradient().times(h)));
  }
}
