package dev.jaccard.bench.measure;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/**
 * Something to be timed.
 *
 * @param benchmark the benchmark's name in results
 * @param parameters its parameters
 * @param operations how many operations (pairs, mostly) a call is; times are of one
 * @param memory the name of the memory that it works on: after a task over other memory, its own
 *     has to come back into the caches first
 * @param run a call; what it returns depends on all it did and is neither 0 nor NaN
 * @param guard what tells whether a time of it is worth reporting
 * @param figures what else is known of it
 */
public record Task(
    String benchmark,
    SortedMap<String, String> parameters,
    double operations,
    String memory,
    DoubleSupplier run,
    Guard guard,
    SortedMap<String, Double> figures) {
  /**
   * A task without figures over memory of its own.
   *
   * @param benchmark the benchmark's name in results
   * @param parameters its parameters
   * @param operations how many operations a call is
   * @param run a call
   * @param guard what tells whether a time of it is worth reporting
   */
  public Task(
      String benchmark,
      Map<String, String> parameters,
      double operations,
      DoubleSupplier run,
      Guard guard) {
    this(
        benchmark,
        new TreeMap<>(parameters),
        operations,
        benchmark + parameters,
        run,
        guard,
        new TreeMap<>());
  }

  /**
   * The same, known to work on some memory together with others.
   *
   * @param name the memory's name
   * @return the task
   */
  public Task over(String name) {
    return new Task(benchmark, parameters, operations, name, run, guard, figures);
  }

  /**
   * What tells it from others.
   *
   * @return the benchmark and its parameters
   */
  public String name() {
    return benchmark + " " + parameters;
  }
}
