package dev.jaccard.gradient;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reverse-mode differentiation of an expression graph, symbolically: the derivatives are nodes of
 * the same graph.
 *
 * <p>{@link #rule} is the whole table, a row per primitive. At a tie of min and max each side has
 * half of the gradient. Contributions that reach a node through min and max of the same two values
 * (an edge of a box is in the intersection and in the enclosing box) share one {@link Op#STEP}.
 */
public final class Gradient {
  /** Keeps the derivative of a real power finite where the base is 0. */
  public static final double POWER_GUARD = 1e-16;

  private final Graph graph;
  private final Node zero;
  private final Set<Node> reached = new HashSet<>();
  private final NavigableMap<Integer, Node> pending = new TreeMap<>();
  private final Map<Node, Adjoint> adjoints = new HashMap<>();

  private Gradient(Graph graph, Node zero) {
    this.graph = graph;
    this.zero = zero;
  }

  /** What has flowed into a node so far. */
  private static final class Adjoint {
    private Node plain;
    private final Map<Node, Node[]> stepped = new LinkedHashMap<>();
  }

  /**
   * The derivatives of an expression.
   *
   * @param value the expression
   * @param seed the derivative of the result with respect to the expression, such as a weight
   * @param zero what flows where a choice blocks the gradient: a node that is 0, or NaN where the
   *     gradient shall be NaN
   * @param variables with respect to what
   * @return one derivative per variable; where the expression does not depend on it, the constant 0
   */
  public static List<Node> of(Node value, Node seed, Node zero, List<Node> variables) {
    Graph graph = value.graph();
    Gradient gradient = new Gradient(graph, zero);
    gradient.findReached(value, new HashSet<>(variables), new HashMap<>());
    if (gradient.reached.contains(value)) {
      gradient.flow(value, seed);
      while (!gradient.pending.isEmpty()) {
        Node node = gradient.pending.lastEntry().getValue();
        gradient.pending.remove(node.id());
        gradient.rule(node, gradient.collect(node));
      }
    }
    List<Node> result = new ArrayList<>();
    for (Node variable : variables) {
      result.add(
          gradient.adjoints.containsKey(variable) ? gradient.collect(variable) : graph.constant(0));
    }
    return result;
  }

  /** Marks the nodes through which the value depends on a variable. */
  private boolean findReached(Node node, Set<Node> variables, Map<Node, Boolean> seen) {
    Boolean known = seen.get(node);
    if (known != null) {
      return known;
    }
    boolean reaches = variables.contains(node);
    if (node.op() == Op.STRAIGHT_THROUGH) {
      reaches |= findReached(node.argument(1), variables, seen);
    } else if (node.op() != Op.STOP) {
      for (Node argument : node.arguments()) {
        reaches |= findReached(argument, variables, seen);
      }
    }
    seen.put(node, reaches);
    if (reaches) {
      reached.add(node);
    }
    return reaches;
  }

  private Adjoint adjoint(Node node) {
    if (!node.arguments().isEmpty()) {
      pending.put(node.id(), node);
    }
    return adjoints.computeIfAbsent(node, n -> new Adjoint());
  }

  private void flow(Node to, Node amount) {
    if (reached.contains(to)) {
      Adjoint adjoint = adjoint(to);
      adjoint.plain = adjoint.plain == null ? amount : adjoint.plain.plus(amount);
    }
  }

  /** Lets an amount flow times a step, or times 1 - the step. */
  private void flowStepped(Node to, Node amount, Node step, boolean complement) {
    if (reached.contains(to)) {
      Node[] sides = adjoint(to).stepped.computeIfAbsent(step, s -> new Node[2]);
      int side = complement ? 1 : 0;
      sides[side] = sides[side] == null ? amount : sides[side].plus(amount);
    }
  }

  private Node collect(Node node) {
    Adjoint adjoint = adjoints.get(node);
    Node sum = adjoint.plain;
    for (Map.Entry<Node, Node[]> entry : adjoint.stepped.entrySet()) {
      Node step = entry.getKey();
      Node direct = entry.getValue()[0];
      Node complement = entry.getValue()[1];
      Node term;
      if (complement == null) {
        term = direct.times(step);
      } else if (direct == null) {
        term = complement.times(graph.make(Op.STEP, null, step.argument(1), step.argument(0)));
      } else {
        sum = sum == null ? complement : sum.plus(complement);
        term = direct.minus(complement).times(step);
      }
      sum = sum == null ? term : sum.plus(term);
    }
    return sum;
  }

  /** The table: how the gradient g of a node's value y flows to its arguments. */
  private void rule(Node y, Node g) {
    Node a = y.arguments().isEmpty() ? null : y.argument(0);
    Node b = y.arguments().size() < 2 ? null : y.argument(1);
    switch (y.op()) {
      case ADD -> {
        flow(a, g);
        flow(b, g);
      }
      case SUB -> {
        flow(a, g);
        flow(b, g.negated());
      }
      case MUL -> {
        if (a == b) {
          flow(a, a.times(g.times(2)));
        } else {
          flow(a, g.times(b));
          flow(b, g.times(a));
        }
      }
      case DIV, EXACT_DIV -> {
        Node quotient = g.dividedBy(b);
        flow(a, quotient);
        flow(b, quotient.times(y).negated());
      }
      case FMA -> {
        flow(a, g.times(b));
        flow(b, g.times(a));
        flow(y.argument(2), g);
      }
      case NEG -> flow(a, g.negated());
      case ABS -> flow(a, g.times(sign(a)));
      case SQRT -> flow(a, graph.constant(0).lessThan(y).select(g.times(0.5).dividedBy(y), zero));
      case SELECT -> {
        flow(b, a.select(g, zero));
        flow(y.argument(2), a.select(zero, g));
      }
      case MIN -> {
        Node step = graph.make(Op.STEP, null, a, b);
        flowStepped(a, g, step, false);
        flowStepped(b, g, step, true);
      }
      case MAX -> {
        Node step = graph.make(Op.STEP, null, a, b);
        flowStepped(a, g, step, true);
        flowStepped(b, g, step, false);
      }
      case RELU -> flow(a, a.lessThan(0).select(zero, g));
      case EXP -> flow(a, g.times(y));
      case LOG -> flow(a, g.dividedBy(a));
      case ATAN -> flow(a, g.dividedBy(a.squared().plus(1)));
      case LOG1P -> flow(a, g.dividedBy(a.plus(1)));
      case SIGMOID -> flow(a, g.times(y.times(a.negated().sigmoid())));
      case SOFTPLUS -> flow(a, g.times(a.sigmoid()));
      case POWER -> flow(a, g.times(powerSlope(y, a)));
      case STRAIGHT_THROUGH -> flow(b, g);
      case ROUNDED -> flow(a, g);
      case STOP, INPUT, SCALAR, CONSTANT -> {}
      default -> throw new IllegalArgumentException(y.op() + " has no derivative");
    }
  }

  /** -1, 0 or 1; of a difference by the comparison that min and max of its terms make too. */
  private Node sign(Node a) {
    Node smaller = a.op() == Op.SUB ? a.argument(1) : graph.constant(0);
    Node larger = a.op() == Op.SUB ? a.argument(0) : a;
    return graph.make(Op.STEP, null, smaller, larger).times(2).minus(1);
  }

  private Node powerSlope(Node y, Node base) {
    double exponent = (Double) y.payload();
    return exponent == Math.rint(exponent)
        ? base.power(exponent - 1).times(exponent)
        : y.times(exponent).dividedBy(base.plus(POWER_GUARD));
  }
}
