package dev.jaccard.cli;

import java.util.Arrays;

/**
 * How long a call takes, from several rounds of many calls.
 *
 * @param nanos the median of the rounds, per call
 * @param spread from the fastest to the slowest round, over the median
 */
record Timing(double nanos, double spread) {
  private static final long ROUND_NANOS = 20_000_000;
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  /** Calls that are measured in turns, so that what disturbs the machine disturbs all alike. */
  static Timing[] of(int rounds, Runnable... calls) {
    int[] repeats = Arrays.stream(calls).mapToInt(Timing::repeats).toArray();
    double[][] times = new double[calls.length][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < calls.length; i++) {
        times[i][round] = (double) time(calls[i], repeats[i]) / repeats[i];
      }
    }
    return Arrays.stream(times).map(Timing::of).toArray(Timing[]::new);
  }

  /** Calls so often that C2 has compiled what is called, unless that takes too long. */
  static void warmUp(Runnable call, int times) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    for (int i = 0; i < times && System.nanoTime() < end; i++) {
      call.run();
    }
  }

  private static int repeats(Runnable call) {
    call.run();
    return (int) Math.max(1, ROUND_NANOS / Math.max(1, time(call, 1)));
  }

  private static long time(Runnable call, int repeats) {
    long start = System.nanoTime();
    for (int i = 0; i < repeats; i++) {
      call.run();
    }
    return System.nanoTime() - start;
  }

  private static Timing of(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    return new Timing(median, (sorted[sorted.length - 1] - sorted[0]) / median);
  }
}
