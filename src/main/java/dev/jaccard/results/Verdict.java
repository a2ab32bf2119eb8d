package dev.jaccard.results;

/**
 * What became of one measurement.
 *
 * @param name the benchmark and its parameters
 * @param outcome what became of it
 * @param before the forks of the older run
 * @param now the forks of the newer run
 * @param band up to where a time is within the noise of the runs
 */
public record Verdict(String name, Outcome outcome, Forks before, Forks now, double band) {
  /** What can become of a measurement. */
  public enum Outcome {
    /** Every fork is slower than the band. */
    SLOWER("SLOWER", true),
    /** Some forks fell into a group of their own, beyond the band. */
    SLOW_GROUP("SLOWER in some forks", true),
    /** What half of the forks or more reached, none reaches any more. */
    FAST_GROUP_GONE("SLOWER, fast group gone", true),
    /** Every fork is faster than all were. */
    FASTER("faster", false),
    /** Within the noise of the runs. */
    SAME("same", false);

    private final String text;
    private final boolean slower;

    Outcome(String text, boolean slower) {
      this.text = text;
      this.slower = slower;
    }

    /**
     * Whether something became slower.
     *
     * @return true if it is to be looked after
     */
    public boolean isSlower() {
      return slower;
    }
  }

  /** Without noise at all, clocks and alignment still do this much. */
  private static final double LEAST_NOISE = 0.03;

  /** One fork does not tell how forks differ. */
  private static final double NOISE_OF_ONE_FORK = 0.1;

  /**
   * Judges a measurement.
   *
   * @param before the older one
   * @param now the newer one
   * @param machine how many times as long the canary takes now; what it explains is no verdict
   * @return the verdict
   */
  static Verdict of(Measurement before, Measurement now, double machine) {
    Forks old = before.medians();
    Forks young = now.medians();
    double least = Math.min(old.count(), young.count()) == 1 ? NOISE_OF_ONE_FORK : LEAST_NOISE;
    double noise = Math.max(least, Math.max(old.noise(), young.noise()));
    double factor = (1 + noise) * Math.max(1, machine);
    double band = old.slowest() * factor;
    return new Verdict(before.key(), outcome(old, young, factor, noise), old, young, band);
  }

  private static Outcome outcome(Forks old, Forks young, double factor, double noise) {
    double band = old.slowest() * factor;
    if (young.fastest() > band) {
      return Outcome.SLOWER;
    }
    if (young.twoModes() && young.medians()[young.slowFrom()] > band) {
      return Outcome.SLOW_GROUP;
    }
    if (old.twoModes()
        && 2 * old.slowFrom() >= old.count()
        && young.fastest() > old.medians()[old.slowFrom() - 1] * factor) {
      return Outcome.FAST_GROUP_GONE;
    }
    return young.slowest() < old.fastest() / (1 + noise) ? Outcome.FASTER : Outcome.SAME;
  }

  /**
   * The verdict in words.
   *
   * @return one line
   */
  public String text() {
    return outcome.text
        + ": "
        + name
        + ": "
        + before.text()
        + " -> "
        + now.text()
        + String.format(
            java.util.Locale.ROOT,
            " (%.2f times; band up to %s)",
            now.typical() / before.typical(),
            Forks.number(band));
  }
}
