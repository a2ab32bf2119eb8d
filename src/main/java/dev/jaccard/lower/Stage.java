package dev.jaccard.lower;

import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * One of the loops of a program.
 *
 * @param loads the nodes that an iteration reads, and where from
 * @param outputs what it writes
 * @param uses how often nodes are used in it
 */
public record Stage(SequencedMap<Node, Plane> loads, SequencedMap<Plane, Node> outputs, Uses uses) {
  /**
   * The loop that computes some outputs.
   *
   * @param outputs what is written
   * @param given what an earlier loop has computed, and where it lies
   * @return the loop
   */
  static Stage of(SequencedMap<Plane, Node> outputs, Map<Node, Plane> given) {
    Uses uses = new Uses(outputs.values(), given.keySet());
    SequencedMap<Node, Plane> loads = new LinkedHashMap<>();
    for (Node node : uses.order()) {
      if (given.containsKey(node)) {
        loads.put(node, given.get(node));
      } else if (node.op() == Op.INPUT) {
        loads.put(node, (Plane) node.payload());
      }
    }
    return new Stage(loads, outputs, uses);
  }
}
