package dev.jaccard.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was measured of one benchmark with one choice of parameters.
 *
 * @param benchmark the benchmark's name
 * @param parameters its parameters
 * @param unit the unit of the times
 * @param forks for each fork the times of its rounds
 * @param figures what else is known, such as errors, by name
 */
public record Measurement(
    String benchmark,
    SortedMap<String, String> parameters,
    String unit,
    List<double[]> forks,
    SortedMap<String, Double> figures) {
  /**
   * A measurement of some forks.
   *
   * @throws IllegalArgumentException if there is no fork, or one without rounds
   */
  public Measurement {
    if (forks.isEmpty() || forks.stream().anyMatch(fork -> fork.length == 0)) {
      throw new IllegalArgumentException(
          benchmark + " " + parameters + " has a fork without rounds, or no fork");
    }
    parameters = new TreeMap<>(parameters);
    forks = List.copyOf(forks);
    figures = new TreeMap<>(figures);
  }

  /**
   * What tells it from others of its run.
   *
   * @return the name and the parameters
   */
  public String key() {
    return benchmark + parameters;
  }

  /**
   * A parameter.
   *
   * @param name its name
   * @return its value, or the empty text if there is none
   */
  public String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /**
   * Whether it has these parameters.
   *
   * @param values some parameters
   * @return true if each of them has this value here
   */
  public boolean matches(Map<String, String> values) {
    return parameters.entrySet().containsAll(values.entrySet());
  }

  /**
   * The same with further forks.
   *
   * @param other the same benchmark in other forks
   * @return forks of both, the larger one of each figure
   */
  public Measurement and(Measurement other) {
    List<double[]> both = new ArrayList<>(forks);
    both.addAll(other.forks);
    SortedMap<String, Double> all = new TreeMap<>(figures);
    other.figures.forEach((name, value) -> all.merge(name, value, Math::max));
    return new Measurement(benchmark, parameters, unit, both, all);
  }

  /**
   * The forks and how they differ.
   *
   * @return the medians of the forks
   */
  public Forks medians() {
    return Forks.of(forks);
  }

  /**
   * How many times as long it takes as another that was timed round by round with it: what
   * disturbed a round disturbed both, so that the ratios of rounds say more than that of medians.
   *
   * @param other the other one, of the same forks
   * @return the median over forks of the median of the rounds' ratios
   */
  public double timesAsLongAs(Measurement other) {
    List<double[]> ratios = new ArrayList<>();
    for (int fork = 0; fork < Math.min(forks.size(), other.forks.size()); fork++) {
      double[] ours = forks.get(fork);
      double[] theirs = other.forks.get(fork);
      double[] rounds = new double[Math.min(ours.length, theirs.length)];
      for (int i = 0; i < rounds.length; i++) {
        rounds[i] = ours[i] / theirs[i];
      }
      ratios.add(rounds);
    }
    return Forks.of(ratios).typical();
  }
}
