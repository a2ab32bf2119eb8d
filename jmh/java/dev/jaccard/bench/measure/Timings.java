package dev.jaccard.bench.measure;

import dev.jaccard.results.Measurement;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of some tasks.
 *
 * @param measurements the times of those that could be measured
 * @param refused the others, and why: a wrong figure is worse than none
 */
public record Timings(List<Measurement> measurements, List<String> refused) {
  /** What came of no task. */
  public static final Timings NONE = new Timings(List.of(), List.of());

  /**
   * These and others.
   *
   * @param others what came of other tasks
   * @return both, these first
   */
  public Timings and(Timings others) {
    List<Measurement> all = new ArrayList<>(measurements);
    all.addAll(others.measurements);
    List<String> both = new ArrayList<>(refused);
    both.addAll(others.refused);
    return new Timings(List.copyOf(all), List.copyOf(both));
  }
}
