package dev.jaccard.experiment;

import dev.jaccard.BoxLoss;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;

/** What an experiment measured, and of what. Immutable and thread-safe. */
public final class ExperimentResult {
  private final Protocol protocol;
  private final Cases cases;
  private final int steps;
  private final long seed;
  private final int threads;
  private final SequencedMap<String, BoxLoss> losses;
  private final List<LossRun> runs;
  private final double seconds;

  ExperimentResult(
      Protocol protocol,
      Cases cases,
      int steps,
      long seed,
      int threads,
      SequencedMap<String, BoxLoss> losses,
      List<LossRun> runs,
      double seconds) {
    this.protocol = protocol;
    this.cases = cases;
    this.steps = steps;
    this.seed = seed;
    this.threads = threads;
    this.losses = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(losses));
    this.runs = List.copyOf(runs);
    this.seconds = seconds;
  }

  /**
   * What was done.
   *
   * @return the protocol
   */
  public Protocol protocol() {
    return protocol;
  }

  /**
   * The number of anchor points.
   *
   * @return the points
   */
  public int points() {
    return cases.points();
  }

  /**
   * Where an anchor point is.
   *
   * @param point its index
   * @return its x
   */
  public double pointX(int point) {
    return cases.x(point);
  }

  /**
   * Where an anchor point is.
   *
   * @param point its index
   * @return its y
   */
  public double pointY(int point) {
    return cases.y(point);
  }

  /**
   * The number of cases, each a box and its target.
   *
   * @return 343 per anchor point
   */
  public long cases() {
    return (long) points() * Cases.CASES_PER_POINT;
  }

  /**
   * The number of steps that every case took.
   *
   * @return the steps
   */
  public int steps() {
    return steps;
  }

  /**
   * What the anchor points were drawn with.
   *
   * @return the seed
   */
  public long seed() {
    return seed;
  }

  /**
   * How many threads took part.
   *
   * @return the threads
   */
  public int threads() {
    return threads;
  }

  /**
   * The losses.
   *
   * @return the losses by name, in the order in which they were put in
   */
  public SequencedMap<String, BoxLoss> losses() {
    return losses;
  }

  /**
   * The coordinates that were optimised.
   *
   * @return the coordinates, in order
   */
  public List<Coordinates> coordinates() {
    return List.copyOf(new LinkedHashSet<>(runs.stream().map(LossRun::coordinates).toList()));
  }

  /**
   * All runs: the losses in order with the first coordinates, then with the next.
   *
   * @return a run for each loss and coordinates
   */
  public List<LossRun> runs() {
    return runs;
  }

  /**
   * The runs with some coordinates.
   *
   * @param coordinates the coordinates
   * @return a run for each loss, in order; none if these were not optimised
   */
  public List<LossRun> runs(Coordinates coordinates) {
    return runs.stream().filter(run -> run.coordinates() == coordinates).toList();
  }

  /**
   * How long all of it took, compilation included.
   *
   * @return seconds of wall-clock time
   */
  public double seconds() {
    return seconds;
  }
}
