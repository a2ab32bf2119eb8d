package dev.jaccard.bench.measure;

import dev.jaccard.results.Measurement;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Times tasks round by round, each for a moment in every round: what disturbs one disturbs all, and
 * ratios within a round hold even where the times do not.
 *
 * @param warmUp how long a task runs before, at least twice, in nanoseconds, up to three times that
 *     where calls are short: until the second time is as fast as the first, no compiler was at
 *     work, and its guard has nothing to say
 * @param count how many rounds
 * @param nanos how long a task runs in a round, at least one call
 * @param slowest how long all rounds of one task may take; a slower task has fewer rounds
 */
public record Rounds(double warmUp, int count, double nanos, double slowest) {
  private static final int FEWEST = 3;
  private static final double TOO_LONG = 3;

  /** Such a call is over more memory than any cache holds. */
  private static final double LONG_CALL = 2e7;

  /**
   * Calls that bring a task's memory back which others drove out of the caches. The last cache of
   * newer CPUs keeps what was read more than once, so that one call is not enough: a kernel that
   * only moves memory took 3.1 ns per pair after one call and 2.3 after four, which made it slower
   * than the losses.
   */
  private static final int RETURN_CALLS = 4;

  private static final int WARM_UP_CALLS = 3;

  /** After so many calls HotSpot has asked C2 for everything that is called. */
  private static final int COMPILED_CALLS = 10_000;

  private static final double LONGEST_WARM_UP = 3;

  /** A warm-up that is faster than the one before by less is the last. */
  private static final double STEADY = 0.9;

  /** After so many times the warm-up nothing is waited for any more but the guard. */
  private static final int MOST_WARM_UPS = 20;

  /** Longer than C2 takes for any kernel. */
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  /** A task and what is known of it while it is timed. */
  private static final class Timed {
    private final Task task;
    private final boolean alone;
    private double once;
    private int calls;
    private double[] times;

    private Timed(Task task, boolean alone) {
      this.task = task;
      this.alone = alone;
    }
  }

  /**
   * Times tasks.
   *
   * @param tasks the tasks, those over the same memory one after the other
   * @return the times of an operation in nanoseconds, one fork each, in the tasks' order
   * @throws IllegalStateException if a task returns 0 or NaN
   */
  public Timings measure(List<Task> tasks) {
    List<String> refused = new ArrayList<>();
    List<Timed> timed = new ArrayList<>();
    for (int k = 0; k < tasks.size(); k++) {
      Task task = tasks.get(k);
      Task before = tasks.get((k + tasks.size() - 1) % tasks.size());
      Timed one = new Timed(task, !task.memory().equals(before.memory()));
      String refusal = warmUp(one);
      if (refusal.isEmpty()) {
        timed.add(one);
      } else {
        refused.add(task.name() + ": " + refusal);
      }
    }
    for (int round = -1; round < count; round++) {
      for (Timed one : timed) {
        if (round < one.times.length) {
          run(one, round);
        }
      }
    }
    List<Measurement> results = new ArrayList<>();
    for (Timed one : timed) {
      Task task = one.task;
      // C2 may have thrown its code away in between
      String refusal = task.guard().refusal();
      if (refusal.isEmpty()) {
        results.add(
            new Measurement(
                task.benchmark(), task.parameters(), "ns/op", List.of(one.times), task.figures()));
      } else {
        refused.add(task.name() + ": " + refusal);
      }
    }
    return new Timings(results, refused);
  }

  /**
   * How long it takes to time a task.
   *
   * @param callNanos what a call of it takes, in nanoseconds
   * @return seconds, the warm-up included
   */
  public double seconds(double callNanos) {
    double calls = callsPerRound(callNanos);
    double round = calls * callNanos + (callNanos < LONG_CALL ? callNanos : 0);
    double slice = Math.clamp(COMPILED_CALLS * callNanos, warmUp, longest());
    double warming = 2 * Math.max(slice, WARM_UP_CALLS * callNanos);
    return (warming + (1 + rounds(calls * callNanos)) * round) / 1e9;
  }

  private int callsPerRound(double callNanos) {
    return (int) Math.clamp(nanos / callNanos, 1, 1e6);
  }

  private int rounds(double roundNanos) {
    return (int) Math.clamp(slowest / roundNanos, Math.min(FEWEST, count), count);
  }

  /** Runs a task until it is as fast as it gets; returns what its guard says at the last. */
  private String warmUp(Timed one) {
    long begin = System.nanoTime();
    double before = Double.POSITIVE_INFINITY;
    String refusal = "";
    for (int i = 0; ; i++) {
      long compiling = compilationMillis();
      double fastest = fastestCall(one.task);
      boolean quiet = fastest >= STEADY * before && compilationMillis() == compiling;
      boolean steady = quiet || i >= MOST_WARM_UPS;
      refusal = steady ? one.task.guard().refusal() : refusal;
      if (steady && (refusal.isEmpty() || System.nanoTime() - begin > PATIENCE_NANOS)) {
        break;
      }
      before = Math.min(before, fastest);
    }
    one.once = Math.max(1, before);
    one.calls = callsPerRound(one.once);
    one.times = new double[rounds(one.calls * one.once)];
    return refusal;
  }

  private double fastestCall(Task task) {
    double fastest = Double.POSITIVE_INFINITY;
    long start = System.nanoTime();
    long taken = 0;
    for (int i = 0; i < WARM_UP_CALLS || taken < (i < COMPILED_CALLS ? longest() : warmUp); i++) {
      fastest = Math.min(fastest, time(task, 1));
      taken = System.nanoTime() - start;
    }
    return fastest;
  }

  private double longest() {
    return LONGEST_WARM_UP * warmUp;
  }

  private static long compilationMillis() {
    CompilationMXBean compilation = ManagementFactory.getCompilationMXBean();
    return compilation != null && compilation.isCompilationTimeMonitoringSupported()
        ? compilation.getTotalCompilationTime()
        : 0;
  }

  private void run(Timed one, int round) {
    if (one.once < LONG_CALL) {
      for (int i = one.alone ? RETURN_CALLS : 1; i > 0; i--) {
        one.task.run().getAsDouble();
      }
    }
    double taken = time(one.task, one.calls);
    if (round >= 0) {
      one.times[round] = taken / one.calls / one.task.operations();
    }
    if (taken > TOO_LONG * nanos) {
      // on a busy machine its first calls were not like the others
      one.calls = (int) Math.max(1, one.calls * nanos / taken);
    }
  }

  private static double time(Task task, int calls) {
    double checked = 0;
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      checked += task.run().getAsDouble();
    }
    long nanos = System.nanoTime() - start;
    if (Double.isNaN(checked) || checked == 0) {
      throw new IllegalStateException(task.name() + " computed " + checked);
    }
    return nanos;
  }
}
