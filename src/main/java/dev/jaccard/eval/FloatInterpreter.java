package dev.jaccard.eval;

import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.lower.Program;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Interprets lowered programs in float: the definition of what the emitted readings compute, bit
 * for bit (NaNs count as equal). Thread-safe.
 */
public final class FloatInterpreter {
  private final Program program;

  /**
   * An interpreter of a program.
   *
   * @param program the program
   */
  public FloatInterpreter(Program program) {
    this.program = program;
  }

  /**
   * Computes one pair.
   *
   * @param inputs the value of each input plane
   * @param scalars the value of each scalar
   * @return what is written to each output plane, in the program's order
   */
  public float[] run(ToDoubleFunction<Plane> inputs, ToDoubleFunction<String> scalars) {
    Map<Node, Float> floats = new HashMap<>();
    Map<Node, Integer> ints = new HashMap<>();
    for (Node node : program.nodes()) {
      switch (node.op().type()) {
        case FLOAT -> floats.put(node, floatValue(node, floats, ints, inputs, scalars));
        case INT -> ints.put(node, intValue(node, floats, ints));
        case MASK -> ints.put(node, holds(node, floats, ints) ? 1 : 0);
      }
    }
    float[] results = new float[program.outputs().size()];
    int index = 0;
    for (Node node : program.outputs().values()) {
      results[index++] = floats.get(node);
    }
    return results;
  }

  private static boolean holds(Node node, Map<Node, Float> floats, Map<Node, Integer> ints) {
    Node a = node.argument(0);
    Node b = node.arguments().getLast();
    return switch (node.op()) {
      case LESS -> floats.get(a) < floats.get(b);
      case LESS_OR_EQUAL -> floats.get(a) <= floats.get(b);
      case EQUAL -> floats.get(a).floatValue() == floats.get(b).floatValue();
      case INT_NEGATIVE -> ints.get(a) < 0;
      case OR -> (ints.get(a) | ints.get(b)) != 0;
      default -> throw notLowered(node);
    };
  }

  private static float floatValue(
      Node node,
      Map<Node, Float> floats,
      Map<Node, Integer> ints,
      ToDoubleFunction<Plane> inputs,
      ToDoubleFunction<String> scalars) {
    float[] a = new float[3];
    for (int i = 0; i < node.arguments().size(); i++) {
      a[i] = floats.getOrDefault(node.argument(i), 0f);
    }
    return switch (node.op()) {
      case INPUT -> (float) inputs.applyAsDouble((Plane) node.payload());
      case SCALAR -> (float) scalars.applyAsDouble((String) node.payload());
      case CONSTANT -> (float) node.constant();
      case ADD -> a[0] + a[1];
      case SUB -> a[0] - a[1];
      case MUL -> a[0] * a[1];
      case DIV, EXACT_DIV -> a[0] / a[1];
      case FMA -> Math.fma(a[0], a[1], a[2]);
      case NEG -> -a[0];
      case ABS -> Math.abs(a[0]);
      case SQRT -> (float) Math.sqrt(a[0]);
      case SELECT -> ints.get(node.argument(0)) != 0 ? a[1] : a[2];
      case MASKED_ADD -> ints.get(node.argument(0)) != 0 ? a[1] + a[2] : a[1];
      case MASKED_SUB -> ints.get(node.argument(0)) != 0 ? a[1] - a[2] : a[1];
      case MASKED_MUL -> ints.get(node.argument(0)) != 0 ? a[1] * a[2] : a[1];
      case BITS_TO_FLOAT -> Float.intBitsToFloat(ints.get(node.argument(0)));
      case INT_TO_FLOAT -> (float) ints.get(node.argument(0));
      default -> throw notLowered(node);
    };
  }

  private static int intValue(Node node, Map<Node, Float> floats, Map<Node, Integer> ints) {
    if (node.op() == dev.jaccard.graph.Op.FLOAT_TO_BITS) {
      return Float.floatToRawIntBits(floats.get(node.argument(0)));
    }
    int a = node.arguments().isEmpty() ? 0 : ints.get(node.argument(0));
    int b = node.arguments().size() < 2 ? 0 : ints.get(node.argument(1));
    return switch (node.op()) {
      case INT_CONSTANT -> (Integer) node.payload();
      case INT_ADD -> a + b;
      case INT_SUB -> a - b;
      case INT_AND -> a & b;
      case INT_OR -> a | b;
      case INT_XOR -> a ^ b;
      case INT_MAX -> Math.max(a, b);
      case INT_MIN -> Math.min(a, b);
      case SHIFT_LEFT -> a << (Integer) node.payload();
      case SHIFT_RIGHT -> a >> (Integer) node.payload();
      default -> throw notLowered(node);
    };
  }

  private static IllegalArgumentException notLowered(Node node) {
    return new IllegalArgumentException(node.op() + " was not lowered");
  }
}
