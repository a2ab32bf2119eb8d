package dev.jaccard.bench.limits;

import dev.jaccard.bench.Benchmarks;
import dev.jaccard.bench.measure.Guard;
import dev.jaccard.bench.measure.Task;
import dev.jaccard.results.Measurement;
import dev.jaccard.results.ResultFile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** The times of single vector operations: how they are measured, and how they are read. */
public final class SingleOperations {
  private static final String NAME = "operation";
  private static final String CHAINS = "chains";

  private SingleOperations() {}

  /**
   * What is to be timed.
   *
   * @return a short and a long program of each operation
   */
  public static List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      for (boolean many : List.of(false, true)) {
        DoubleSupplier call = operation.call(many);
        tasks.add(
            new Task(
                Benchmarks.OPERATION,
                Map.of(NAME, operation.label(), CHAINS, chains(many)),
                Operation.VALUES,
                call,
                Guard.compiled(call, () -> true)));
      }
    }
    return tasks;
  }

  private static String chains(boolean many) {
    return many ? "long" : "short";
  }

  /**
   * The time of one vector operation of each kind.
   *
   * @param results the results of a run
   * @param lanes how many floats its vectors had
   * @return nanoseconds; empty if they were not measured
   */
  public static Map<Operation, Double> times(ResultFile results, int lanes) {
    Map<Operation, Double> times = new EnumMap<>(Operation.class);
    for (Operation operation : Operation.values()) {
      Measurement few = find(results, operation, false);
      Measurement many = find(results, operation, true);
      if (few != null && many != null) {
        double perValue = many.medians().fastest() - few.medians().fastest();
        times.put(operation, perValue * lanes / operation.difference());
      }
    }
    return times;
  }

  private static Measurement find(ResultFile results, Operation operation, boolean many) {
    return results
        .find(Benchmarks.OPERATION, NAME, operation.label(), CHAINS, chains(many))
        .orElse(null);
  }
}
