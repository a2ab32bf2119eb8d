package dev.jaccard.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The maker and owner of {@link Node}s: it interns them, so that equal expressions are one node.
 *
 * <p>The makers fold constants and apply the identities that hold for real numbers without loss of
 * accuracy (x·1, x+0, --x, x-(-y)). They never assume that x·0 is 0 or that x/x is 1: NaN and
 * infinity must show. Not thread-safe.
 */
public final class Graph {
  private record Key(Op op, Object payload, List<Node> arguments) {}

  private final Map<Key, Node> nodes = new HashMap<>();

  /** Makes an empty graph. */
  public Graph() {}

  /**
   * How many nodes have been made.
   *
   * @return the number of nodes
   */
  public int size() {
    return nodes.size();
  }

  /**
   * The node for a primitive and its arguments, as they are: nothing is folded.
   *
   * @param op the primitive
   * @param payload what else defines the node, or null
   * @param arguments the arguments
   * @return the one node that stands for this
   */
  public Node make(Op op, Object payload, Node... arguments) {
    if (arguments.length != op.arity()) {
      throw new IllegalArgumentException(op + " takes " + op.arity() + " arguments");
    }
    for (Node argument : arguments) {
      if (argument.graph() != this) {
        throw new IllegalArgumentException("an argument of " + op + " is of another graph");
      }
    }
    if (op.commutative() && arguments[0].id() > arguments[1].id()) {
      arguments = arguments.clone();
      Node first = arguments[0];
      arguments[0] = arguments[1];
      arguments[1] = first;
    }
    List<Node> list = List.of(arguments);
    Key key = new Key(op, payload, list);
    Node known = nodes.get(key);
    if (known == null) {
      known = new Node(this, nodes.size(), op, list, payload);
      nodes.put(key, known);
    }
    return known;
  }

  /**
   * Whether the node for a primitive and its arguments has been made.
   *
   * @param op the primitive
   * @param payload what else defines the node, or null
   * @param arguments the arguments
   * @return true if {@link #make} would return a node that exists
   */
  public boolean has(Op op, Object payload, Node... arguments) {
    return nodes.containsKey(new Key(op, payload, List.of(arguments)));
  }

  /**
   * An input: one plane of an argument.
   *
   * @param argument the argument's name
   * @param plane which of its planes
   * @return the node
   */
  public Node input(String argument, int plane) {
    return make(Op.INPUT, new Plane(argument, plane));
  }

  /**
   * A float that is given at every call.
   *
   * @param name its name
   * @return the node
   */
  public Node scalar(String name) {
    return make(Op.SCALAR, Objects.requireNonNull(name, "name"));
  }

  /**
   * A constant.
   *
   * @param value its value; readings in float round it once
   * @return the node
   */
  public Node constant(double value) {
    return make(Op.CONSTANT, value == 0 ? 0.0 : value);
  }

  /**
   * An int constant.
   *
   * @param value its value
   * @return the node
   */
  public Node intConstant(int value) {
    return make(Op.INT_CONSTANT, value);
  }

  /**
   * a + b.
   *
   * @param a the first term
   * @param b the second term
   * @return the sum
   */
  public Node add(Node a, Node b) {
    if (a.isConstant() && b.isConstant()) {
      return constant(a.constant() + b.constant());
    }
    if (a.isConstant(0)) {
      return b;
    }
    if (b.isConstant(0)) {
      return a;
    }
    if (b.op() == Op.NEG) {
      return subtract(a, b.argument(0));
    }
    if (a.op() == Op.NEG) {
      return subtract(b, a.argument(0));
    }
    return make(Op.ADD, null, a, b);
  }

  /**
   * a - b.
   *
   * @param a the minuend
   * @param b the subtrahend
   * @return the difference
   */
  public Node subtract(Node a, Node b) {
    if (a.isConstant() && b.isConstant()) {
      return constant(a.constant() - b.constant());
    }
    if (b.isConstant(0)) {
      return a;
    }
    if (a.isConstant(0)) {
      return negate(b);
    }
    if (b.op() == Op.NEG) {
      return add(a, b.argument(0));
    }
    return make(Op.SUB, null, a, b);
  }

  /**
   * a · b.
   *
   * @param a the first factor
   * @param b the second factor
   * @return the product
   */
  public Node multiply(Node a, Node b) {
    if (a.isConstant() && b.isConstant()) {
      return constant(a.constant() * b.constant());
    }
    if (b.isConstant()) {
      return multiply(b, a);
    }
    if (a.isConstant(1)) {
      return b;
    }
    if (a.isConstant(-1)) {
      return negate(b);
    }
    if (a.isConstant() && b.op() == Op.MUL && b.argument(0).isConstant()) {
      return multiply(constant(a.constant() * b.argument(0).constant()), b.argument(1));
    }
    if (a.isConstant() && b.op() == Op.MUL && b.argument(1).isConstant()) {
      return multiply(constant(a.constant() * b.argument(1).constant()), b.argument(0));
    }
    if (a.op() == Op.NEG && b.op() == Op.NEG) {
      return multiply(a.argument(0), b.argument(0));
    }
    if (a.op() == Op.NEG) {
      return a.argument(0) == b ? negate(multiply(b, b)) : negatedProduct(a.argument(0), b);
    }
    if (b.op() == Op.NEG) {
      return negatedProduct(b.argument(0), a);
    }
    return make(Op.MUL, null, a, b);
  }

  private Node negatedProduct(Node a, Node b) {
    return a.isConstant() || b.isConstant()
        ? multiply(negate(a.isConstant() ? a : b), a.isConstant() ? b : a)
        : negate(multiply(a, b));
  }

  /**
   * a / b.
   *
   * @param a the numerator
   * @param b the denominator
   * @return the quotient
   */
  public Node divide(Node a, Node b) {
    if (b.isConstant()) {
      return multiply(constant(1 / b.constant()), a);
    }
    if (a.op() == Op.NEG) {
      return negate(divide(a.argument(0), b));
    }
    return make(Op.DIV, null, a, b);
  }

  /**
   * -a.
   *
   * @param a the value
   * @return its negative
   */
  public Node negate(Node a) {
    if (a.isConstant()) {
      return constant(-a.constant());
    }
    if (a.op() == Op.NEG) {
      return a.argument(0);
    }
    if (a.op() == Op.SUB) {
      return make(Op.SUB, null, a.argument(1), a.argument(0));
    }
    return make(Op.NEG, null, a);
  }

  /**
   * The smaller one of two.
   *
   * @param a the first
   * @param b the second
   * @return min(a, b)
   */
  public Node minimum(Node a, Node b) {
    return ordered(Op.MIN, a, b);
  }

  /**
   * The larger one of two.
   *
   * @param a the first
   * @param b the second
   * @return max(a, b)
   */
  public Node maximum(Node a, Node b) {
    return ordered(Op.MAX, a, b);
  }

  private Node ordered(Op op, Node a, Node b) {
    return a.id() < b.id() ? make(op, null, a, b) : make(op, null, b, a);
  }

  /**
   * mask ? a : b.
   *
   * @param mask the mask
   * @param a the value where it holds
   * @param b the value elsewhere
   * @return the choice
   */
  public Node select(Node mask, Node a, Node b) {
    if (mask.op().type() != Op.Type.MASK) {
      throw new IllegalArgumentException("select needs a mask, such as a.lessThan(b): " + mask);
    }
    return a == b ? a : make(Op.SELECT, null, mask, a, b);
  }

  /**
   * A constant power: 0 to 4, -1 and 1/2 become products, quotients and roots.
   *
   * @param base the base
   * @param exponent the exponent, finite
   * @return base to the power of exponent
   */
  public Node power(Node base, double exponent) {
    if (!Double.isFinite(exponent)) {
      throw new IllegalArgumentException("exponent is " + exponent + " but must be finite");
    }
    if (exponent == 0) {
      return constant(1);
    }
    if (exponent == 1) {
      return base;
    }
    return make(Op.POWER, exponent, base);
  }

  /**
   * The value of a, through which no gradient flows.
   *
   * @param a the value
   * @return the detached value
   */
  public Node stop(Node a) {
    return a.isConstant() || a.op() == Op.STOP ? a : make(Op.STOP, null, a);
  }
}
