package dev.jaccard.lower;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * A program for several values of some scalars at once: planes are read once for all of them. A
 * plane that is both read and written goes through all repetitions in turn; any other output has a
 * plane for each.
 */
public final class Repetition extends Rewriter {
  private final int repetition;
  private final Set<String> varying;
  private final Map<Plane, Node> written;

  private Repetition(Graph target, int repetition, Set<String> varying, Map<Plane, Node> written) {
    super(target);
    this.repetition = repetition;
    this.varying = varying;
    this.written = written;
  }

  /**
   * Repeats a program.
   *
   * @param program the program
   * @param times how often
   * @param varying the names of the scalars that have a value for each repetition
   * @return the program; output plane k of n is plane k + n·r in repetition r
   */
  public static Program of(Program program, int times, Set<String> varying) {
    Graph target = new Graph();
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    Map<Plane, Node> written = new HashMap<>();
    int width = program.outputs().size();
    for (int r = 0; r < times; r++) {
      Rewriter copy = new Repetition(target, r, varying, Map.copyOf(written));
      for (Map.Entry<Plane, Node> output : program.outputs().entrySet()) {
        Plane plane = output.getKey();
        Node node = copy.rewrite(output.getValue());
        if (program.inputPlanes().contains(plane)) {
          written.put(plane, node);
          outputs.put(plane, node);
        } else {
          outputs.put(new Plane(plane.argument(), plane.index() + r * width), node);
        }
      }
    }
    return new Program(program.name(), outputs);
  }

  /**
   * The name of a scalar in a repetition.
   *
   * @param name its name in the program
   * @param repetition the repetition, from 0
   * @return its name in the repeated program
   */
  public static String scalar(String name, int repetition) {
    return repetition == 0 ? name : name + "'" + repetition;
  }

  @Override
  Node rebuild(Node node, Node[] a) {
    if (node.op() == Op.SCALAR && varying.contains(node.payload())) {
      return target().scalar(scalar((String) node.payload(), repetition));
    }
    Node before = node.op() == Op.INPUT ? written.get(node.payload()) : null;
    return before == null ? same(node, a) : before;
  }
}
