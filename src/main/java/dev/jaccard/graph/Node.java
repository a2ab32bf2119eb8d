package dev.jaccard.graph;

import java.util.List;

/**
 * A value in an expression graph: a primitive applied to other nodes of the same {@link Graph}.
 *
 * <p>Nodes are immutable and interned: within a graph, equal expressions are one object, so that
 * {@code ==} compares expressions and common subexpressions cost nothing. The methods build larger
 * expressions; they are what a loss is written with. Numbers given as {@code double} become
 * constants.
 *
 * <p>A node may be used by several threads as long as its graph is used by one at a time.
 */
public final class Node {
  private final Graph graph;
  private final int id;
  private final Op op;
  private final List<Node> arguments;
  private final Object payload;

  Node(Graph graph, int id, Op op, List<Node> arguments, Object payload) {
    this.graph = graph;
    this.id = id;
    this.op = op;
    this.arguments = arguments;
    this.payload = payload;
  }

  /**
   * The graph that this node belongs to.
   *
   * @return the graph
   */
  public Graph graph() {
    return graph;
  }

  /**
   * The node's number; arguments have smaller ones than what is made of them.
   *
   * @return the number, from 0
   */
  public int id() {
    return id;
  }

  /**
   * The primitive.
   *
   * @return the primitive
   */
  public Op op() {
    return op;
  }

  /**
   * What the primitive is applied to.
   *
   * @return the arguments, as many as {@link Op#arity()}
   */
  public List<Node> arguments() {
    return arguments;
  }

  /**
   * One of the arguments.
   *
   * @param index which one, from 0
   * @return the argument
   */
  public Node argument(int index) {
    return arguments.get(index);
  }

  /**
   * What else defines the node: a constant's value, an input's {@link Plane}, a scalar's name, a
   * power's exponent, a shift's distance.
   *
   * @return the payload, or null
   */
  public Object payload() {
    return payload;
  }

  /**
   * Whether this is a float constant.
   *
   * @return true for {@link Op#CONSTANT}
   */
  public boolean isConstant() {
    return op == Op.CONSTANT;
  }

  /**
   * Whether this is the float constant given.
   *
   * @param value the value
   * @return true for a {@link Op#CONSTANT} of that value
   */
  public boolean isConstant(double value) {
    return op == Op.CONSTANT && (Double) payload == value;
  }

  /**
   * The value of a constant.
   *
   * @return the value
   * @throws IllegalStateException if this is not a constant
   */
  public double constant() {
    if (op != Op.CONSTANT) {
      throw new IllegalStateException(this + " is not a constant");
    }
    return (Double) payload;
  }

  /**
   * The sum.
   *
   * @param other the other term
   * @return this + other
   */
  public Node plus(Node other) {
    return graph.add(this, other);
  }

  /**
   * The sum with a constant.
   *
   * @param other the other term
   * @return this + other
   */
  public Node plus(double other) {
    return plus(graph.constant(other));
  }

  /**
   * The difference.
   *
   * @param other what is taken away
   * @return this - other
   */
  public Node minus(Node other) {
    return graph.subtract(this, other);
  }

  /**
   * The difference to a constant.
   *
   * @param other what is taken away
   * @return this - other
   */
  public Node minus(double other) {
    return minus(graph.constant(other));
  }

  /**
   * The difference from a constant.
   *
   * @param minuend what this is taken from
   * @return minuend - this
   */
  public Node subtractedFrom(double minuend) {
    return graph.constant(minuend).minus(this);
  }

  /**
   * The product.
   *
   * @param other the other factor
   * @return this · other
   */
  public Node times(Node other) {
    return graph.multiply(this, other);
  }

  /**
   * The product with a constant.
   *
   * @param other the other factor
   * @return this · other
   */
  public Node times(double other) {
    return times(graph.constant(other));
  }

  /**
   * The quotient. Quotients by one denominator may share its reciprocal, which costs them half an
   * ulp more; see {@link #exactlyDividedBy}.
   *
   * @param denominator the denominator
   * @return this / denominator
   */
  public Node dividedBy(Node denominator) {
    return graph.divide(this, denominator);
  }

  /**
   * The quotient by a constant.
   *
   * @param denominator the denominator
   * @return this / denominator
   */
  public Node dividedBy(double denominator) {
    return times(1 / denominator);
  }

  /**
   * The quotient, rounded once: x.exactlyDividedBy(x) is 1.
   *
   * @param denominator the denominator
   * @return this / denominator
   */
  public Node exactlyDividedBy(Node denominator) {
    return graph.make(Op.EXACT_DIV, null, this, denominator);
  }

  /**
   * The negative.
   *
   * @return -this
   */
  public Node negated() {
    return graph.negate(this);
  }

  /**
   * The absolute value; its derivative at 0 is 0.
   *
   * @return |this|
   */
  public Node abs() {
    return graph.make(Op.ABS, null, this);
  }

  /**
   * The square.
   *
   * @return this · this
   */
  public Node squared() {
    return times(this);
  }

  /**
   * The square root; its derivative at 0 is taken as 0, the subgradient at the tip of a cone.
   *
   * @return the root
   */
  public Node sqrt() {
    return graph.make(Op.SQRT, null, this);
  }

  /**
   * The smaller one; at a tie each has half of the gradient.
   *
   * @param other the other one
   * @return min(this, other)
   */
  public Node min(Node other) {
    return graph.minimum(this, other);
  }

  /**
   * The larger one; at a tie each has half of the gradient.
   *
   * @param other the other one
   * @return max(this, other)
   */
  public Node max(Node other) {
    return graph.maximum(this, other);
  }

  /**
   * max(this, 0), whose gradient passes at 0 (PyTorch's {@code clamp(min=0)}).
   *
   * @return the value where it is positive, else 0
   */
  public Node clampedAtZero() {
    return graph.make(Op.RELU, null, this);
  }

  /**
   * The value held between two bounds; the gradient passes at the bounds.
   *
   * @param low the lower bound
   * @param high the upper bound
   * @return min(max(this, low), high)
   */
  public Node clamped(double low, double high) {
    Node fromBelow = minus(low).clampedAtZero();
    return fromBelow.subtractedFrom(high - low).clampedAtZero().subtractedFrom(high);
  }

  /**
   * A comparison.
   *
   * @param other the other side
   * @return a mask: this &lt; other
   */
  public Node lessThan(Node other) {
    return graph.make(Op.LESS, null, this, other);
  }

  /**
   * A comparison with a constant.
   *
   * @param other the other side
   * @return a mask: this &lt; other
   */
  public Node lessThan(double other) {
    return lessThan(graph.constant(other));
  }

  /**
   * Whether this or another value is negative. It goes by the signs, in two operations instead of
   * three: -0 counts as negative, and a NaN counts as its sign says.
   *
   * @param other the other value
   * @return a mask: this &lt; 0 or other &lt; 0
   */
  public Node orOtherNegative(Node other) {
    return graph.make(Op.ANY_NEGATIVE, null, this, other);
  }

  /**
   * This mask or another one.
   *
   * @param other the other mask
   * @return a mask that holds where one of them does
   */
  public Node or(Node other) {
    return graph.make(Op.OR, null, this, other);
  }

  /**
   * A choice by this mask. Both sides are computed; no gradient flows through the mask.
   *
   * @param whenTrue the value where the mask holds
   * @param whenFalse the value elsewhere
   * @return this ? whenTrue : whenFalse
   */
  public Node select(Node whenTrue, Node whenFalse) {
    return graph.select(this, whenTrue, whenFalse);
  }

  /**
   * The exponential function.
   *
   * @return e to the power of this
   */
  public Node exp() {
    return graph.make(Op.EXP, null, this);
  }

  /**
   * The exponential function of a value that is known to be in [-1, 1] (or NaN); elsewhere the
   * result means little. It takes a third of the operations of {@link #exp()}.
   *
   * @return e to the power of this
   */
  public Node unitExp() {
    return graph.make(Op.EXP, Op.UNIT, this);
  }

  /**
   * The exponential function of a value that is known to be in [-87, 88] (or NaN); elsewhere the
   * result means nothing. It takes half of the operations of {@link #exp()}.
   *
   * @return e to the power of this
   */
  public Node boundedExp() {
    return graph.make(Op.EXP, Op.BOUNDED, this);
  }

  /**
   * The exponential function of a value that is known not to be above 88; below -87, where it would
   * be less than 2e-38, the result is 0.
   *
   * @return e to the power of this
   */
  public Node decay() {
    return graph.make(Op.EXP, Op.DECAY, this);
  }

  /**
   * The natural logarithm.
   *
   * @return ln(this)
   */
  public Node log() {
    return graph.make(Op.LOG, null, this);
  }

  /**
   * The arctangent.
   *
   * @return arctan(this), in radians
   */
  public Node atan() {
    return graph.make(Op.ATAN, null, this);
  }

  /**
   * ln(1 + this), accurate where this is near 0.
   *
   * @return the logarithm; NaN below -1
   */
  public Node log1p() {
    return graph.make(Op.LOG1P, null, this);
  }

  /**
   * ln(1 + this) of a value that is known to be in [0, 1] (or NaN); elsewhere the result means
   * nothing. It takes half of the operations of {@link #log1p()}.
   *
   * @return the logarithm
   */
  public Node boundedLog1p() {
    return graph.make(Op.LOG1P, Op.BOUNDED, this);
  }

  /**
   * The logistic function, 1 / (1 + exp(-this)); below -87, where it would be less than 2e-38, the
   * result is 0. Its derivative is written with sigmoid(-this) in the place of 1 - sigmoid, which
   * keeps its digits. Sigmoids and softplus of a value and of its negative share one exponential.
   *
   * @return the probability
   */
  public Node sigmoid() {
    return graph.make(Op.SIGMOID, null, this);
  }

  /**
   * ln(1 + exp(this)) without overflow; below -87 it is 0. Its derivative is the sigmoid.
   *
   * @return the softened positive part
   */
  public Node softplus() {
    return graph.make(Op.SOFTPLUS, null, this);
  }

  /**
   * A constant power. For an exponent that is not an integer the base must not be negative, and the
   * derivative is exponent · y / (base + 1e-16), which is finite at 0.
   *
   * @param exponent the exponent
   * @return this to the power of exponent
   */
  public Node power(double exponent) {
    return graph.power(this, exponent);
  }

  /**
   * The same value as a constant for the gradient ({@code detach}).
   *
   * @return the value
   */
  public Node stopGradient() {
    return graph.stop(this);
  }

  /**
   * This value with another expression's derivative.
   *
   * @param other the expression whose derivative is taken
   * @return the value of this
   */
  public Node withGradientOf(Node other) {
    return graph.make(Op.STRAIGHT_THROUGH, null, this, other);
  }

  /**
   * The same value, rounded to float before it is used: it is never contracted into an fma, so that
   * equal products cancel exactly.
   *
   * @return the value
   */
  public Node rounded() {
    return graph.make(Op.ROUNDED, null, this);
  }

  @Override
  public String toString() {
    return Notation.text(this);
  }
}
