package dev.jaccard.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The contenders of {@link DecodeBenchmark} in one JVM, one after the other round by round, so that
 * what disturbs one disturbs all. Prints medians, the least times, and how many times the decoder's
 * they are.
 */
public final class DecodeRatios {
  private static final int WARM_UP_ROUNDS = 300;
  private static final int ROUNDS = 400;
  private static final double NANOS_PER_MICRO = 1e3;

  private DecodeRatios() {}

  /**
   * Measures.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    DecodeBenchmark benchmark = new DecodeBenchmark();
    benchmark.prepare();
    Map<String, Runnable> contenders = new LinkedHashMap<>();
    contenders.put("decoder", benchmark::decoder);
    contenders.put("plain loop, plane by plane", benchmark::plainLoopByPlanes);
    contenders.put("plain loop, anchor by anchor", benchmark::plainLoop);
    contenders.put("DJL's YoloV8Translator", benchmark::djl);
    double[][] micros = new double[contenders.size()][ROUNDS];
    Runnable[] calls = contenders.values().toArray(Runnable[]::new);
    for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      for (int i = 0; i < calls.length; i++) {
        long start = System.nanoTime();
        calls[i].run();
        micros[i][Math.max(0, round)] = (System.nanoTime() - start) / NANOS_PER_MICRO;
      }
    }
    for (double[] times : micros) {
      Arrays.sort(times);
    }
    System.out.println("| | least, µs | x decoder | median, µs | x decoder |");
    System.out.println("|---|---|---|---|---|");
    int row = 0;
    for (String name : contenders.keySet()) {
      double least = micros[row][0];
      double median = micros[row][ROUNDS / 2];
      System.out.printf(
          Locale.ROOT,
          "| %s | %.0f | %.1f | %.0f | %.1f |%n",
          name,
          least,
          least / micros[0][0],
          median,
          median / micros[0][ROUNDS / 2]);
      row++;
    }
  }
}
