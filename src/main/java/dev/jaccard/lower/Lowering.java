package dev.jaccard.lower;

import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Turns expressions into a {@link Program}: the passes in their order. Whatever changes a result in
 * IEEE arithmetic happens here, before the readings part.
 */
public final class Lowering {
  private Lowering() {}

  /**
   * Lowers.
   *
   * @param name the program's name
   * @param outputs an expression for each output plane, all of one graph
   * @param poison a node that is 0, or NaN where all outputs shall be NaN; null if there is none
   * @return the program
   */
  public static Program lower(String name, SequencedMap<Plane, Node> outputs, Node poison) {
    if (poison == null) {
      return lowerAsIs(name, outputs, null);
    }
    List<Node> nodes = withoutPoisonedChoices(List.copyOf(outputs.values()), poison);
    SequencedMap<Plane, Node> poisoned = new LinkedHashMap<>();
    int index = 0;
    for (Plane plane : outputs.keySet()) {
      poisoned.put(plane, poisoned(nodes.get(index++), poison));
    }
    return lowerAsIs(name, poisoned, poison);
  }

  /**
   * Lowers outputs of which some shall not become NaN, such as the best of several values.
   *
   * @param name the program's name
   * @param outputs an expression for each output plane, all of one graph
   * @param poison a node that is 0 or NaN, or null
   * @return the program
   */
  public static Program lowerAsIs(String name, SequencedMap<Plane, Node> outputs, Node poison) {
    List<Node> nodes = new ArrayList<>(outputs.values());
    Rewriter expansion = new Expansion(nodes);
    nodes = run(expansion, nodes);
    Rewriter quotients = new Quotients(nodes);
    Node zero = poison == null ? null : quotients.rewrite(expansion.rewrite(poison));
    nodes = run(quotients, nodes);
    nodes = nodes.stream().map(new Scaling(zero)::rewrite).toList();
    nodes = run(new Contraction(nodes), nodes);
    nodes = run(new Unrounding(), nodes);
    SequencedMap<Plane, Node> lowered = new LinkedHashMap<>();
    int index = 0;
    for (Plane plane : outputs.keySet()) {
      lowered.put(plane, nodes.get(index++));
    }
    return new Program(name, lowered);
  }

  private static List<Node> run(Rewriter pass, List<Node> nodes) {
    return nodes.stream().map(pass::rewrite).toList();
  }

  /**
   * Choices between the poison and a value become the value less itself, which NaN survives, or
   * choices between 0 and the value, where the outputs are NaN even so: then the poison is part of
   * a sum only, an fma.
   */
  private static List<Node> withoutPoisonedChoices(List<Node> outputs, Node poison) {
    Map<Node, Boolean> known = new HashMap<>();
    known.put(poison, true);
    Rewriter plain =
        new Rewriter(poison.graph()) {
          @Override
          Node rebuild(Node node, Node[] a) {
            if (node.op() == Op.SELECT && a[1] == poison && carries(a[2], known)) {
              return poison.graph().make(Op.MASKED_SUB, null, a[0], a[2], a[2]);
            }
            if (node.op() == Op.SELECT) {
              a[1] = a[1] == poison ? poison.graph().constant(0) : a[1];
              a[2] = a[2] == poison ? poison.graph().constant(0) : a[2];
            }
            return same(node, a);
          }
        };
    List<Node> rewritten = run(plain, outputs);
    return rewritten.stream().allMatch(n -> carries(n, known)) ? rewritten : outputs;
  }

  /**
   * Adds the poison to an expression that would not become NaN by itself.
   *
   * @param node the expression
   * @param poison a node that is 0, or NaN where the expression shall be NaN
   * @return the expression, or its sum with the poison
   */
  public static Node poisoned(Node node, Node poison) {
    Map<Node, Boolean> known = new HashMap<>();
    known.put(poison, true);
    return carries(node, known) ? node : node.plus(poison);
  }

  /** Whether a node is surely NaN where the poison is. */
  private static boolean carries(Node node, Map<Node, Boolean> known) {
    Boolean before = known.get(node);
    if (before != null) {
      return before;
    }
    boolean result =
        switch (node.op()) {
          // masks close a product with a step, so that it hides a NaN
          case MUL ->
              node.arguments().stream().noneMatch(a -> a.op() == Op.STEP)
                  && anyCarries(node, known);
          case ADD, SUB, DIV, EXACT_DIV, FMA, NEG, ABS, SQRT, ROUNDED, STOP ->
              anyCarries(node, known);
          case MASKED_SUB -> carries(node.argument(1), known);
          case STRAIGHT_THROUGH -> carries(node.argument(0), known);
          case SELECT -> carries(node.argument(1), known) & carries(node.argument(2), known);
          case MIN, MAX -> carries(node.argument(0), known) & carries(node.argument(1), known);
          default -> false;
        };
    known.put(node, result);
    return result;
  }

  private static boolean anyCarries(Node node, Map<Node, Boolean> known) {
    boolean any = false;
    for (Node argument : node.arguments()) {
      any |= carries(argument, known);
    }
    return any;
  }
}
