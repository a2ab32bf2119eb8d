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
 * @param run a call; what it returns depends on all it did and is neither 0 nor NaN
 * @param figures what else is known of it
 */
public record Task(
    String benchmark,
    SortedMap<String, String> parameters,
    double operations,
    DoubleSupplier run,
    SortedMap<String, Double> figures) {
  /**
   * A task without figures.
   *
   * @param benchmark the benchmark's name in results
   * @param parameters its parameters
   * @param operations how many operations a call is
   * @param run a call
   */
  public Task(
      String benchmark, Map<String, String> parameters, double operations, DoubleSupplier run) {
    this(benchmark, new TreeMap<>(parameters), operations, run, new TreeMap<>());
  }
}
