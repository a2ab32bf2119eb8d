package dev.jaccard.scoreloss;

import dev.jaccard.graph.Node;

/** The losses of the difference d = x - t, without a sigmoid. */
final class Differences {
  private Differences() {}

  /** |d|; the derivative at 0 is 0. */
  static Node absolute(ScoreTerms terms) {
    terms.poison();
    return terms.logit().minus(terms.target()).abs();
  }

  /** d²/(2·beta) below beta, |d| - beta/2 above; never a square of a large number. */
  static Node smooth(ScoreTerms terms) {
    terms.poison();
    double beta = terms.parameter("beta");
    Node difference = terms.logit().minus(terms.target()).abs();
    Node low = difference.lessThan(beta).select(difference, terms.constant(beta));
    Node value = low.times(1 / beta).times(difference.minus(low.times(0.5)));
    // the slope: d/beta, held in [-1, 1]
    Node slope = low.times(1 / beta).stopGradient();
    return value.withGradientOf(difference.times(slope));
  }

  /** d². */
  static Node squared(ScoreTerms terms) {
    return terms.logit().minus(terms.target()).squared();
  }

  /** max(0, 1 - y·x) with y = 2t - 1; the gradient passes at the corner. */
  static Node hinge(ScoreTerms terms) {
    terms.poison();
    Node sign = terms.target().times(2).minus(1);
    return sign.times(terms.logit()).subtractedFrom(1).clampedAtZero();
  }
}
