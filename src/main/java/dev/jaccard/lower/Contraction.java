package dev.jaccard.lower;

import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import java.util.Collection;

/**
 * Forms fma and moves negations to where they cost nothing.
 *
 * <p>x86 has no vector fma with a negated factor that C2 would match, so a negation is an operation
 * unless a difference can be turned round or a constant can take the sign.
 */
final class Contraction extends Rewriter {
  private final Uses uses;

  Contraction(Collection<Node> outputs) {
    this.uses = new Uses(outputs);
  }

  @Override
  Node rebuild(Node node, Node[] a) {
    return switch (node.op()) {
      case ADD -> add(node.argument(0), node.argument(1), a[0], a[1]);
      case SUB -> subtract(node.argument(0), node.argument(1), a[0], a[1]);
      case NEG -> negate(node.argument(0), a[0]);
      case MUL -> multiply(a[0], a[1]);
      default -> same(node, a);
    };
  }

  private boolean isOwnProduct(Node old, Node rewritten) {
    return uses.of(old) == 1 && rewritten.op() == Op.MUL;
  }

  private Node fma(Node a, Node b, Node c) {
    return target().make(Op.FMA, null, a, b, c);
  }

  private Node multiply(Node a, Node b) {
    return target().multiply(a, b);
  }

  private Node add(Node oldA, Node oldB, Node a, Node b) {
    if (isOwnProduct(oldA, a)) {
      return fma(a.argument(0), a.argument(1), b);
    }
    if (isOwnProduct(oldB, b)) {
      return fma(b.argument(0), b.argument(1), a);
    }
    return target().add(a, b);
  }

  private Node subtract(Node oldA, Node oldB, Node a, Node b) {
    if (isOwnProduct(oldB, b)) {
      Node x = b.argument(0);
      Node y = b.argument(1);
      Node flipped = cheapNegative(x);
      if (flipped != null) {
        return fma(flipped, y, a);
      }
      flipped = cheapNegative(y);
      return flipped != null ? fma(flipped, x, a) : fma(target().negate(x), y, a);
    }
    if (isOwnProduct(oldA, a)) {
      Node flipped = cheapNegative(b);
      if (flipped != null) {
        return fma(a.argument(0), a.argument(1), flipped);
      }
    }
    return target().subtract(a, b);
  }

  private Node negate(Node old, Node a) {
    Node cheap = uses.of(old) == 1 ? cheapNegative(a) : null;
    return cheap != null ? cheap : target().negate(a);
  }

  /** The negative of a node where it costs no operation, else null. */
  private Node cheapNegative(Node node) {
    if (node.isConstant() || node.op() == Op.NEG || node.op() == Op.SUB) {
      return target().negate(node);
    }
    if (Expansion.isChoice(node)) {
      return Expansion.mapChoice(node, target()::negate);
    }
    if (node.op() == Op.MUL) {
      Node first = cheapNegative(node.argument(0));
      if (first != null) {
        return target().multiply(first, node.argument(1));
      }
      Node second = cheapNegative(node.argument(1));
      return second == null ? null : target().multiply(node.argument(0), second);
    }
    if (node.op() == Op.FMA) {
      Node c = cheapNegative(node.argument(2));
      Node a = c == null ? null : cheapNegative(node.argument(0));
      return a == null ? null : fma(a, node.argument(1), c);
    }
    return null;
  }
}
