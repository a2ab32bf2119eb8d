package dev.jaccard.lower;

import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import java.util.Optional;
import java.util.Set;

/**
 * Where a program is only one value wide, and so can be cut in two loops that share no operation.
 *
 * <p>An exponential and what becomes of it are one long chain. A CPU holds some hundred operations
 * that wait for others, two or three iterations of such a loop, and idles. Two loops with chains
 * half as long keep it busy, and the one value between them stays in the nearest cache.
 */
final class Waist {
  /** A shorter loop costs more to run than it spares. */
  private static final int LEAST_OPERATIONS = 10;

  private Waist() {}

  /** The value that parts a program's operations most evenly, if there is one. */
  static Optional<Node> of(Program program) {
    int all = program.operationCount();
    Node best = null;
    int bestSize = LEAST_OPERATIONS - 1;
    for (Node node : program.nodes()) {
      if (node.op() == Op.INPUT || node.op().type() != Op.Type.FLOAT || program.isInvariant(node)) {
        continue;
      }
      int before = operations(program, new Uses(Set.of(node)), null);
      int after = operations(program, new Uses(program.outputs().values(), Set.of(node)), node);
      int size = Math.min(before, after);
      if (before + after == all && size > bestSize) {
        best = node;
        bestSize = size;
      }
    }
    return Optional.ofNullable(best);
  }

  private static int operations(Program program, Uses uses, Node given) {
    return (int)
        uses.order().stream().filter(node -> node != given && program.isOperation(node)).count();
  }
}
