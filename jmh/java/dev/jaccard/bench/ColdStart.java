package dev.jaccard.bench;

import dev.jaccard.Backend;
import dev.jaccard.Batch;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.results.Measurement;
import dev.jaccard.results.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A fresh JVM that computes losses of 8,192 pairs again and again: how long until the first result,
 * and until calls are as fast as they get.
 */
public final class ColdStart {
  private static final int SIZE = 8192;
  private static final int MOST_CALLS = 1 << 20;
  private static final long PATIENCE_NANOS = 8_000_000_000L;
  private static final int WINDOW = 9;

  /** Calls this much slower than at the end are not steady yet. */
  private static final double STEADY = 1.25;

  private ColdStart() {}

  /**
   * Measures one start and writes its results.
   *
   * @param arguments the loss, whether it is warmed up first, the file
   * @throws IOException if the file cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    Pairs pairs = new Pairs(SIZE);
    boolean warmUp = Boolean.parseBoolean(arguments[1]);
    long[] ends = new long[MOST_CALLS];
    int calls = 0;
    // the data is the caller's; from here on it is the library's time
    long start = System.nanoTime();
    BoxLoss loss = Losses.build(arguments[0], Backend.AUTO);
    Batch batch =
        new Batch(pairs.prediction, pairs.target).losses(pairs.losses).gradient(pairs.gradient);
    if (warmUp) {
      loss.warmUp(BoxFormat.XYXY);
    }
    double sum = 0;
    long now = System.nanoTime();
    long begin = now;
    while (now - start < PATIENCE_NANOS && calls < MOST_CALLS) {
      sum += loss.forwardBackward(batch);
      now = System.nanoTime();
      ends[calls++] = now;
    }
    if (!(sum > 0)) {
      throw new IllegalStateException(arguments[0] + " sums to " + sum);
    }
    Map<String, String> parameters =
        Map.of("loss", arguments[0], "warmUp", Boolean.toString(warmUp));
    new ResultFile(
            new LinkedHashMap<>(),
            List.of(
                milliseconds(Benchmarks.FIRST, parameters, ends[0] - start),
                milliseconds(Benchmarks.STEADY, parameters, steady(ends, calls, begin) - start)))
        .write(Path.of(arguments[2]));
  }

  private static Measurement milliseconds(
      String benchmark, Map<String, String> parameters, long nanos) {
    return new Measurement(
        benchmark,
        new TreeMap<>(parameters),
        "ms/op",
        List.of(new double[] {nanos / 1e6}),
        new TreeMap<>());
  }

  /** The end of the first window of calls whose median is near that of the last tenth. */
  private static long steady(long[] ends, int calls, long begin) {
    double[] times = new double[calls];
    for (int i = 0; i < calls; i++) {
      times[i] = ends[i] - (i == 0 ? begin : ends[i - 1]);
    }
    double last = median(Arrays.copyOfRange(times, calls - calls / 10 - 1, calls));
    for (int i = WINDOW; i <= calls; i++) {
      if (median(Arrays.copyOfRange(times, i - WINDOW, i)) <= STEADY * last) {
        return ends[i - WINDOW];
      }
    }
    return ends[calls - 1];
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
