package dev.jaccard.lower;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves signs and powers of two outwards, through products, quotients and choices, to sums that
 * take them for nothing: they do not change how a result is rounded.
 *
 * <p>Every node is rebuilt as a scale, ±2^k, times a node.
 */
final class Scaling {
  /** A value: scale · node. */
  private record Scaled(double scale, Node node) {}

  private final Graph target = new Graph();
  private final Map<Node, Scaled> rebuilt = new HashMap<>();
  private final Node poison;

  /**
   * The pass.
   *
   * @param poison the node that is 0 or NaN, so that no scale changes it; or null
   */
  Scaling(Node poison) {
    this.poison = poison;
  }

  Node rewrite(Node node) {
    return value(scaled(node));
  }

  private Scaled scaled(Node node) {
    Scaled known = rebuilt.get(node);
    if (known == null) {
      known = rebuild(node);
      rebuilt.put(node, known);
    }
    return known;
  }

  private Node value(Scaled scaled) {
    return target.multiply(target.constant(scaled.scale()), scaled.node());
  }

  private static Scaled plain(Node node) {
    return new Scaled(1, node);
  }

  private Scaled rebuild(Node node) {
    List<Scaled> a = node.arguments().stream().map(this::scaled).toList();
    return switch (node.op()) {
      case CONSTANT -> plain(target.constant(node.constant()));
      case NEG -> new Scaled(-a.get(0).scale(), a.get(0).node());
      case ABS -> {
        Node inner = target.make(Op.ABS, null, a.get(0).node());
        yield new Scaled(Math.abs(a.get(0).scale()), inner);
      }
      case ROUNDED -> new Scaled(a.get(0).scale(), target.make(Op.ROUNDED, null, a.get(0).node()));
      case MUL -> product(a.get(0), a.get(1));
      case DIV, EXACT_DIV -> {
        Node quotient = target.make(node.op(), null, a.get(0).node(), a.get(1).node());
        yield new Scaled(a.get(0).scale() / a.get(1).scale(), quotient);
      }
      case ADD -> sum(a.get(0), a.get(1));
      case SUB -> sum(a.get(0), new Scaled(-a.get(1).scale(), a.get(1).node()));
      case SELECT -> choice(node, a);
      case LESS, LESS_OR_EQUAL, EQUAL -> comparison(node, a);
      default ->
          plain(
              target.make(
                  node.op(), node.payload(), a.stream().map(this::value).toArray(Node[]::new)));
    };
  }

  static boolean isPowerOfTwo(double value) {
    return value != 0
        && Double.isFinite(value)
        && Math.abs(value) == Math.scalb(1.0, Math.getExponent(value));
  }

  private Scaled product(Scaled a, Scaled b) {
    double scale = a.scale() * b.scale();
    if (a.node().isConstant() && isPowerOfTwo(a.node().constant())) {
      return new Scaled(scale * a.node().constant(), b.node());
    }
    if (b.node().isConstant() && isPowerOfTwo(b.node().constant())) {
      return new Scaled(scale * b.node().constant(), a.node());
    }
    if (a.node().isConstant() && a.node().constant() < 0) {
      return new Scaled(-scale, target.multiply(target.negate(a.node()), b.node()));
    }
    if (b.node().isConstant() && b.node().constant() < 0) {
      return new Scaled(-scale, target.multiply(a.node(), target.negate(b.node())));
    }
    return new Scaled(scale, target.multiply(a.node(), b.node()));
  }

  private Scaled sum(Scaled a, Scaled b) {
    if (a.node().isConstant() || b.node().isConstant()) {
      return plain(constantSum(a, b));
    }
    if (a.scale() == b.scale()) {
      return new Scaled(a.scale(), target.add(a.node(), b.node()));
    }
    if (a.scale() == -b.scale()) {
      return a.scale() > 0 ? difference(a, b) : difference(b, a);
    }
    // one fma: the scale of one goes outside, that of the other becomes a factor
    boolean keepFirst = Math.abs(a.scale()) == 1 || Math.abs(b.scale()) != 1;
    Scaled outer = keepFirst ? a : b;
    Scaled inner = keepFirst ? b : a;
    Node factor = target.constant(inner.scale() / outer.scale());
    return new Scaled(
        outer.scale(), target.add(target.make(Op.MUL, null, factor, inner.node()), outer.node()));
  }

  private Scaled difference(Scaled a, Scaled b) {
    if (target.has(Op.SUB, null, b.node(), a.node())) {
      return new Scaled(-a.scale(), target.subtract(b.node(), a.node()));
    }
    return new Scaled(a.scale(), target.subtract(a.node(), b.node()));
  }

  private Node constantSum(Scaled a, Scaled b) {
    Scaled constant = a.node().isConstant() ? a : b;
    Scaled other = constant == a ? b : a;
    Node value = value(constant);
    return switch ((int) Math.signum(other.scale())) {
      case -1 ->
          other.scale() == -1
              ? target.subtract(value, other.node())
              : target.add(value, value(other));
      default -> target.add(value, value(other));
    };
  }

  private boolean isUnscalable(Node old) {
    return old == poison || old.isConstant(0);
  }

  private Scaled choice(Node node, List<Scaled> a) {
    Scaled mask = a.get(0);
    Scaled first = a.get(1);
    Scaled second = a.get(2);
    if (isUnscalable(node.argument(1))) {
      return new Scaled(second.scale(), target.select(mask.node(), value(first), second.node()));
    }
    if (isUnscalable(node.argument(2))) {
      return new Scaled(first.scale(), target.select(mask.node(), first.node(), value(second)));
    }
    if (first.scale() == second.scale()) {
      return new Scaled(first.scale(), target.select(mask.node(), first.node(), second.node()));
    }
    return plain(target.select(mask.node(), value(first), value(second)));
  }

  private Scaled comparison(Node node, List<Scaled> a) {
    Scaled first = a.get(0);
    Scaled second = a.get(1);
    boolean sameScale = first.scale() == second.scale();
    boolean firstZero = first.node().isConstant(0);
    boolean secondZero = second.node().isConstant(0);
    if (sameScale || firstZero || secondZero) {
      double scale = firstZero ? second.scale() : first.scale();
      return scale > 0
          ? plain(target.make(node.op(), null, first.node(), second.node()))
          : plain(target.make(node.op(), null, second.node(), first.node()));
    }
    return plain(target.make(node.op(), null, value(first), value(second)));
  }
}
