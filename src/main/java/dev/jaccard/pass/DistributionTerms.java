package dev.jaccard.pass;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;

/**
 * What the passes over the bins of a side have in common with the one loop that does the same.
 *
 * <p>The two bins around a target t have the shares max(0, 1 - |t - k|), which are 0 for all
 * others: no bin need be looked up. With m the largest logit and s the sum of e = exp(x-m), the
 * loss is ln s - sum of share·(x-m), and the distance the sum of k·e, divided by s.
 *
 * @param graph where they are written
 * @param wanted what is wanted
 */
record DistributionTerms(Graph graph, DistributionPasses.Wanted wanted) {
  private static final double SIDES = 4;

  /** How far below the last bin a target is at the most. */
  private static final double MARGIN = 0.01;

  /**
   * What is summed over the bins.
   *
   * @param exponentials the sum of e
   * @param dot the sum of share·(x-m); null without a loss
   * @param moment the sum of k·e; null if no distance is needed
   */
  record Sums(Node exponentials, Node dot, Node moment) {}

  /**
   * What the gradient is made with.
   *
   * @param exponentials the factor of e
   * @param shares the factor of the shares, not above 0; null without a loss
   * @param moments the factor of the distance's derivative, or null
   */
  record Coefficients(Node exponentials, Node shares, Node moments) {}

  /** The target, held among the bins; those are counted from the first one of a group. */
  Node target(Node first) {
    Node zero = graph.constant(0);
    Node largest = graph.constant(wanted.bins() - 1 - MARGIN);
    Node target = graph.input(DistributionPasses.TARGET, 0);
    Node fromBelow = target.lessThan(zero).select(zero, target);
    return largest.lessThan(fromBelow).select(largest, fromBelow).minus(first);
  }

  /** What a bin has of a target. */
  static Node share(Node target, int bin) {
    return target.minus(bin).abs().subtractedFrom(1).clampedAtZero();
  }

  /** Writes losses and distances, and returns what gradients are made with. */
  Coefficients finish(Sums sums, SequencedMap<Plane, Node> outputs) {
    Node reciprocal = graph.constant(1).dividedBy(sums.exponentials());
    Node weight = graph.input(DistributionPasses.WEIGHT, 0).times(1 / SIDES);
    if (wanted.loss()) {
      Node loss = sums.exponentials().log().minus(sums.dot());
      outputs.put(
          new Plane(DistributionPasses.LOSS, 0),
          graph.input(DistributionPasses.LOSS_BEFORE, 0).plus(loss.times(weight)));
    }
    if (wanted.moments()) {
      outputs.put(new Plane(DistributionPasses.DISTANCE, 0), sums.moment().times(reciprocal));
    }
    return new Coefficients(
        wanted.loss() ? scaled(weight, DistributionPasses.SCALE).times(reciprocal) : null,
        wanted.loss() ? scaled(weight, DistributionPasses.NEGATIVE_SCALE) : null,
        wanted.upstream() ? graph.input(DistributionPasses.UPSTREAM, 0).times(reciprocal) : null);
  }

  private Node scaled(Node weight, String scalar) {
    return weight.times(graph.scalar(scalar));
  }

  /**
   * The gradient of a bin.
   *
   * @param exponential its e
   * @param bin its number, as target and distance count
   * @param share its share of the target, or null
   * @param distance the expected distance, or null
   */
  Node gradient(Node exponential, int bin, Node share, Node distance, Coefficients coefficients) {
    List<Node> factors = new ArrayList<>();
    if (wanted.loss()) {
      factors.add(coefficients.exponentials());
    }
    if (wanted.upstream()) {
      factors.add(distance.subtractedFrom(bin).times(coefficients.moments()));
    }
    Node slope = exponential.times(factors.stream().reduce(Node::plus).orElseThrow());
    return wanted.loss() ? slope.plus(share.times(coefficients.shares())) : slope;
  }
}
