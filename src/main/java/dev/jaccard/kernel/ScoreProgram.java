package dev.jaccard.kernel;

import dev.jaccard.gradient.Gradient;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.lower.Lowering;
import dev.jaccard.lower.Program;
import dev.jaccard.lower.ZeroInput;
import dev.jaccard.scoreloss.ScoreExpression;
import dev.jaccard.scoreloss.ScoreTerms;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What a kernel of an elementwise loss computes: which outputs, and what the gradient is multiplied
 * by. From it and an expression comes the program.
 *
 * @param gradient whether the gradient with respect to the logits is written
 * @param weighted whether each element has a weight
 * @param scaled whether the gradient is multiplied by a scalar
 */
public record ScoreProgram(boolean gradient, boolean weighted, boolean scaled) {
  /** The argument with the weights. */
  public static final String WEIGHT = "weight";

  /** The output with the losses. */
  public static final String LOSS = "loss";

  /** The output with the gradient with respect to the logits. */
  public static final String GRADIENT = "gradient";

  /** The scalar that gradients are multiplied by. */
  public static final String SCALE = "scale";

  /**
   * The outputs before lowering.
   *
   * @param expression the loss
   * @return for each output plane a node of the expression's graph
   */
  public SequencedMap<Plane, Node> outputs(ScoreExpression expression) {
    Graph graph = expression.graph();
    Node weight = weighted ? graph.input(WEIGHT, 0) : graph.constant(1);
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    outputs.put(new Plane(LOSS, 0), expression.loss().times(weight));
    if (gradient) {
      Node seed = scaled ? weight.times(graph.scalar(SCALE)) : weight;
      Node zero = expression.poison() == null ? graph.constant(0) : expression.poison();
      List<Node> variables = List.of(graph.input(ScoreTerms.LOGIT, 0));
      outputs.put(
          new Plane(GRADIENT, 0), Gradient.of(expression.loss(), seed, zero, variables).getFirst());
    }
    return outputs;
  }

  /**
   * The lowered program.
   *
   * @param name what it is called
   * @param expression the loss
   * @return the program
   */
  public Program of(String name, ScoreExpression expression) {
    return Lowering.lower(name, outputs(expression), expression.poison());
  }

  /**
   * The lowered program for targets that are all 0.
   *
   * @param name what it is called
   * @param expression the loss
   * @return a program that reads no targets and gives the same bits
   */
  public Program ofZeroTargets(String name, ScoreExpression expression) {
    return ZeroInput.of(name, of(name, expression), ScoreTerms.TARGET);
  }
}
