package dev.jaccard.lower;

import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;

/**
 * A lowered program: what one iteration of a kernel's loop computes. Every reading of it gives the
 * same bits.
 */
public final class Program {
  private final String name;
  private final SequencedMap<Plane, Node> outputs;
  private final List<Node> nodes;
  private final Uses uses;
  private final List<Plane> inputPlanes;
  private final List<String> scalars;
  private final List<String> arguments;
  private final Set<Node> invariants = new LinkedHashSet<>();
  private final Map<String, Integer> distances;
  private final Node computedFirst;
  private final List<Stage> stages;

  /**
   * A program.
   *
   * @param name what it is called in profilers and messages
   * @param outputs what is written to each output plane
   */
  Program(String name, SequencedMap<Plane, Node> outputs) {
    this(name, outputs, Map.of(), null);
  }

  private Program(
      String name,
      SequencedMap<Plane, Node> outputs,
      Map<String, Integer> distances,
      Node computedFirst) {
    this.name = name;
    this.distances = distances;
    this.outputs = new LinkedHashMap<>(outputs);
    this.computedFirst = computedFirst;
    this.stages = stages(this.outputs, computedFirst);
    this.uses = new Uses(outputs.values());
    this.nodes = List.copyOf(uses.order());
    List<Plane> planes = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Set<String> all = new LinkedHashSet<>();
    for (Node node : nodes) {
      if (node.op() == Op.INPUT) {
        planes.add((Plane) node.payload());
      } else if (node.op() == Op.SCALAR) {
        names.add((String) node.payload());
      }
      boolean invariant = node.op() != Op.INPUT;
      for (Node argument : node.arguments()) {
        invariant &= invariants.contains(argument);
      }
      if (invariant) {
        invariants.add(node);
      }
    }
    planes.sort((a, b) ->
        a.argument().equals(b.argument())
            ? Integer.compare(a.index(), b.index())
            : a.argument().compareTo(b.argument()));
    planes.forEach(plane -> all.add(plane.argument()));
    outputs.keySet().forEach(plane -> all.add(plane.argument()));
    this.inputPlanes = List.copyOf(planes);
    this.scalars = names.stream().sorted().toList();
    this.arguments = List.copyOf(all);
  }

  private static List<Stage> stages(SequencedMap<Plane, Node> outputs, Node computedFirst) {
    if (computedFirst == null) {
      return List.of(Stage.of(outputs, Map.of()));
    }
    // where it is read and then overwritten, iteration by iteration
    Plane between = outputs.firstEntry().getKey();
    return List.of(
        Stage.of(new LinkedHashMap<>(Map.of(between, computedFirst)), Map.of()),
        Stage.of(outputs, Map.of(computedFirst, between)));
  }

  /**
   * The program's name.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * What is written, in order.
   *
   * @return a node for each output plane
   */
  public SequencedMap<Plane, Node> outputs() {
    return java.util.Collections.unmodifiableSequencedMap(outputs);
  }

  /**
   * All nodes, arguments before what is made of them.
   *
   * @return the nodes
   */
  public List<Node> nodes() {
    return nodes;
  }

  /**
   * How often nodes are used.
   *
   * @return the uses, outputs included
   */
  public Uses uses() {
    return uses;
  }

  /**
   * The planes that are read.
   *
   * @return the input planes, by argument and index
   */
  public List<Plane> inputPlanes() {
    return inputPlanes;
  }

  /**
   * All planes: those read, then those written.
   *
   * @return the planes
   */
  public List<Plane> planes() {
    List<Plane> all = new ArrayList<>(inputPlanes);
    all.addAll(outputs.keySet());
    return all;
  }

  /**
   * The same program, for planes that always lie at one distance, which spares a loop a register
   * for each of them.
   *
   * @param arguments the names of the arguments whose planes do
   * @param distance how many floats there are from one plane to the next
   * @return the program
   */
  public Program withPlanesApart(Set<String> arguments, int distance) {
    Map<String, Integer> all = new HashMap<>(distances);
    arguments.forEach(argument -> all.put(argument, distance));
    return new Program(name, outputs, Map.copyOf(all), computedFirst);
  }

  /**
   * The same program as two loops, one after the other, where there is a single value to part them
   * at, which is then kept in the first output plane. That plane must lie in memory of its own, and
   * calls be so short that it stays in a cache.
   *
   * @return the program with two stages, or this one
   */
  public Program inTwoLoops() {
    return Waist.of(this).map(node -> new Program(name, outputs, distances, node)).orElse(this);
  }

  /**
   * The loops that compute the outputs.
   *
   * @return one stage or two, in the order in which they are run
   */
  public List<Stage> stages() {
    return stages;
  }

  /**
   * How far the planes of an argument are apart, where that is known.
   *
   * @param argument the argument
   * @return the floats from one plane to the next
   */
  public OptionalInt distance(String argument) {
    Integer known = distances.get(argument);
    return known == null ? OptionalInt.empty() : OptionalInt.of(known);
  }

  /**
   * The names of the scalars.
   *
   * @return the names, in the order in which a kernel takes their values
   */
  public List<String> scalars() {
    return scalars;
  }

  /**
   * The names of the arguments.
   *
   * @return the names, in the order in which a kernel takes their memory
   */
  public List<String> arguments() {
    return arguments;
  }

  /**
   * Whether a node is the same for all pairs, so that it is computed before the loop.
   *
   * @param node the node
   * @return true if it depends on no input plane
   */
  public boolean isInvariant(Node node) {
    return invariants.contains(node);
  }

  /**
   * How many values that are the same for all pairs the loop uses, constants included.
   *
   * @return the number of registers that it takes to hold them
   */
  public int sharedValues() {
    return (int)
        nodes.stream()
            .filter(node -> !isInvariant(node))
            .flatMap(node -> node.arguments().stream())
            .filter(node -> isInvariant(node) && node.op().type() != Op.Type.MASK)
            .distinct()
            .count();
  }

  /**
   * How many operations of each kind an iteration has; loads, stores, constants and what costs
   * nothing do not count.
   *
   * @return the counts
   */
  public Map<Op, Integer> operations() {
    Map<Op, Integer> counts = new java.util.EnumMap<>(Op.class);
    for (Node node : nodes) {
      if (isOperation(node)) {
        counts.merge(node.op(), 1, Integer::sum);
      }
    }
    return counts;
  }

  /** Whether an iteration computes a node, and that costs something. */
  boolean isOperation(Node node) {
    return switch (node.op()) {
      case INPUT, FLOAT_TO_BITS, BITS_TO_FLOAT -> false;
      default -> !isInvariant(node);
    };
  }

  /**
   * The number of operations of an iteration.
   *
   * @return the sum of {@link #operations()}
   */
  public int operationCount() {
    return operations().values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * The traffic of one pair.
   *
   * @return the bytes read and written
   */
  public int bytesPerPair() {
    return Float.BYTES * (inputPlanes.size() + outputs.size());
  }
}
