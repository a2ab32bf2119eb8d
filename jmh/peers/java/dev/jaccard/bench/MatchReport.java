package dev.jaccard.bench;

import dev.jaccard.bench.SceneData.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The text of {@code match.md}, with the goals judged by the figures. */
final class MatchReport {
  private static final double COLUMNS = 8400;
  private static final int LARGE = 1000;

  /** By the number of boxes, how many times as fast as the fastest other it shall be. */
  private static final Map<Integer, Double> GREEDY_GOALS = Map.of(8400, 20.0, 25_200, 50.0);

  private static final int GROWTH_FROM = 8400;
  private static final int GROWTH_TO = 100_000;
  private static final double GROWTH_GOAL = 1.3;

  /** In cache, nanoseconds per pair. */
  private static final Map<String, Double> MATRIX_GOALS = Map.of("iou", 0.30, "ciou", 0.60);

  private static final double MEMORY_GOAL = 1.2;
  private static final double COLUMN_GOAL = 0.25;

  /** Nanoseconds of this library, OpenCV, ONNX Runtime, the plain loop and DJL. */
  private record Greedy(Kind kind, int boxes, double[] nanos) {
    private double others() {
      double least = Double.POSITIVE_INFINITY;
      for (int i = 1; i < nanos.length; i++) {
        least = Math.min(least, nanos[i] / nanos[0]);
      }
      return least;
    }

    private boolean isReached() {
      return others() >= GREEDY_GOALS.get(boxes);
    }

    private String figure() {
      return name(kind) + " (" + number(others()) + ")";
    }
  }

  /** Nanoseconds of this library and the plain loop. */
  private record Method(String name, Kind kind, int boxes, double[] nanos) {}

  /** Nanoseconds per pair of the matrix, the best per column, the best per row and memory. */
  private record Pairs(String similarity, int rows, double[] nanos) {
    private boolean isMatrixReached() {
      return nanos[0] <= MATRIX_GOALS.get(similarity)
          || (rows >= LARGE && nanos[0] <= MEMORY_GOAL * nanos[3]);
    }

    private String figure(int of) {
      return format(
          "%s at %,d rows (%.2f ns, %.1f times memory)",
          similarity, rows, nanos[of], nanos[of] / nanos[3]);
    }
  }

  private final List<Greedy> greedy = new ArrayList<>();
  private final List<Method> methods = new ArrayList<>();
  private final List<Pairs> pairs = new ArrayList<>();

  void addGreedy(Kind kind, int boxes, double[] nanos) {
    greedy.add(new Greedy(kind, boxes, nanos));
  }

  void addMethod(String name, Kind kind, int boxes, double[] nanos) {
    methods.add(new Method(name, kind, boxes, nanos));
  }

  void addPairs(String similarity, int rows, double[] nanos) {
    double[] perPair = nanos.clone();
    for (int i = 0; i < perPair.length; i++) {
      perPair[i] /= rows * COLUMNS;
    }
    pairs.add(new Pairs(similarity, rows, perPair));
  }

  /** The page. */
  List<String> lines(String loadBefore) {
    List<String> lines = new ArrayList<>();
    lines.add("# Suppression and pairs");
    lines.add("");
    lines.add(
        "Greedy suppression beside others, `MatchRatios`: all in one JVM, round by round, least"
            + " times, one thread; each must keep the same boxes first (of OpenCV, which rounds"
            + " otherwise, as many within 1 in 1,000; of DJL as many). The last columns are"
            + " multiples of our time.");
    lines.add("");
    lines.add("| scene | boxes | jaccard, µs | OpenCV x | ONNX Runtime x | plain loop x | DJL x |");
    lines.add("|---|---|---|---|---|---|---|");
    for (Greedy row : greedy) {
      lines.add(
          row(name(row.kind), format("%,d", row.boxes), micros(row.nanos[0])) + ratios(row.nanos));
    }
    lines.add("");
    lines.add(greedyGoals());
    lines.add("");
    lines.add(
        "The other methods beside plain loops that compare each box with all that may matter, and"
            + " keep as many within 1 in 1,000:");
    lines.add("");
    lines.add("| method | scene | boxes | jaccard, µs | plain loop x |");
    lines.add("|---|---|---|---|---|");
    for (Method row : methods) {
      lines.add(
          row(row.name, name(row.kind), format("%,d", row.boxes), micros(row.nanos[0]))
              + ratios(row.nanos));
    }
    lines.add("");
    lines.add(
        "Pairs of 64 or 1,000 rows with 8,400 columns, the matrix, the best per column and the best"
            + " per row without it, and a fill of as much memory:");
    lines.add("");
    lines.add("| similarity | rows | matrix, ns per pair | column | row | memory |");
    lines.add("|---|---|---|---|---|---|");
    for (Pairs row : pairs) {
      String[] cells = new String[2 + row.nanos.length];
      cells[0] = row.similarity;
      cells[1] = format("%,d", row.rows);
      for (int i = 0; i < row.nanos.length; i++) {
        cells[2 + i] = format("%.3f", row.nanos[i]);
      }
      lines.add(row(cells));
    }
    lines.add("");
    lines.add(pairGoals());
    lines.add("");
    lines.add(
        "%s. OpenCV %s, ONNX Runtime %s. Load before %s, after %s."
            .formatted(
                Provenance.machine(),
                org.opencv.core.Core.VERSION,
                ai.onnxruntime.OrtEnvironment.getEnvironment().getVersion(),
                loadBefore,
                Provenance.load()));
    return lines;
  }

  private String greedyGoals() {
    StringBuilder text = new StringBuilder("The goals, 20 times the fastest other at 8,400");
    text.append(" and 50 times at 25,200:");
    for (int boxes : GREEDY_GOALS.keySet().stream().sorted().toList()) {
      List<Greedy> rows = greedy.stream().filter(row -> row.boxes == boxes).toList();
      text.append(
          format(
              " at %,d reached on %s, missed on %s;",
              boxes,
              joined(rows, Greedy::isReached, Greedy::figure),
              joined(rows, row -> !row.isReached(), Greedy::figure)));
    }
    for (Kind kind : Kind.values()) {
      double from = nanos(kind, GROWTH_FROM);
      double to = nanos(kind, GROWTH_TO);
      if (to > 0) {
        double power = Math.log(to / from) / Math.log((double) GROWTH_TO / GROWTH_FROM);
        text.append(
            format(" growth from 8,400 to 100,000 %s boxes n^%.2f", name(kind), power)
                + format(" (goal below %.1f, ", GROWTH_GOAL)
                + (power < GROWTH_GOAL ? "reached);" : "missed);"));
      }
    }
    text.setCharAt(text.length() - 1, '.');
    return text.toString();
  }

  private double nanos(Kind kind, int boxes) {
    return greedy.stream()
        .filter(row -> row.kind == kind && row.boxes == boxes)
        .mapToDouble(row -> row.nanos[0])
        .findFirst()
        .orElse(0);
  }

  private String pairGoals() {
    List<Pairs> withGoal =
        pairs.stream().filter(row -> MATRIX_GOALS.containsKey(row.similarity)).toList();
    List<Pairs> iou = pairs.stream().filter(row -> row.similarity.equals("iou")).toList();
    Predicate<Pairs> column = row -> row.nanos[1] <= COLUMN_GOAL;
    return "The goals: iou 0.30 and ciou 0.60 in cache, or 1.2 times memory beyond it; best per"
        + " column of iou 0.25. The matrix reaches them for "
        + joined(withGoal, Pairs::isMatrixReached, row -> row.figure(0))
        + ", misses them for "
        + joined(withGoal, row -> !row.isMatrixReached(), row -> row.figure(0))
        + "; the best per column reaches its goal for "
        + joined(iou, column, row -> row.figure(1))
        + ", misses it for "
        + joined(iou, column.negate(), row -> row.figure(1))
        + ".";
  }

  private static <T> String joined(List<T> rows, Predicate<T> wanted, Function<T, String> text) {
    String joined = rows.stream().filter(wanted).map(text).collect(Collectors.joining(", "));
    return joined.isEmpty() ? "none" : joined;
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  /** The other contenders as multiples of the first. */
  private static String ratios(double[] nanos) {
    StringBuilder cells = new StringBuilder();
    for (int i = 1; i < nanos.length; i++) {
      cells.append(' ').append(number(nanos[i] / nanos[0])).append(" |");
    }
    return cells.toString();
  }

  private static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String micros(double nanos) {
    return format("%,.1f", nanos / 1e3);
  }

  private static String number(double value) {
    return format("%.1f", value);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
