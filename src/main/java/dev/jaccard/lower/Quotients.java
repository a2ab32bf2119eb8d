package dev.jaccard.lower;

import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Lets quotients by one denominator share its reciprocal. */
final class Quotients extends Rewriter {
  private final Map<Node, Integer> quotients = new HashMap<>();

  Quotients(Collection<Node> outputs) {
    for (Node node : new Uses(outputs).order()) {
      if (node.op() == Op.DIV) {
        quotients.merge(node.argument(1), 1, Integer::sum);
      }
    }
  }

  @Override
  Node rebuild(Node node, Node[] a) {
    return node.op() == Op.DIV && quotients.get(node.argument(1)) > 1
        ? target().multiply(a[0], target().divide(target().constant(1), a[1]))
        : same(node, a);
  }
}
