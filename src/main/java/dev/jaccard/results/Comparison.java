package dev.jaccard.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two runs beside each other: what became slower beyond the noise of both.
 *
 * <p>The noise of a measurement is how far rounds of one fork scatter (half the interquartile
 * range), at least 3 %, or 10 % where a run has one fork only. A measurement is slower if its
 * forks, or a group of them, lie beyond the older run's slowest fork by more than that, and by more
 * than the canary says that the machine itself is slower. Only what this library does is judged,
 * not its peers.
 *
 * @param canary for each of the canary's loops how many times as long it takes now
 * @param verdicts what became of each measurement that both runs have
 * @param missing what only the older run has
 * @param unsteady the runs, older and newer, in which the canary changed while they were measured
 */
public record Comparison(
    Map<String, Double> canary,
    List<Verdict> verdicts,
    List<String> missing,
    List<String> unsteady) {
  private static final String OURS = "jaccard";

  /** The canary's loops differ by less from run to run. */
  private static final double USUAL = 0.1;

  /** And by less within a run. */
  private static final double STEADY = 1.25;

  /**
   * Compares two runs.
   *
   * @param before the older one
   * @param now the newer one
   * @return what became of everything
   */
  public static Comparison of(ResultFile before, ResultFile now) {
    Map<String, Measurement> later = new TreeMap<>();
    now.measurements().forEach(m -> later.put(m.key(), m));
    Map<String, Double> canary = new TreeMap<>();
    for (Measurement old : before.measurements()) {
      Measurement young = later.get(old.key());
      if (isCanary(old) && young != null) {
        double ratio = young.medians().typical() / old.medians().typical();
        canary.put(old.parameter("loop"), ratio);
      }
    }
    double machine = median(canary);
    List<Verdict> verdicts = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Measurement old : before.measurements()) {
      Measurement young = later.get(old.key());
      if (isCanary(old) || !isOurs(old)) {
        continue;
      }
      if (young == null) {
        missing.add(old.key());
      } else {
        verdicts.add(Verdict.of(old, young, machine));
      }
    }
    List<String> unsteady = new ArrayList<>();
    if (isUnsteady(before)) {
      unsteady.add("the older run");
    }
    if (isUnsteady(now)) {
      unsteady.add("the newer run");
    }
    return new Comparison(canary, verdicts, missing, unsteady);
  }

  private static boolean isCanary(Measurement measurement) {
    return measurement.benchmark().equals(ResultFile.CANARY);
  }

  private static boolean isOurs(Measurement measurement) {
    String peer = measurement.parameter("peer");
    return peer.isEmpty() || peer.equals(OURS);
  }

  private static boolean isUnsteady(ResultFile run) {
    return run.measurements().stream()
        .filter(Comparison::isCanary)
        .map(Measurement::medians)
        .anyMatch(forks -> forks.slowest() > STEADY * forks.fastest());
  }

  private static double median(Map<String, Double> ratios) {
    double[] sorted = ratios.values().stream().mapToDouble(d -> d).sorted().toArray();
    return sorted.length == 0 ? 1 : sorted[sorted.length / 2];
  }

  /**
   * What became slower.
   *
   * @return the verdicts that say so, in the older run's order
   */
  public List<Verdict> slower() {
    return verdicts.stream().filter(verdict -> verdict.outcome().isSlower()).toList();
  }

  /**
   * Whether the machine is as it was.
   *
   * @return false if a loop of the canary takes another time than then
   */
  public boolean machineIsAsUsual() {
    return canary.values().stream().allMatch(ratio -> Math.abs(ratio - 1) <= USUAL);
  }

  /**
   * The comparison in words: the machine, what became slower, what became faster, a count.
   *
   * @return lines
   */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(machine());
    for (String run : unsteady) {
      lines.add(
          "The machine changed while "
              + run
              + " was measured: its canary differs from fork to fork by more than a quarter.");
    }
    for (boolean slower : new boolean[] {true, false}) {
      verdicts.stream()
          .filter(v -> v.outcome() != Verdict.Outcome.SAME && v.outcome().isSlower() == slower)
          .map(Verdict::text)
          .forEach(lines::add);
    }
    verdicts.stream()
        .filter(v -> v.outcome() == Verdict.Outcome.SAME)
        .filter(v -> v.before().twoModes() || v.now().twoModes())
        .map(Verdict::text)
        .forEach(lines::add);
    missing.forEach(name -> lines.add("only in the older run: " + name));
    long faster = verdicts.stream().filter(v -> v.outcome() == Verdict.Outcome.FASTER).count();
    lines.add(
        String.format(
            Locale.ROOT,
            "%d compared: %d slower, %d faster, %d within the noise of their runs.",
            verdicts.size(),
            slower().size(),
            faster,
            verdicts.size() - slower().size() - faster));
    return lines;
  }

  private String machine() {
    if (canary.isEmpty()) {
      return "There is no canary in both runs, so that nothing tells how the machine was.";
    }
    StringBuilder loops = new StringBuilder();
    canary.forEach((loop, ratio) ->
        loops
            .append(loops.isEmpty() ? "" : ", ")
            .append(String.format(Locale.ROOT, "%s %.2f", loop, ratio)));
    return "The canary takes, times as long as before: "
        + loops
        + (machineIsAsUsual()
            ? "; the machine is in its usual state."
            : "; the machine is NOT in its usual state: measure again before you believe this.");
  }

  /**
   * Compares two files.
   *
   * @param before the older one
   * @param now the newer one
   * @return what became of everything
   * @throws java.io.IOException if one cannot be read
   */
  public static Comparison ofFiles(java.nio.file.Path before, java.nio.file.Path now)
      throws java.io.IOException {
    return of(ResultFile.read(before), ResultFile.read(now));
  }
}
