package dev.jaccard.bench.measure;

import dev.jaccard.results.ResultFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Fixed loops in plain Java that never change: if they take longer than in another run, the machine
 * is not as it was then, and neither are the other times.
 */
public final class Canary {
  private static final int STEPS = 1 << 16;
  private static final int LARGE = 1 << 24;
  private static final int SMALL = 1 << 12;

  private Canary() {}

  /**
   * The loops: one that waits for each multiplication (the clock's speed), one over an array in the
   * nearest cache, one over an array beyond the nearer caches.
   *
   * @return the tasks
   */
  public static List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    tasks.add(task("clock", STEPS, Canary::chain));
    for (Map.Entry<String, Integer> size : Map.of("cache", SMALL, "memory", LARGE).entrySet()) {
      float[] values = new float[size.getValue()];
      SplittableRandom random = new SplittableRandom(5);
      for (int i = 0; i < values.length; i++) {
        values[i] = 1 + (random.nextInt() >>> 24);
      }
      tasks.add(task(size.getKey(), values.length, () -> scaledInPlace(values)));
    }
    return tasks;
  }

  private static Task task(String loop, int operations, java.util.function.DoubleSupplier run) {
    return new Task(ResultFile.CANARY, Map.of("loop", loop), operations, run, Guard.NONE);
  }

  private static double chain() {
    long x = 1;
    for (int i = 0; i < STEPS; i++) {
      // the shift keeps C2 from joining several steps of an unrolled loop into one
      x = (x ^ (x >>> 29)) * 6364136223846793005L + 1442695040888963407L;
    }
    return 1 + (x >>> 40);
  }

  /** Signs change, so that values stay what they are. */
  private static double scaledInPlace(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = -values[i];
    }
    return Math.abs(values[values.length / 2]);
  }
}
