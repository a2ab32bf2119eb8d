package dev.jaccard.bench.measure;

import dev.jaccard.results.Measurement;
import java.util.ArrayList;
import java.util.List;

/**
 * Times tasks round by round, each for a moment in every round: what disturbs one disturbs all, and
 * ratios within a round hold even where the times do not.
 *
 * @param warmUp how long a task runs before, in nanoseconds, so that C2 has compiled what calls it
 * @param count how many rounds
 * @param nanos how long a task runs in a round, at least one call
 * @param slowest how long all rounds of one task may take; a slower task has fewer rounds
 */
public record Rounds(double warmUp, int count, double nanos, double slowest) {
  private static final int FEWEST = 3;
  private static final double TOO_LONG = 3;

  /** Such a call is over more memory than any cache holds. */
  private static final double LONG_CALL = 2e7;

  private static final int WARM_UP_CALLS = 3;

  /**
   * Times tasks.
   *
   * @param tasks the tasks
   * @return the times of an operation in nanoseconds, one fork each, in the tasks' order
   * @throws IllegalStateException if a task returns 0 or NaN
   */
  public List<Measurement> measure(List<Task> tasks) {
    int[] calls = new int[tasks.size()];
    int[] rounds = new int[tasks.size()];
    double[] once = new double[tasks.size()];
    double[][] times = new double[tasks.size()][count];
    for (int k = 0; k < tasks.size(); k++) {
      once[k] = Double.POSITIVE_INFINITY;
      long end = System.nanoTime() + (long) warmUp;
      for (int i = 0; i < WARM_UP_CALLS || System.nanoTime() < end; i++) {
        once[k] = Math.min(once[k], time(tasks.get(k), 1));
      }
      calls[k] = (int) Math.max(1, Math.min(1e6, nanos / once[k]));
      rounds[k] = (int) Math.clamp(slowest / (calls[k] * once[k]), FEWEST, count);
    }
    for (int round = -1; round < count; round++) {
      for (int k = 0; k < tasks.size(); k++) {
        if (round < rounds[k]) {
          if (once[k] < LONG_CALL) {
            // brings its memory back, which others drove out of the caches
            tasks.get(k).run().getAsDouble();
          }
          double taken = time(tasks.get(k), calls[k]);
          if (round >= 0) {
            times[k][round] = taken / calls[k] / tasks.get(k).operations();
          }
          if (taken > TOO_LONG * nanos) {
            // on a busy machine its first calls were not like the others
            calls[k] = (int) Math.max(1, calls[k] * nanos / taken);
          }
        }
      }
    }
    List<Measurement> results = new ArrayList<>();
    for (int k = 0; k < tasks.size(); k++) {
      Task task = tasks.get(k);
      double[] measured = java.util.Arrays.copyOf(times[k], rounds[k]);
      results.add(
          new Measurement(
              task.benchmark(), task.parameters(), "ns/op", List.of(measured), task.figures()));
    }
    return results;
  }

  private static double time(Task task, int calls) {
    double checked = 0;
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      checked += task.run().getAsDouble();
    }
    long nanos = System.nanoTime() - start;
    if (Double.isNaN(checked) || checked == 0) {
      throw new IllegalStateException(
          task.benchmark() + " " + task.parameters() + " computed " + checked);
    }
    return nanos;
  }
}
