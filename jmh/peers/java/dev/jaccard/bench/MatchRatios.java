package dev.jaccard.bench;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Suppression and pairwise similarities beside their peers, in one JVM, round by round: what
 * disturbs one disturbs all. It takes the least time of the rounds, which a busy machine falsifies
 * least, and its ratio to the first contender's.
 */
public final class MatchRatios {
  private static final double ROUND_NANOS = 2e6;
  private static final double CASE_SECONDS = 4;
  private static final double SECOND = 1e9;
  private static final int LEAST_ROUNDS = 2;
  private static final int[] COUNTS = {300, 1000, 8400, 25_200, 100_000};
  private static final int[] METHOD_COUNTS = {8400, 25_200};

  /** With more boxes that are all kept, the quadratic peers take minutes for a call. */
  private static final int MOST_SPREAD = 8400;

  private final double caseNanos;

  private MatchRatios(double caseSeconds) {
    caseNanos = caseSeconds * SECOND;
  }

  /**
   * Measures, prints and writes.
   *
   * @param arguments the file to write, else {@code jmh/results/match.md}; how many seconds each
   *     case takes, else 4
   * @throws OrtException if ONNX Runtime refuses the model
   * @throws IOException if the file cannot be written
   */
  public static void main(String[] arguments) throws OrtException, IOException {
    Path file = Path.of(arguments.length > 0 ? arguments[0] : "jmh/results/match.md");
    double seconds = arguments.length > 1 ? Double.parseDouble(arguments[1]) : CASE_SECONDS;
    List<String> lines = new MatchRatios(seconds).measure();
    lines.forEach(System.out::println);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, lines);
  }

  private List<String> measure() throws OrtException {
    String before = Provenance.load();
    warmUp();
    MatchReport report = new MatchReport();
    for (SceneData.Kind kind : SceneData.Kind.values()) {
      for (int boxes : COUNTS) {
        if (kind != SceneData.Kind.SPREAD || boxes <= MOST_SPREAD) {
          report.addGreedy(kind, boxes, greedy(kind, boxes));
        }
      }
    }
    for (SceneData.Kind kind : SceneData.Kind.values()) {
      for (int boxes : METHOD_COUNTS) {
        if (kind == SceneData.Kind.CLUSTERED || boxes <= MOST_SPREAD) {
          methods(report, kind, boxes);
        }
      }
    }
    for (String similarity : List.of("iou", "giou", "ciou")) {
      for (int rows : new int[] {64, 1000}) {
        report.addPairs(similarity, rows, pairwise(similarity, rows));
      }
    }
    return report.lines(before);
  }

  /** Lets C2 compile what is around the vector loops, so that the first row is as the others. */
  private void warmUp() throws OrtException {
    NmsBenchmark benchmark = new NmsBenchmark();
    benchmark.scene = SceneData.Kind.CLUSTERED;
    benchmark.boxes = MOST_SPREAD;
    benchmark.prepare();
    double end = System.nanoTime() + caseNanos;
    while (System.nanoTime() < end) {
      benchmark.jaccard();
    }
    benchmark.close();
  }

  private double[] greedy(SceneData.Kind kind, int boxes) throws OrtException {
    System.err.println("greedy, " + kind + ", " + boxes);
    NmsBenchmark benchmark = new NmsBenchmark();
    benchmark.scene = kind;
    benchmark.boxes = boxes;
    benchmark.prepare();
    double[] least =
        least(
            List.of(
                benchmark::jaccard,
                benchmark::openCv,
                benchmark::onnxRuntime,
                benchmark::plainLoop,
                benchmark::djl));
    benchmark.close();
    return least;
  }

  private void methods(MatchReport report, SceneData.Kind kind, int boxes) {
    new MethodContenders(kind, boxes)
        .compared()
        .forEach((name, pair) -> {
          System.err.println(name + ", " + kind + ", " + boxes);
          List<Runnable> tasks = new ArrayList<>();
          tasks.add(pair.jaccard()::getAsInt);
          tasks.add(pair.plain()::getAsInt);
          report.addMethod(name, kind, boxes, least(tasks));
        });
  }

  private double[] pairwise(String similarity, int rows) {
    System.err.println(similarity + ", " + rows + " rows");
    PairwiseBenchmark benchmark = new PairwiseBenchmark();
    benchmark.similarity = similarity;
    benchmark.rows = rows;
    benchmark.prepare();
    return least(
        List.of(
            benchmark::matrix, benchmark::bestPerColumn, benchmark::bestPerRow, benchmark::memory));
  }

  /** The least time of each contender, in nanoseconds per call. */
  private double[] least(List<Runnable> tasks) {
    double[] least = new double[tasks.size()];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    double end = System.nanoTime() + caseNanos;
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
    return least;
  }
}
