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
    if (isOwnStepped(oldB, b)) {
      return stepped(Op.MASKED_ADD, a, b);
    }
    if (isOwnStepped(oldA, a)) {
      return stepped(Op.MASKED_ADD, b, a);
    }
    Node chained = isOwnProduct(oldB, b) ? null : intoChain(oldA, a, b);
    if (chained == null && !isOwnProduct(oldA, a)) {
      chained = intoChain(oldB, b, a);
    }
    if (chained != null) {
      return chained;
    }
    if (isOwnProduct(oldA, a)) {
      return fma(a.argument(0), a.argument(1), b);
    }
    if (isOwnProduct(oldB, b)) {
      return fma(b.argument(0), b.argument(1), a);
    }
    return target().add(a, b);
  }

  /**
   * (x·y + u·v) + term as x·y + (u·v + term): an fma in the place of an addition. Not with
   * constants that make u·v a small correction, as in log.
   */
  private Node intoChain(Node old, Node sum, Node term) {
    if (uses.of(old) != 1 || sum.op() != Op.FMA) {
      return null;
    }
    Node last = sum.argument(2);
    return last.op() == Op.MUL && last.arguments().stream().allMatch(Contraction::mayChain)
        ? fma(sum.argument(0), sum.argument(1), fma(last.argument(0), last.argument(1), term))
        : null;
  }

  private static boolean mayChain(Node factor) {
    return !factor.isConstant() || Scaling.isPowerOfTwo(factor.constant());
  }

  /** Whether a node is a product with a step, as the gradient of a minimum is, used here alone. */
  private boolean isOwnStepped(Node old, Node rewritten) {
    return isOwnProduct(old, rewritten)
        && (isStep(rewritten.argument(0)) || isStep(rewritten.argument(1)));
  }

  /** equal ? 1/2 : less ? 1 : 0. */
  private static boolean isStep(Node node) {
    return node.op() == Op.SELECT
        && node.argument(0).op() == Op.EQUAL
        && node.argument(1).isConstant(0.5)
        && node.argument(2).op() == Op.SELECT
        && node.argument(2).argument(1).isConstant(1)
        && node.argument(2).argument(2).isConstant(0);
  }

  /**
   * base ± value·step: the step's masks halve the value and close the sum, two operations where the
   * step alone takes two and the fma a third.
   */
  private Node stepped(Op sum, Node base, Node product) {
    boolean last = isStep(product.argument(1));
    Node step = product.argument(last ? 1 : 0);
    Node value = product.argument(last ? 0 : 1);
    Node halved =
        target().make(Op.MASKED_MUL, null, step.argument(0), value, target().constant(0.5));
    return target().make(sum, null, step.argument(2).argument(0), base, halved);
  }

  /** -a as 0 - a, so that an empty sum is not -0. */
  private Node fromZero(Node node) {
    return node.op() == Op.NEG
        ? target().make(Op.SUB, null, target().constant(0), node.argument(0))
        : node;
  }

  private Node subtract(Node oldA, Node oldB, Node a, Node b) {
    if (isOwnStepped(oldB, b)) {
      return stepped(Op.MASKED_SUB, a, b);
    }
    if (isOwnStepped(oldA, a)) {
      return stepped(Op.MASKED_ADD, fromZero(negate(oldB, b)), a);
    }
    if (isOwnProduct(oldB, b)) {
      Node flipped = cheapNegative(oldB, b);
      return flipped != null
          ? fma(flipped.argument(0), flipped.argument(1), a)
          : fma(target().negate(b.argument(0)), b.argument(1), a);
    }
    if (isOwnProduct(oldA, a)) {
      Node flipped = cheapNegative(oldB, b);
      if (flipped != null) {
        return fma(a.argument(0), a.argument(1), flipped);
      }
    }
    return target().subtract(a, b);
  }

  private Node negate(Node old, Node a) {
    Node cheap = cheapNegative(old, a);
    return cheap != null ? cheap : target().negate(a);
  }

  /**
   * The negative of a node where it costs no operation, else null: of a node that is used nowhere
   * else, the sign goes to a constant or turns a difference round.
   */
  private Node cheapNegative(Node old, Node node) {
    if (node.isConstant() || node.op() == Op.NEG) {
      return target().negate(node);
    }
    if (uses.of(old) != 1) {
      return null;
    }
    if (node.op() == Op.SUB) {
      return target().negate(node);
    }
    if (Expansion.isChoice(node)) {
      return Expansion.mapChoice(node, target()::negate);
    }
    if (node.op() == Op.MUL && old.op() == Op.MUL) {
      for (int i = 0; i < 2; i++) {
        Node argument = node.argument(i);
        Node flipped =
            rewrite(old.argument(0)) == argument
                ? cheapNegative(old.argument(0), argument)
                : cheapNegative(old.argument(1), argument);
        if (flipped != null) {
          return target().multiply(flipped, node.argument(1 - i));
        }
      }
    }
    return null;
  }
}
