package dev.jaccard.bench.limits;

import dev.jaccard.bench.Benchmarks;
import dev.jaccard.bench.Pairs;
import dev.jaccard.bench.measure.Task;
import dev.jaccard.emit.MemoryKind;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.lower.Lowering;
import dev.jaccard.lower.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Kernels that read and write the planes of a program and compute next to nothing. Programs with
 * the same planes share one.
 */
public final class MemoryKernels {
  private final Map<List<Plane>, Kernel> kernels = new HashMap<>();

  /**
   * The memory kernel of a program.
   *
   * @param program the program
   * @return a kernel with its arguments and planes, warmed up
   */
  public Kernel like(Program program) {
    return kernels.computeIfAbsent(
        program.planes(),
        planes -> {
          Kernel kernel = new Kernel(moving(program));
          kernel.warmUp(MemoryKind.SEGMENTS).join();
          return kernel;
        });
  }

  /**
   * The memory kernel of a program over some pairs, to be timed.
   *
   * @param program the program
   * @param pairs the pairs
   * @return a task whose parameters are the planes read, those written, and the pairs
   */
  public Task task(Program program, Pairs pairs) {
    Kernel kernel = like(program);
    Argument[] arguments = pairs.arguments(kernel.program());
    int count = pairs.prediction.count();
    return new Task(
        Benchmarks.MEMORY,
        parameters(program, count),
        count,
        () -> kernel.run(arguments, new float[0], count, Kernel.Choice.WHEN_READY, null, 1));
  }

  /**
   * The parameters of a program's memory kernel in results.
   *
   * @param program the program
   * @param pairs the number of pairs
   * @return names and values
   */
  public static Map<String, String> parameters(Program program, int pairs) {
    return Map.of(
        "reads",
        Integer.toString(program.inputPlanes().size()),
        "writes",
        Integer.toString(program.outputs().size()),
        "pairs",
        Integer.toString(pairs));
  }

  /** Every input goes into some output: the first into the first, and so on round and round. */
  static Program moving(Program program) {
    Graph graph = new Graph();
    List<Plane> outputs = new ArrayList<>(program.outputs().keySet());
    Node[] sums = new Node[outputs.size()];
    List<Plane> inputs = program.inputPlanes();
    for (int i = 0; i < Math.max(inputs.size(), sums.length); i++) {
      Plane plane = inputs.get(i % inputs.size());
      Node input = graph.input(plane.argument(), plane.index());
      int to = i % sums.length;
      sums[to] = sums[to] == null ? input : sums[to].plus(input);
    }
    SequencedMap<Plane, Node> moved = new LinkedHashMap<>();
    for (int i = 0; i < sums.length; i++) {
      moved.put(outputs.get(i), sums[i]);
    }
    return Lowering.lower("memory " + inputs.size() + " to " + sums.length, moved, null);
  }
}
