package dev.jaccard.experiment;

import java.util.Objects;

/** What an experiment measured of one loss. Immutable and thread-safe. */
public final class LossRun {
  private final String loss;
  private final Coordinates coordinates;
  private final double[] errors;
  private final double[] errorsAtPoints;
  private final double seconds;
  private final double nanosPerBoxStep;

  LossRun(
      String loss,
      Coordinates coordinates,
      double[] errors,
      double[] errorsAtPoints,
      double seconds,
      double nanosPerBoxStep) {
    this.loss = Objects.requireNonNull(loss);
    this.coordinates = Objects.requireNonNull(coordinates);
    this.errors = errors;
    this.errorsAtPoints = errorsAtPoints;
    this.seconds = seconds;
    this.nanosPerBoxStep = nanosPerBoxStep;
  }

  /**
   * The loss.
   *
   * @return the name that it was put into the experiment with
   */
  public String loss() {
    return loss;
  }

  /**
   * What was optimised.
   *
   * @return the coordinates
   */
  public Coordinates coordinates() {
    return coordinates;
  }

  /**
   * How many steps were taken.
   *
   * @return the steps
   */
  public int steps() {
    return errors.length - 1;
  }

  /**
   * The error of all cases, as the {@link Protocol} defines it.
   *
   * @param step after which step; 0 is before the first
   * @return the error
   * @throws IndexOutOfBoundsException if there is no such step
   */
  public double error(int step) {
    return errors[Objects.checkIndex(step, errors.length)];
  }

  /**
   * The error after the last step.
   *
   * @return the error of all cases
   */
  public double finalError() {
    return errors[errors.length - 1];
  }

  /**
   * The final error of an anchor point's 343 cases: their sum, or, where the protocol's error is a
   * mean, their mean.
   *
   * @param point the point's index
   * @return the error
   * @throws IndexOutOfBoundsException if there is no such point
   */
  public double finalErrorAt(int point) {
    return errorsAtPoints[Objects.checkIndex(point, errorsAtPoints.length)];
  }

  /**
   * How long the steps took, without the compilation of the kernel.
   *
   * @return seconds of wall-clock time
   */
  public double seconds() {
    return seconds;
  }

  /**
   * What a step of one box cost.
   *
   * @return nanoseconds of one thread: wall-clock time times the number of threads, over boxes
   *     times steps
   */
  public double nanosPerBoxStep() {
    return nanosPerBoxStep;
  }
}
