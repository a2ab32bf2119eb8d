package dev.jaccard.lower;

import dev.jaccard.graph.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each node of some expressions is used; outputs count as uses. */
public final class Uses {
  private final Map<Node, Integer> counts = new HashMap<>();
  private final List<Node> order = new ArrayList<>();

  /**
   * Counts.
   *
   * @param outputs the expressions
   */
  public Uses(Collection<Node> outputs) {
    outputs.forEach(this::count);
  }

  private void count(Node node) {
    if (counts.merge(node, 1, Integer::sum) == 1) {
      node.arguments().forEach(this::count);
      order.add(node);
    }
  }

  /**
   * The uses of a node.
   *
   * @param node the node
   * @return how many arguments and outputs it is
   */
  public int of(Node node) {
    return counts.getOrDefault(node, 0);
  }

  /**
   * All nodes, arguments before what is made of them.
   *
   * @return the nodes in order
   */
  public List<Node> order() {
    return order;
  }
}
