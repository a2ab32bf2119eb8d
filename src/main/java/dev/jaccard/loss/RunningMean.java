package dev.jaccard.loss;

/**
 * WIoU's running mean of 1 - IoU: a value that the caller holds, saves, restores and merges.
 *
 * <p>mean' = (1 - momentum)·mean + momentum·(mean of the batch). An instance never changes.
 *
 * @param value the mean, above 0
 * @param momentum how far a batch moves it, in [0, 1]
 */
public record RunningMean(double value, double momentum) {
  /** 1 - 0.5^(1/7000): half of the way in 7000 batches. */
  public static final double DEFAULT_MOMENTUM = 1 - Math.pow(0.5, 1.0 / 7000);

  /** What no batch moves the mean below: kernels divide by it in float. */
  private static final double LEAST = 1e-6;

  /** The start: 1, with the default momentum. */
  public static final RunningMean INITIAL = new RunningMean(1, DEFAULT_MOMENTUM);

  /** Checks the ranges. */
  public RunningMean {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "the running mean is " + value + " but must be a finite number above 0");
    }
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException("momentum is " + momentum + " but must be in [0, 1]");
    }
  }

  /**
   * The mean after a batch. A batch whose mean is not finite (it was empty, or a coordinate was
   * NaN) leaves it as it was.
   *
   * @param batchMean the batch's mean of 1 - IoU
   * @return the mean after the batch
   */
  public RunningMean updated(double batchMean) {
    if (!Double.isFinite(batchMean)) {
      return this;
    }
    double next = (1 - momentum) * value + momentum * batchMean;
    return new RunningMean(Math.max(next, LEAST), momentum);
  }

  /**
   * The mean of several workers that started from the same one.
   *
   * @param workers their means, at least one, of one momentum
   * @return the arithmetic mean
   */
  public static RunningMean merge(RunningMean... workers) {
    if (workers.length == 0) {
      throw new IllegalArgumentException("there is no running mean to merge");
    }
    double sum = 0;
    for (RunningMean worker : workers) {
      if (worker.momentum != workers[0].momentum) {
        throw new IllegalArgumentException(
            "the momenta " + workers[0].momentum + " and " + worker.momentum + " differ");
      }
      sum += worker.value;
    }
    return new RunningMean(sum / workers.length, workers[0].momentum);
  }
}
