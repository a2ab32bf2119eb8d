package dev.jaccard.lower;

import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Writes elementary functions, powers, min, max and steps in terms of simpler primitives. */
final class Expansion extends Rewriter {
  private final Elementary elementary = new Elementary(target());
  private final Set<Node> sigmoids = new HashSet<>();

  Expansion(Collection<Node> outputs) {
    for (Node node : new Uses(outputs).order()) {
      if (node.op() == Op.SIGMOID) {
        sigmoids.add(node.argument(0));
      }
    }
  }

  @Override
  Node rebuild(Node node, Node[] a) {
    return switch (node.op()) {
      case MIN -> choice(a[0], a[1], a[0], a[1]);
      case MAX -> choice(a[1], a[0], a[0], a[1]);
      case ANY_NEGATIVE -> anyNegative(a[0], a[1]);
      case RELU -> elementary.relu(a[0]);
      case STEP -> step(a[0], a[1]);
      case EXP -> exponential(node.payload(), a[0]);
      case LOG -> elementary.log(a[0]);
      case ATAN ->
          a[0].op() == Op.DIV
              ? elementary.atan(a[0].argument(0), a[0].argument(1))
              : elementary.atan(a[0], target().constant(1));
      case LOG1P -> node.payload() == null ? elementary.log1p(a[0]) : elementary.boundedLog1p(a[0]);
      case SIGMOID -> isOneOfPair(node) ? elementary.sigmoidOfPair(a[0]) : elementary.sigmoid(a[0]);
      case SOFTPLUS -> elementary.softplus(a[0]);
      case POWER -> power(a[0], (Double) node.payload());
      case MUL -> isPair(node) ? elementary.sigmoidSlope(logitOf(node)) : foldChoice(node, a);
      case STOP, STRAIGHT_THROUGH -> a[0];
      default -> foldChoice(node, a);
    };
  }

  private boolean isOneOfPair(Node sigmoid) {
    Node x = sigmoid.argument(0);
    return sigmoids.contains(x.op() == Op.NEG ? x.argument(0) : x.graph().negate(x));
  }

  /** Whether a product is that of the sigmoids of a value and of its negative. */
  private static boolean isPair(Node product) {
    Node first = product.argument(0);
    Node second = product.argument(1);
    return first.op() == Op.SIGMOID
        && second.op() == Op.SIGMOID
        && first.argument(0) == product.graph().negate(second.argument(0));
  }

  private Node logitOf(Node product) {
    return rewrite(product.argument(0).argument(0));
  }

  /**
   * a <= b ? first : second. Of the two comparisons of a pair of values only one is made: the one
   * that holds where the gradient of a minimum or maximum flows to its first argument, which in
   * losses is the prediction.
   */
  private Node choice(Node a, Node b, Node first, Node second) {
    return target().has(Op.LESS_OR_EQUAL, null, b, a)
        ? target().select(atMost(b, a), second, first)
        : target().select(atMost(a, b), first, second);
  }

  private Node atMost(Node a, Node b) {
    return target().make(Op.LESS_OR_EQUAL, null, a, b);
  }

  private Node step(Node a, Node b) {
    Node strict = choice(a, b, target().constant(1), target().constant(0));
    return target().select(target().make(Op.EQUAL, null, a, b), target().constant(0.5), strict);
  }

  /** The sign of one is that of the bits of both, combined. */
  private Node anyNegative(Node a, Node b) {
    Node bits = target().make(Op.INT_OR, null, elementary.bits(a), elementary.bits(b));
    return target().make(Op.INT_NEGATIVE, null, bits);
  }

  private Node exponential(Object kind, Node x) {
    return switch (kind) {
      case String s when s.equals(Op.UNIT) -> elementary.unitExp(x);
      case String s when s.equals(Op.BOUNDED) -> elementary.boundedExp(x);
      case String s when s.equals(Op.DECAY) -> elementary.decay(x);
      case null, default -> elementary.exp(x);
    };
  }

  private Node power(Node base, double exponent) {
    return exponent == Math.rint(exponent) && Math.abs(exponent) <= Short.MAX_VALUE
        ? elementary.integerPower(base, (int) exponent)
        : elementary.power(base, exponent);
  }

  /** Arithmetic of a constant with a choice between constants is done now. */
  private Node foldChoice(Node node, Node[] a) {
    boolean binary = node.op() == Op.ADD || node.op() == Op.SUB || node.op() == Op.MUL;
    if (binary && isChoice(a[0]) && a[1].isConstant()) {
      return mapChoice(a[0], leaf -> same(node, new Node[] {leaf, a[1]}));
    }
    if (binary && isChoice(a[1]) && a[0].isConstant()) {
      return mapChoice(a[1], leaf -> same(node, new Node[] {a[0], leaf}));
    }
    return same(node, a);
  }

  static boolean isChoice(Node node) {
    return node.op() == Op.SELECT
        && (node.argument(1).isConstant() || isChoice(node.argument(1)))
        && (node.argument(2).isConstant() || isChoice(node.argument(2)));
  }

  static Node mapChoice(Node node, java.util.function.UnaryOperator<Node> leaf) {
    return node.isConstant()
        ? leaf.apply(node)
        : node.graph()
            .select(
                node.argument(0),
                mapChoice(node.argument(1), leaf),
                mapChoice(node.argument(2), leaf));
  }
}
