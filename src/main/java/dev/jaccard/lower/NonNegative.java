package dev.jaccard.lower;

import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Minima and maxima of which one side is known not to be below 0, as those of their bits: one
 * operation in the place of a comparison and a choice. Bits of floats have another order only where
 * both are below 0. The results are the same, but that a zero may have the other sign, and that NaN
 * may get lost: such a program must make its outputs NaN in another way.
 */
public final class NonNegative extends Rewriter {
  private final Predicate<Node> assumed;
  private final Set<Node> known = new HashSet<>();

  private NonNegative(Predicate<Node> assumed) {
    this.assumed = assumed;
  }

  /**
   * A program for such values.
   *
   * @param program the program
   * @param assumed which inputs and scalars are never below 0 and never -0
   * @return the program on that condition, of the same planes and scalars
   */
  public static Program of(Program program, Predicate<Node> assumed) {
    NonNegative pass = new NonNegative(assumed);
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    program.outputs().forEach((plane, node) -> outputs.put(plane, pass.rewrite(node)));
    return new Program(program.name() + ", not below 0", outputs);
  }

  @Override
  Node rebuild(Node node, Node[] a) {
    Node result = node.op() == Op.SELECT ? choice(a) : same(node, a);
    if (result.arguments().isEmpty() ? assumed.test(result) : isClamped(result)) {
      known.add(result);
    }
    return result;
  }

  private Node choice(Node[] a) {
    boolean ordered = a[0].op() == Op.LESS || a[0].op() == Op.LESS_OR_EQUAL;
    if (ordered && (known.contains(a[1]) || known.contains(a[2]))) {
      Node smaller = a[0].argument(0);
      Node larger = a[0].argument(1);
      if (a[1] == smaller && a[2] == larger) {
        return ofBits(Op.INT_MIN, a);
      }
      if (a[1] == larger && a[2] == smaller) {
        return ofBits(Op.INT_MAX, a);
      }
    }
    return target().select(a[0], a[1], a[2]);
  }

  private Node ofBits(Op op, Node[] a) {
    Node first = target().make(Op.FLOAT_TO_BITS, null, a[1]);
    Node second = target().make(Op.FLOAT_TO_BITS, null, a[2]);
    Node result = target().make(Op.BITS_TO_FLOAT, null, target().make(op, null, first, second));
    if (op == Op.INT_MAX || (known.contains(a[1]) && known.contains(a[2]))) {
      known.add(result);
    }
    return result;
  }

  /** Whether it is a value clamped at 0. */
  private static boolean isClamped(Node node) {
    return node.op() == Op.BITS_TO_FLOAT
        && node.argument(0).op() == Op.INT_MAX
        && node.argument(0).arguments().stream()
            .anyMatch(a -> a.op() == Op.INT_CONSTANT && a.payload().equals(0));
  }
}
