package dev.jaccard.scoreloss;

import dev.jaccard.graph.Node;

/**
 * Binary cross entropy with logits: L = -w·t·ln p - (1-t)·ln(1-p).
 *
 * <p>With label smoothing s the target is t·(1-s) + s/2. With a weight w of positives the gradient
 * is (1-t)·p - w·t·(1-p); without it p - t. Range [0, infinity); at most |x| + 1 without a weight.
 */
final class CrossEntropy implements ScoreDefinition {
  @Override
  public Node define(ScoreTerms terms) {
    double smoothing = terms.parameter("smoothing");
    Node target = terms.target().times(1 - smoothing).plus(smoothing / 2);
    double positiveWeight = terms.parameter("pos_weight");
    return positiveWeight == 1
        ? terms.crossEntropy(target)
        : weighted(terms.logit(), target, positiveWeight);
  }

  private static Node weighted(Node x, Node t, double positiveWeight) {
    Node negative = t.subtractedFrom(1);
    Node positive = t.times(positiveWeight);
    Node tail = x.abs().negated().softplus();
    // the parts that grow with |x| first: they cancel where the answer is right
    Node linear =
        negative.times(x.clampedAtZero()).plus(positive.times(x.negated().clampedAtZero()));
    Node value = linear.plus(negative.plus(positive).times(tail));
    return value.withGradientOf(
        negative.times(x.softplus()).plus(positive.times(x.negated().softplus())));
  }
}
