package dev.jaccard.kernel;

import dev.jaccard.gradient.Gradient;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.loss.BoxPair;
import dev.jaccard.loss.LossExpression;
import dev.jaccard.lower.Lowering;
import dev.jaccard.lower.Program;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What a kernel of a loss computes: which outputs, and what the gradient is multiplied by. From it
 * and an expression comes the program.
 *
 * @param gradient whether the gradient with respect to the prediction is written
 * @param targetGradient whether that with respect to the target is written
 * @param weighted whether each pair has a weight
 * @param scaled whether the gradient is multiplied by a scalar
 */
public record LossProgram(
    boolean gradient, boolean targetGradient, boolean weighted, boolean scaled) {
  /** The argument with a weight for each pair. */
  public static final String WEIGHT = "weight";

  /** The output with the losses. */
  public static final String LOSS = "loss";

  /** The output with the gradient with respect to the prediction. */
  public static final String GRADIENT = "gradient";

  /** The output with the gradient with respect to the target. */
  public static final String TARGET_GRADIENT = "targetGradient";

  /** The scalar that gradients are multiplied by. */
  public static final String SCALE = "scale";

  private static final int COORDINATES = 4;

  /**
   * The outputs before lowering.
   *
   * @param expression the loss
   * @return for each output plane a node of the expression's graph
   */
  public SequencedMap<Plane, Node> outputs(LossExpression expression) {
    Graph graph = expression.pair().graph();
    Node weight = weighted ? graph.input(WEIGHT, 0) : graph.constant(1);
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    outputs.put(new Plane(LOSS, 0), expression.loss().times(weight));
    Node seed = scaled ? weight.times(graph.scalar(SCALE)) : weight;
    List<Node> variables = new ArrayList<>();
    List<Plane> planes = new ArrayList<>();
    for (int i = 0; i < COORDINATES && gradient; i++) {
      variables.add(graph.input(BoxPair.PREDICTION, i));
      planes.add(new Plane(GRADIENT, i));
    }
    for (int i = 0; i < COORDINATES && targetGradient; i++) {
      if (expression.targetDetached()) {
        outputs.put(new Plane(TARGET_GRADIENT, i), graph.constant(0));
      } else {
        variables.add(graph.input(BoxPair.TARGET, i));
        planes.add(new Plane(TARGET_GRADIENT, i));
      }
    }
    List<Node> derivatives =
        Gradient.of(expression.loss(), seed, expression.pair().poison(), variables);
    for (int i = 0; i < planes.size(); i++) {
      outputs.put(planes.get(i), derivatives.get(i));
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
  public Program of(String name, LossExpression expression) {
    return Lowering.lower(name, outputs(expression), expression.pair().poison());
  }
}
