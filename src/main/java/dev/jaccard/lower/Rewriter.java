package dev.jaccard.lower;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import java.util.HashMap;
import java.util.Map;

/** A pass over a graph: rebuilds expressions bottom-up, each node once. */
abstract class Rewriter {
  private final Graph target;
  private final Map<Node, Node> rebuilt = new HashMap<>();

  /** A pass into a new graph. */
  Rewriter() {
    this(new Graph());
  }

  /** A pass into a given graph, which may be the one that is read. */
  Rewriter(Graph target) {
    this.target = target;
  }

  /** The graph that is being built. */
  final Graph target() {
    return target;
  }

  /** The new node for an old one. */
  final Node rewrite(Node node) {
    Node known = rebuilt.get(node);
    if (known == null) {
      Node[] arguments = new Node[node.arguments().size()];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = rewrite(node.argument(i));
      }
      known = rebuild(node, arguments);
      rebuilt.put(node, known);
    }
    return known;
  }

  /** Makes the new node from rewritten arguments. */
  abstract Node rebuild(Node node, Node[] arguments);

  /** The same primitive on the new arguments, folded as the graph's makers do. */
  final Node same(Node node, Node[] a) {
    return switch (node.op()) {
      case CONSTANT -> target.constant(node.constant());
      case ADD -> target.add(a[0], a[1]);
      case SUB -> target.subtract(a[0], a[1]);
      case MUL -> target.multiply(a[0], a[1]);
      case DIV -> target.divide(a[0], a[1]);
      case NEG -> target.negate(a[0]);
      case SELECT -> target.select(a[0], a[1], a[2]);
      case STOP -> target.stop(a[0]);
      default -> target.make(node.op(), node.payload(), a);
    };
  }
}
