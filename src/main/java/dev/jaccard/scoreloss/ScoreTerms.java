package dev.jaccard.scoreloss;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.loss.Parameter;
import java.util.Map;

/**
 * What a definition is written with: the logit x, the target t, what is often made of them, and the
 * parameters. All of it shares one exponential, exp(-|x|).
 */
public final class ScoreTerms {
  /** The name of the argument with the logits. */
  public static final String LOGIT = "logit";

  /** The name of the argument with the targets. */
  public static final String TARGET = "target";

  private final Graph graph;
  private final Node logit;
  private final Node target;
  private final Map<String, Double> parameters;
  private Node poison;

  ScoreTerms(Graph graph, Map<String, Double> parameters) {
    this.graph = graph;
    this.logit = graph.input(LOGIT, 0);
    this.target = graph.input(TARGET, 0);
    this.parameters = parameters;
  }

  /**
   * The graph that the loss is written in.
   *
   * @return the graph
   */
  public Graph graph() {
    return graph;
  }

  /**
   * The logit.
   *
   * @return x
   */
  public Node logit() {
    return logit;
  }

  /**
   * The target.
   *
   * @return t
   */
  public Node target() {
    return target;
  }

  /**
   * A parameter's value; it is a constant of the kernel.
   *
   * @param name the parameter's name, as the catalogue has it
   * @return its value
   */
  public double parameter(String name) {
    return Parameter.value(parameters, name);
  }

  /**
   * A constant.
   *
   * @param value its value
   * @return the node
   */
  public Node constant(double value) {
    return graph.constant(value);
  }

  /**
   * The probability, sigmoid(x).
   *
   * @return p
   */
  public Node probability() {
    return logit.sigmoid();
  }

  /**
   * How wrong the probability is: p·(1-t) + (1-p)·t, which is 1 - p_t, with all of its digits where
   * p is near 1.
   *
   * @return the probability of the other answer
   */
  public Node wrongness() {
    Node p = probability();
    // the derivative, 1 - 2t times that of p, needs no second sigmoid of its own
    Node slope = p.times(target.times(2).subtractedFrom(1)).plus(target);
    Node value = p.times(target.subtractedFrom(1)).plus(logit.negated().sigmoid().times(target));
    return value.withGradientOf(slope);
  }

  /**
   * The binary cross entropy against a target: max(x, 0) - x·t + log1p(exp(-|x|)). It overflows
   * nowhere and cancels where x is large and right; its derivative is p - t.
   *
   * @param t the target
   * @return the cross entropy
   */
  public Node crossEntropy(Node t) {
    Node product = logit.times(t);
    Node value = logit.clampedAtZero().minus(product).plus(logit.abs().negated().softplus());
    Node slope = probability().minus(t).stopGradient();
    return value.withGradientOf(logit.times(slope));
  }

  /**
   * Asks for NaN outputs where the logit or the target is not finite, for a definition whose
   * comparisons would hide it.
   */
  public void poison() {
    poison = logit.plus(target).times(0).stopGradient();
  }

  /** What is added to outputs that would not be NaN by themselves; null if nobody asked. */
  Node poisonOrNull() {
    return poison;
  }
}
