package dev.jaccard.bench;

import dev.jaccard.bench.measure.Guard;
import dev.jaccard.bench.measure.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/** Tasks of one benchmark with one choice of parameters: who computes tells them apart. */
final class HeadTasks {
  private final String benchmark;
  private final SortedMap<String, String> parameters;
  private final double operations;
  private final List<Task> tasks = new ArrayList<>();

  /**
   * No task yet.
   *
   * @param operations how many operations a call is
   */
  HeadTasks(String benchmark, Map<String, String> parameters, double operations) {
    this.benchmark = benchmark;
    this.parameters = new TreeMap<>(parameters);
    this.operations = operations;
  }

  /** Adds vector loops, this library's or those of the memory kernel, which allocate nothing. */
  Task addVectors(String peer, DoubleSupplier run) {
    return addVectors(peer, run, 0);
  }

  /** Adds vector loops whose calls may allocate some bytes. */
  Task addVectors(String peer, DoubleSupplier run, long bytes) {
    return add(peer, run, Guard.compiled(run, () -> true, bytes));
  }

  /** Adds what nothing can be wrong with. */
  Task add(String peer, DoubleSupplier run) {
    return add(peer, run, Guard.NONE);
  }

  private Task add(String peer, DoubleSupplier run, Guard guard) {
    SortedMap<String, String> all = new TreeMap<>(parameters);
    all.put(Benchmarks.PEER, peer);
    Task task = new Task(benchmark, all, operations, run, guard);
    tasks.add(task);
    return task;
  }

  List<Task> all() {
    return tasks;
  }
}
