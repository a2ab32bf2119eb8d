package dev.jaccard.lower;

import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * A lowered program in which the planes of one argument are known to be 0: fewer operations, no
 * read of them, and the same bits.
 *
 * <p>Lowering is over, so that nothing is reordered: what is left is computed as before, what
 * depends on the zeros alone is computed now, in float. Products with such a zero are 0 and sums
 * with it are the other term: exact where the other factor is finite and the other term is not -0.
 * Zeros that the program itself has stay, for products with them carry NaN on.
 */
public final class ZeroInput extends Rewriter {
  private final String argument;

  private ZeroInput(String argument) {
    this.argument = argument;
  }

  /**
   * Specialises a program.
   *
   * @param name what the new one is called
   * @param program the program
   * @param argument the argument whose planes are 0
   * @return a program with the same outputs, without the argument
   */
  public static Program of(String name, Program program, String argument) {
    ZeroInput pass = new ZeroInput(argument);
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    program.outputs().forEach((plane, node) -> outputs.put(plane, pass.rewrite(node)));
    return new Program(name, outputs);
  }

  @Override
  Node rebuild(Node node, Node[] a) {
    return switch (node.op()) {
      case INPUT -> ((Plane) node.payload()).argument().equals(argument) ? zero() : same(node, a);
      case ADD -> isNewZero(node, a, 0) ? a[1] : isNewZero(node, a, 1) ? a[0] : folded(node, a);
      case SUB -> isNewZero(node, a, 1) ? a[0] : folded(node, a);
      case MUL -> isNewZeroProduct(node, a) ? zero() : product(node, a);
      case DIV, EXACT_DIV -> isNewZero(node, a, 0) ? zero() : folded(node, a);
      case FMA -> isNewZeroProduct(node, a) ? a[2] : sumWithProduct(node, a);
      case SELECT -> choice(node, a);
      default -> folded(node, a);
    };
  }

  private Node zero() {
    return target().constant(0);
  }

  /** Whether an argument is 0 now that was no constant before. */
  private static boolean isNewZero(Node node, Node[] a, int index) {
    return a[index].isConstant(0) && !node.argument(index).isConstant();
  }

  private static boolean isNewZeroProduct(Node node, Node[] a) {
    return isNewZero(node, a, 0) || isNewZero(node, a, 1);
  }

  private Node product(Node node, Node[] a) {
    Node constant = a[0].isConstant() ? a[0] : a[1];
    Node other = constant == a[0] ? a[1] : a[0];
    return constant.isConstant(1)
        ? other
        : constant.isConstant(-1) ? target().make(Op.NEG, null, other) : folded(node, a);
  }

  private Node sumWithProduct(Node node, Node[] a) {
    if (isNewZero(node, a, 2)) {
      return product(target().make(Op.MUL, null, a[0], a[1]), new Node[] {a[0], a[1]});
    }
    Node constant = a[0].isConstant() ? a[0] : a[1];
    Node other = constant == a[0] ? a[1] : a[0];
    return constant.isConstant(1)
        ? target().make(Op.ADD, null, other, a[2])
        : constant.isConstant(-1) ? target().make(Op.SUB, null, a[2], other) : folded(node, a);
  }

  /** A choice whose mask compares constants is made. */
  private Node choice(Node node, Node[] a) {
    Node mask = a[0];
    if (mask.arguments().stream().allMatch(Node::isConstant)) {
      float left = (float) mask.argument(0).constant();
      float right = (float) mask.arguments().getLast().constant();
      switch (mask.op()) {
        case LESS -> {
          return left < right ? a[1] : a[2];
        }
        case LESS_OR_EQUAL -> {
          return left <= right ? a[1] : a[2];
        }
        case EQUAL -> {
          return left == right ? a[1] : a[2];
        }
        default -> {}
      }
    }
    return a[1] == a[2] ? a[1] : target().make(node.op(), null, a);
  }

  /** The node on its new arguments, computed where they are constants. */
  private Node folded(Node node, Node[] a) {
    float[] known = new float[3];
    for (int i = 0; i < a.length; i++) {
      if (!a[i].isConstant()) {
        return target().make(node.op(), node.payload(), a);
      }
      known[i] = (float) a[i].constant();
    }
    return switch (node.op()) {
      case CONSTANT -> target().constant(node.constant());
      case ADD -> target().constant(known[0] + known[1]);
      case SUB -> target().constant(known[0] - known[1]);
      case MUL -> target().constant(known[0] * known[1]);
      case FMA -> target().constant(Math.fma(known[0], known[1], known[2]));
      case NEG -> target().constant(-known[0]);
      case ABS -> target().constant(Math.abs(known[0]));
      default -> target().make(node.op(), node.payload(), a);
    };
  }
}
