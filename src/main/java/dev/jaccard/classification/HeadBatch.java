package dev.jaccard.classification;

import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.CallOptions;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * What batches of a detector's head have in common: logits and what is written, a normalizer and
 * threads.
 *
 * @param <B> the batch's own type
 */
abstract sealed class HeadBatch<B extends HeadBatch<B>> permits ClassBatch, DistributionBatch {
  final CallOptions options = new CallOptions();
  private final int anchors;
  private MemorySegment logits;
  private MemorySegment losses;
  private MemorySegment gradient;

  HeadBatch(MemorySegment logits, int anchors) {
    if (anchors < 0) {
      throw new IllegalArgumentException("anchors is " + anchors + " but must be at least 0");
    }
    this.anchors = anchors;
    this.logits = Objects.requireNonNull(logits, "logits");
  }

  /** This, as what it is. */
  abstract B self();

  /**
   * Replaces the logits.
   *
   * @param segment as many bytes of floats as the constructor takes
   * @return this
   */
  public B logits(MemorySegment segment) {
    logits = Objects.requireNonNull(segment, "logits");
    return self();
  }

  /**
   * Sets where the losses are written: loss · weight, not divided by the normalizer; of distances
   * the mean over the sides.
   *
   * @param segment 4·A bytes of floats, one for each anchor; of a loss that each logit has, as many
   *     as the logits in their layout; null if they are not wanted
   * @return this
   */
  public B losses(MemorySegment segment) {
    losses = segment;
    return self();
  }

  /**
   * Sets where the gradient of the result with respect to the logits is written.
   *
   * @param segment as many bytes of floats as the logits, in their layout, or null
   * @return this
   */
  public B gradient(MemorySegment segment) {
    gradient = segment;
    return self();
  }

  /**
   * Sets what the sum of the losses is divided by, as {@code target_scores_sum} in YOLO's criteria.
   *
   * @param value the normalizer, finite and above 0
   * @return this
   */
  public B normalizer(double value) {
    options.normalizer(value);
    return self();
  }

  /**
   * Asks for the sum: the normalizer is 1.
   *
   * @return this
   */
  public B sum() {
    return normalizer(1);
  }

  /**
   * Asks for the mean: the normalizer is the number of logits where each has a loss, else that of
   * the anchors, without those that are ignored.
   *
   * @return this
   */
  public B mean() {
    options.mean();
    return self();
  }

  /**
   * Lets other threads take part. The result has the same bits.
   *
   * @param pool runs the other threads' parts, such as a ForkJoinPool; null for the calling thread
   *     alone
   * @param threadCount how many threads at the most, the calling one included
   * @return this
   */
  public B executor(Executor pool, int threadCount) {
    options.executor(pool, threadCount);
    return self();
  }

  /**
   * The number of anchors.
   *
   * @return A
   */
  public int anchors() {
    return anchors;
  }

  MemorySegment logits() {
    return logits;
  }

  MemorySegment losses() {
    return losses;
  }

  MemorySegment gradient() {
    return gradient;
  }

  Executor executor() {
    return options.executor();
  }

  int threads() {
    return options.threads();
  }

  /** What the sum is divided by; {@code counted} is what a mean divides by. */
  double effectiveNormalizer(int counted) {
    return options.divisor(counted);
  }

  /** Whether loops may work on the logits and the gradient where they lie. */
  boolean isDirect(boolean backward) {
    return Argument.isDirect(logits) && (!backward || Argument.isDirect(gradient));
  }

  void requireGradient() {
    if (gradient == null) {
      throw new IllegalArgumentException("gradient is null, but a backward pass writes it");
    }
  }
}
