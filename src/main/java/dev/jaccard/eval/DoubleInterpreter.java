package dev.jaccard.eval;

import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Interprets expression graphs before lowering, in double: the meaning of every primitive.
 *
 * <p>It is slow and meant for tests and for users who want to see a loss in double. Not
 * thread-safe.
 */
public final class DoubleInterpreter {
  private final ToDoubleFunction<Plane> inputs;
  private final ToDoubleFunction<String> scalars;
  private final Map<Node, Double> values = new HashMap<>();

  /**
   * Makes an interpreter for one set of inputs.
   *
   * @param inputs the value of each input
   * @param scalars the value of each scalar
   */
  public DoubleInterpreter(ToDoubleFunction<Plane> inputs, ToDoubleFunction<String> scalars) {
    this.inputs = inputs;
    this.scalars = scalars;
  }

  /**
   * The value of a node; a mask is 1 or 0.
   *
   * @param node the node
   * @return its value
   */
  public double value(Node node) {
    Double known = values.get(node);
    if (known == null) {
      known = compute(node);
      values.put(node, known);
    }
    return known;
  }

  private double compute(Node node) {
    int arity = node.arguments().size();
    double a = arity > 0 ? value(node.argument(0)) : 0;
    double b = arity > 1 ? value(node.argument(1)) : 0;
    double c = arity > 2 ? value(node.argument(2)) : 0;
    return switch (node.op()) {
      case INPUT -> inputs.applyAsDouble((Plane) node.payload());
      case SCALAR -> scalars.applyAsDouble((String) node.payload());
      case CONSTANT -> node.constant();
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV, EXACT_DIV -> a / b;
      case FMA -> Math.fma(a, b, c);
      case NEG -> -a;
      case ABS -> Math.abs(a);
      case SQRT -> Math.sqrt(a);
      case LESS -> a < b ? 1 : 0;
      case EQUAL -> a == b ? 1 : 0;
      case ANY_NEGATIVE -> Math.min(Math.copySign(1, a), Math.copySign(1, b)) < 0 ? 1 : 0;
      case OR -> a != 0 || b != 0 ? 1 : 0;
      case SELECT -> a != 0 ? b : c;
      case MIN -> a < b ? a : b;
      case MAX -> a < b ? b : a;
      case RELU -> a < 0 ? 0 : a;
      case STEP -> a < b ? 1 : a == b ? 0.5 : 0;
      case EXP -> Math.exp(a);
      case LOG -> Math.log(a);
      case ATAN -> Math.atan(a);
      case LOG1P -> Math.log1p(a);
      case SIGMOID -> 1 / (1 + Math.exp(-a));
      case SOFTPLUS -> Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));
      case POWER -> Math.pow(a, (Double) node.payload());
      case STOP, STRAIGHT_THROUGH, ROUNDED -> a;
      default -> throw new IllegalArgumentException(node.op() + " is of a lowered graph");
    };
  }
}
