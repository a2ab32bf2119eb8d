package dev.jaccard.results;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The forks of one measurement, each by the median of its rounds, in ascending order.
 *
 * <p>Forks fall into two groups if the widest gap between neighbours is at least 8 % and three
 * times as wide as either group: then C2 compiled two different programs, and a mean of both would
 * be the time of neither.
 *
 * @param medians the medians, ascending
 * @param slowFrom the index of the first fork of the slow group; as many as there are forks if
 *     there is one group only
 * @param noise how far rounds of one fork scatter: the median over forks of half their
 *     interquartile range, relative to the median
 */
public record Forks(double[] medians, int slowFrom, double noise) {
  /** A gap that no noise of ours explains. */
  private static final double GAP = 0.08;

  private static final double GAP_TO_WIDTH = 3;

  /**
   * The forks of some times.
   *
   * @param forks for each fork the times of its rounds
   * @return their medians
   */
  static Forks of(List<double[]> forks) {
    double[] medians = forks.stream().mapToDouble(fork -> quantile(fork, 0.5)).sorted().toArray();
    double[] scatter =
        forks.stream()
            .mapToDouble(
                fork -> (quantile(fork, 0.75) - quantile(fork, 0.25)) / 2 / quantile(fork, 0.5))
            .toArray();
    return new Forks(medians, slowFrom(medians), quantile(scatter, 0.5));
  }

  /** Quantiles by the nearest rank. */
  private static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }

  private static int slowFrom(double[] medians) {
    int widest =
        IntStream.range(1, medians.length)
            .boxed()
            .max((a, b) -> Double.compare(gap(medians, a), gap(medians, b)))
            .orElse(medians.length);
    if (widest == medians.length) {
      return widest;
    }
    double width =
        Math.max(medians[widest - 1] - medians[0], medians[medians.length - 1] - medians[widest]);
    double gap = gap(medians, widest);
    boolean two = gap >= GAP * medians[widest - 1] && gap >= GAP_TO_WIDTH * width;
    return two ? widest : medians.length;
  }

  private static double gap(double[] medians, int index) {
    return medians[index] - medians[index - 1];
  }

  /**
   * Whether the forks fall into two groups.
   *
   * @return true if there are a fast and a slow one
   */
  public boolean twoModes() {
    return slowFrom < medians.length;
  }

  /**
   * The number of forks.
   *
   * @return 1 or more
   */
  public int count() {
    return medians.length;
  }

  /**
   * The fastest fork.
   *
   * @return its median
   */
  public double fastest() {
    return medians[0];
  }

  /**
   * The slowest fork.
   *
   * @return its median
   */
  public double slowest() {
    return medians[medians.length - 1];
  }

  /**
   * One number for tables: of the larger group, and of the slow one if both are as large.
   *
   * @return the median of that group's forks
   */
  public double typical() {
    int from = twoModes() && medians.length - slowFrom >= slowFrom ? slowFrom : 0;
    int to = twoModes() && from == 0 ? slowFrom : medians.length;
    return medians[(from + to) / 2];
  }

  /**
   * The forks in words.
   *
   * @return such as {@code 1.30 1.31 / 1.62 (two groups: 2 and 1 of 3 forks)}
   */
  public String text() {
    if (!twoModes()) {
      return numbers(0, medians.length);
    }
    return numbers(0, slowFrom)
        + " / "
        + numbers(slowFrom, medians.length)
        + " (two groups: "
        + slowFrom
        + " and "
        + (medians.length - slowFrom)
        + " of "
        + medians.length
        + " forks)";
  }

  private String numbers(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> number(medians[i]))
        .collect(Collectors.joining(" "));
  }

  /**
   * A time in as many digits as say something.
   *
   * @param value the time
   * @return such as {@code 1.31} or {@code 1,204}
   */
  public static String number(double value) {
    return String.format(
        Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }
}
