package dev.jaccard.lower;

import dev.jaccard.graph.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    this(outputs, Set.of());
  }

  /**
   * Counts where some nodes are there already, so that what they are made of is not needed.
   *
   * @param outputs the expressions
   * @param given the nodes that are there
   */
  Uses(Collection<Node> outputs, Set<Node> given) {
    outputs.forEach(node -> count(node, given));
  }

  private void count(Node node, Set<Node> given) {
    if (counts.merge(node, 1, Integer::sum) == 1) {
      if (!given.contains(node)) {
        node.arguments().forEach(argument -> count(argument, given));
      }
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
