package dev.jaccard.lower;

import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * A program in two parts, for loops that meet the same boxes again and again: what depends on one
 * argument alone is computed once into planes, where reading them is cheaper than computing. The
 * bits do not change.
 *
 * @param before writes further planes of the argument; it may have no outputs
 * @param main the rest, which reads them
 */
public record Split(Program before, Program main) {
  /** A plane costs a load, which is as much as one operation. */
  private static final int LEAST_OPERATIONS = 2;

  /**
   * Splits.
   *
   * @param program the program
   * @param argument the argument whose planes are met again and again
   * @return the two parts; what the first one writes follows the argument's other planes
   */
  public static Split of(Program program, String argument) {
    Set<Node> own = ownNodes(program, argument);
    SequencedMap<Plane, Node> derived = new LinkedHashMap<>();
    Map<Node, Plane> planes = new HashMap<>();
    int first =
        program.planes().stream()
            .filter(plane -> plane.argument().equals(argument))
            .mapToInt(plane -> plane.index() + 1)
            .max()
            .orElse(0);
    for (Node node : frontier(program, own)) {
      if (operations(node, planes, new HashSet<>()) >= LEAST_OPERATIONS) {
        Plane plane = new Plane(argument, first + derived.size());
        derived.put(plane, node);
        planes.put(node, plane);
      }
    }
    Rewriter reader = new PlaneReader(planes);
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    program.outputs().forEach((plane, node) -> outputs.put(plane, reader.rewrite(node)));
    return new Split(
        new Program(program.name() + ", once per box", derived),
        new Program(program.name(), outputs));
  }

  /** The nodes that depend on planes of the argument and on nothing else. */
  private static Set<Node> ownNodes(Program program, String argument) {
    Set<Node> own = new HashSet<>();
    Set<Node> foreign = new HashSet<>();
    for (Node node : program.nodes()) {
      boolean isInput = node.op() == Op.INPUT;
      boolean isOwnInput = isInput && ((Plane) node.payload()).argument().equals(argument);
      if (node.op() == Op.SCALAR
          || (isInput && !isOwnInput)
          || node.arguments().stream().anyMatch(foreign::contains)) {
        foreign.add(node);
      } else if (isOwnInput || node.arguments().stream().anyMatch(own::contains)) {
        own.add(node);
      }
    }
    return own;
  }

  /** Those of them whose value the rest needs, in order. */
  private static Iterable<Node> frontier(Program program, Set<Node> own) {
    Set<Node> needed = new HashSet<>(program.outputs().values());
    for (Node node : program.nodes()) {
      if (!own.contains(node)) {
        needed.addAll(node.arguments());
      }
    }
    return program.nodes().stream()
            .filter(node -> own.contains(node) && needed.contains(node))
            .filter(node -> node.op() != Op.INPUT && node.op().type() == Op.Type.FLOAT)
        ::iterator;
  }

  /** The operations that a node takes where some nodes are read from planes. */
  private static int operations(Node node, Map<Node, Plane> planes, Set<Node> counted) {
    if (planes.containsKey(node) || !counted.add(node)) {
      return 0;
    }
    int count =
        switch (node.op()) {
          case INPUT, CONSTANT, INT_CONSTANT, FLOAT_TO_BITS, BITS_TO_FLOAT -> 0;
          default -> 1;
        };
    for (Node argument : node.arguments()) {
      count += operations(argument, planes, counted);
    }
    return count;
  }

  /** Reads some nodes from planes. */
  private static final class PlaneReader extends Rewriter {
    private final Map<Node, Plane> planes;

    private PlaneReader(Map<Node, Plane> planes) {
      this.planes = planes;
    }

    @Override
    Node rebuild(Node node, Node[] a) {
      Plane plane = planes.get(node);
      return plane == null
          ? target().make(node.op(), node.payload(), a)
          : target().input(plane.argument(), plane.index());
    }
  }
}
