package dev.jaccard.experiment;

import dev.jaccard.BoxLoss;
import dev.jaccard.kernel.Kernel;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The standard experiment by which papers compare box losses: gradient descent on the box itself,
 * without a network.
 *
 * <pre>{@code
 * ExperimentResult result =
 *     Experiment.builder(Protocol.DIOU)
 *         .loss("ciou", BoxLoss.of("ciou"))
 *         .loss("mine", BoxLoss.define("mine", terms -> ...).build())
 *         .build()
 *         .run();
 * double end = result.runs().get(0).finalError();
 * }</pre>
 *
 * <p>The gradients are the true ones of the losses' expressions; a step, update and measurement
 * included, is one kernel. The numbers depend on the losses, the protocol, the points, the steps
 * and the seed alone: not on the number of threads, nor on the vector width, nor on whether there
 * are vectors. A loss's backend does not matter.
 *
 * <p>Instances are immutable and thread-safe, and can be run again.
 */
public final class Experiment {
  /** Below this, the scalar loop is done before the vector loop would be compiled. */
  private static final long BOX_STEPS_WORTH_COMPILING = 2_000_000;

  private static final int MOST_POINTS = 100_000;
  private static final int MOST_STEPS = 10_000;
  private static final int MOST_THREADS = 1024;
  private static final int DEFAULT_POINTS = 5000;

  /** With this one, the error before the first step is near its expectation. */
  private static final long DEFAULT_SEED = 2;

  private static final double NANOS = 1e9;

  private final Protocol protocol;
  private final SequencedMap<String, BoxLoss> losses;
  private final Set<Coordinates> coordinates;
  private final int points;
  private final int steps;
  private final long seed;
  private final int threads;
  private final Progress progress;

  private Experiment(Builder builder) {
    this.protocol = builder.protocol;
    this.losses = new LinkedHashMap<>(builder.losses);
    this.coordinates = EnumSet.copyOf(builder.coordinates);
    this.points = builder.points;
    this.steps = builder.steps;
    this.seed = builder.seed;
    this.threads = builder.threads;
    this.progress = builder.progress;
  }

  /**
   * An experiment with the protocol's steps and coordinates, 5000 points, seed 2 and one thread.
   *
   * @param protocol what to do
   * @return a builder without losses
   */
  public static Builder builder(Protocol protocol) {
    return new Builder(protocol);
  }

  /** Collects what an experiment is made of. Not thread-safe. */
  public static final class Builder {
    private final Protocol protocol;
    private final SequencedMap<String, BoxLoss> losses = new LinkedHashMap<>();
    private Set<Coordinates> coordinates;
    private int points = DEFAULT_POINTS;
    private int steps;
    private long seed = DEFAULT_SEED;
    private int threads = 1;
    private Progress progress = (loss, done, total) -> {};

    private Builder(Protocol protocol) {
      this.protocol = Objects.requireNonNull(protocol, "protocol");
      this.coordinates = EnumSet.of(protocol.defaultCoordinates());
      this.steps = protocol.defaultSteps();
    }

    /**
     * Adds a loss, which may be one of the user's own.
     *
     * @param name what it is called in tables and in the report; not yet taken
     * @param loss the loss
     * @return this
     * @throws IllegalArgumentException if the name is blank or taken
     */
    public Builder loss(String name, BoxLoss loss) {
      Objects.requireNonNull(loss, "loss");
      if (name.isBlank()) {
        throw new IllegalArgumentException("name is '" + name + "' but must not be blank");
      }
      if (losses.putIfAbsent(name, loss) != null) {
        throw new IllegalArgumentException("there are two losses of the name '" + name + "'");
      }
      return this;
    }

    /**
     * Adds losses.
     *
     * @param losses the losses by name, such as {@link StandardLosses#all}
     * @return this
     * @throws IllegalArgumentException if a name is blank or taken
     */
    public Builder losses(Map<String, BoxLoss> losses) {
      losses.forEach(this::loss);
      return this;
    }

    /**
     * Chooses what is optimised; the default is what the protocol's paper does.
     *
     * @param first coordinates
     * @param others more coordinates; the experiment is done with each
     * @return this
     */
    public Builder coordinates(Coordinates first, Coordinates... others) {
      coordinates = EnumSet.of(first, others);
      return this;
    }

    /**
     * Sets the number of anchor points; 343 cases each.
     *
     * @param value 1 to 100,000
     * @return this
     */
    public Builder points(int value) {
      points = check("points", value, MOST_POINTS);
      return this;
    }

    /**
     * Sets the number of steps. Learning rates that drop do so at the same shares of the steps.
     *
     * @param value 1 to 10,000
     * @return this
     */
    public Builder steps(int value) {
      steps = check("steps", value, MOST_STEPS);
      return this;
    }

    /**
     * Sets what the anchor points are drawn with.
     *
     * @param value any number
     * @return this
     */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Sets how many threads take part. The numbers do not depend on it.
     *
     * @param value 1 to 1024
     * @return this
     */
    public Builder threads(int value) {
      threads = check("threads", value, MOST_THREADS);
      return this;
    }

    /**
     * Sets who is told how far the experiment is.
     *
     * @param listener the listener
     * @return this
     */
    public Builder progress(Progress listener) {
      progress = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /**
     * The experiment.
     *
     * @return the experiment
     * @throws IllegalArgumentException if there is no loss
     */
    public Experiment build() {
      if (losses.isEmpty()) {
        throw new IllegalArgumentException("there is no loss, but an experiment needs one");
      }
      return new Experiment(this);
    }

    private static int check(String name, int value, int most) {
      if (value < 1 || value > most) {
        throw new IllegalArgumentException(
            "%s is %d but must be in [1, %d]".formatted(name, value, most));
      }
      return value;
    }
  }

  /**
   * Does the experiment. This takes some seconds per loss, as each is compiled first.
   *
   * @return what was measured
   * @throws IllegalArgumentException if a loss couples the cases, as versions 2 and 3 of {@code
   *     wiou} do by their running mean
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public ExperimentResult run() {
    long boxSteps = (long) points * Cases.CASES_PER_POINT * steps;
    return run(
        boxSteps < BOX_STEPS_WORTH_COMPILING ? Kernel.Choice.SCALAR : Kernel.Choice.WHEN_READY);
  }

  /** Does the experiment with a choice of loops; the numbers are the same. */
  ExperimentResult run(Kernel.Choice choice) {
    long begin = System.nanoTime();
    Descent descent = new Descent(protocol, steps);
    Cases cases = Cases.of(protocol, points, seed);
    List<LossRun> runs = new ArrayList<>();
    long runCount = (long) losses.size() * coordinates.size();
    ProgressCount count = new ProgressCount(progress, runCount * LossRunner.blocks(cases));
    for (Coordinates moved : coordinates) {
      try (Arena arena = Arena.ofShared()) {
        LossRunner runner = new LossRunner(descent, cases, moved, threads, choice, arena);
        losses.forEach((name, loss) -> {
          count.begin(name);
          runs.add(runner.run(name, loss, count::blockDone));
        });
      }
    }
    double seconds = (System.nanoTime() - begin) / NANOS;
    return new ExperimentResult(protocol, cases, steps, seed, threads, losses, runs, seconds);
  }
}
