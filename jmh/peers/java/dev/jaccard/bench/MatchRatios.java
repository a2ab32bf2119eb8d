package dev.jaccard.bench;

import ai.onnxruntime.OrtException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Suppression and pairwise similarities beside their peers, in one JVM, round by round: what
 * disturbs one disturbs all. It prints the least time of the rounds, which a busy machine falsifies
 * least, and its ratio to the first contender's.
 */
public final class MatchRatios {
  private static final double ROUND_NANOS = 2e6;
  private static final long CASE_NANOS = 4_000_000_000L;
  private static final int LEAST_ROUNDS = 2;

  /** With more boxes that are all kept, the quadratic peers take minutes for a call. */
  private static final int MOST_SPREAD = 8400;

  private MatchRatios() {}

  /**
   * Measures and prints.
   *
   * @param arguments {@code nms}, {@code pairwise} or nothing for both
   * @throws OrtException if ONNX Runtime refuses the model
   */
  public static void main(String[] arguments) throws OrtException {
    boolean all = arguments.length == 0;
    if (all || arguments[0].equals("nms")) {
      warmUp();
      System.out.println(
          "| scene | boxes | jaccard, us | OpenCV x | ONNX Runtime x | plain loop x | DJL x |");
      System.out.println("|---|---|---|---|---|---|---|");
      for (SceneData.Kind kind : SceneData.Kind.values()) {
        for (int boxes : new int[] {300, 1000, 8400, 25_200, 100_000}) {
          if (kind != SceneData.Kind.SPREAD || boxes <= MOST_SPREAD) {
            suppression(kind, boxes);
          }
        }
      }
    }
    if (all || arguments[0].equals("pairwise")) {
      System.out.println("| similarity | rows | matrix, ns per pair | column | row | memory |");
      System.out.println("|---|---|---|---|---|---|");
      for (String similarity : new String[] {"iou", "giou", "ciou"}) {
        for (int rows : new int[] {64, 1000}) {
          pairwise(similarity, rows);
        }
      }
    }
  }

  /** Lets C2 compile what is around the vector loops, so that the first row is as the others. */
  private static void warmUp() throws OrtException {
    NmsBenchmark benchmark = new NmsBenchmark();
    benchmark.scene = SceneData.Kind.CLUSTERED;
    benchmark.boxes = MOST_SPREAD;
    benchmark.prepare();
    long end = System.nanoTime() + CASE_NANOS;
    while (System.nanoTime() < end) {
      benchmark.jaccard();
    }
    benchmark.close();
  }

  private static void suppression(SceneData.Kind kind, int boxes) throws OrtException {
    NmsBenchmark benchmark = new NmsBenchmark();
    benchmark.scene = kind;
    benchmark.boxes = boxes;
    benchmark.prepare();
    List<Runnable> contenders =
        List.of(
            benchmark::jaccard,
            benchmark::openCv,
            benchmark::onnxRuntime,
            benchmark::plainLoop,
            benchmark::djl);
    List<Double> least = least(contenders);
    benchmark.close();
    System.out.printf(
        Locale.ROOT,
        "| %s | %,d | %.1f | %.1f | %.1f | %.1f | %.1f |%n",
        kind.name().toLowerCase(Locale.ROOT),
        boxes,
        least.get(0) / 1e3,
        least.get(1) / least.get(0),
        least.get(2) / least.get(0),
        least.get(3) / least.get(0),
        least.get(4) / least.get(0));
  }

  private static void pairwise(String similarity, int rows) {
    PairwiseBenchmark benchmark = new PairwiseBenchmark();
    benchmark.similarity = similarity;
    benchmark.rows = rows;
    benchmark.prepare();
    List<Runnable> contenders =
        List.of(
            benchmark::matrix, benchmark::bestPerColumn, benchmark::bestPerRow, benchmark::memory);
    double pairs = rows * 8400.0;
    List<Double> least = least(contenders);
    System.out.printf(
        Locale.ROOT,
        "| %s | %,d | %.3f | %.3f | %.3f | %.3f |%n",
        similarity,
        rows,
        least.get(0) / pairs,
        least.get(1) / pairs,
        least.get(2) / pairs,
        least.get(3) / pairs);
  }

  /** The least time of each contender, in nanoseconds per call. */
  private static List<Double> least(List<Runnable> tasks) {
    double[] least = new double[tasks.size()];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    long end = System.nanoTime() + CASE_NANOS;
    for (int round = 0; round < LEAST_ROUNDS || System.nanoTime() < end; round++) {
      for (int i = 0; i < least.length; i++) {
        int calls = Math.clamp((long) (ROUND_NANOS / least[i]), 1, 1000);
        long start = System.nanoTime();
        for (int call = 0; call < calls; call++) {
          tasks.get(i).run();
        }
        least[i] = Math.min(least[i], (double) (System.nanoTime() - start) / calls);
      }
    }
    return Arrays.stream(least).boxed().toList();
  }
}
