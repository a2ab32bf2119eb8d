package dev.jaccard;

import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.CallOptions;
import dev.jaccard.kernel.LossProgram;
import dev.jaccard.kernel.Memory;
import dev.jaccard.loss.BoxPair;
import dev.jaccard.loss.RunningMean;
import dev.jaccard.lower.Program;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * What one call of a loss works on: predictions and targets, and what to write.
 *
 * <p>Planes of losses and weights are segments of 4·n bytes (native or over a {@code float[]}:
 * {@code MemorySegment.ofArray}). Nothing is copied. A batch can be used again, so that calls
 * allocate nothing; it is to be used by one thread at a time.
 */
public final class Batch {
  private Boxes prediction;
  private Boxes target;
  private MemorySegment weights;
  private MemorySegment losses;
  private Boxes gradient;
  private Boxes targetGradient;
  private final CallOptions options = new CallOptions();
  private RunningMean runningMean;

  private final Map<String, Argument> arguments = new HashMap<>();
  private Program boundProgram;
  private Argument[] bound;
  private float[] scalars = new float[0];

  /**
   * A batch of pairs.
   *
   * @param prediction n boxes
   * @param target n boxes of the same format
   */
  public Batch(Boxes prediction, Boxes target) {
    boxes(prediction, target);
  }

  /**
   * Replaces the boxes.
   *
   * @param newPrediction n boxes
   * @param newTarget n boxes of the same format
   * @return this
   */
  public Batch boxes(Boxes newPrediction, Boxes newTarget) {
    this.prediction = Objects.requireNonNull(newPrediction, "prediction");
    this.target = Objects.requireNonNull(newTarget, "target");
    return this;
  }

  /**
   * Sets a weight for each pair.
   *
   * @param plane 4·n bytes of floats, or null for none
   * @return this
   */
  public Batch weights(MemorySegment plane) {
    this.weights = plane;
    return this;
  }

  /**
   * Sets where the losses are written: loss · weight of each pair, not divided by the normalizer.
   *
   * @param plane 4·n bytes of floats, or null if they are not wanted
   * @return this
   */
  public Batch losses(MemorySegment plane) {
    this.losses = plane;
    return this;
  }

  /**
   * Sets where the gradient of the result with respect to the prediction is written.
   *
   * @param boxes n boxes of the prediction's format, or null
   * @return this
   */
  public Batch gradient(Boxes boxes) {
    this.gradient = boxes;
    return this;
  }

  /**
   * Sets where the gradient of the result with respect to the target is written.
   *
   * @param boxes n boxes of the prediction's format, or null
   * @return this
   */
  public Batch targetGradient(Boxes boxes) {
    this.targetGradient = boxes;
    return this;
  }

  /**
   * Sets what the sum is divided by, as {@code target_scores_sum} in YOLO's criteria.
   *
   * @param value the normalizer, finite and above 0
   * @return this
   */
  public Batch normalizer(double value) {
    options.normalizer(value);
    return this;
  }

  /**
   * Asks for the sum: the normalizer is 1.
   *
   * @return this
   */
  public Batch sum() {
    return normalizer(1);
  }

  /**
   * Asks for the mean: the normalizer is the number of pairs.
   *
   * @return this
   */
  public Batch mean() {
    options.mean();
    return this;
  }

  /**
   * Sets WIoU's running mean of 1 - IoU; see {@link BoxLoss#updated}.
   *
   * @param value the mean, or null for the loss's parameter {@code mean}
   * @return this
   */
  public Batch runningMean(RunningMean value) {
    this.runningMean = value;
    return this;
  }

  /**
   * Lets other threads take part. The result has the same bits.
   *
   * @param pool runs the other threads' parts, such as a ForkJoinPool; null for the calling thread
   *     alone
   * @param threadCount how many threads at the most, the calling one included
   * @return this
   */
  public Batch executor(Executor pool, int threadCount) {
    options.executor(pool, threadCount);
    return this;
  }

  Boxes prediction() {
    return prediction;
  }

  Boxes target() {
    return target;
  }

  MemorySegment weights() {
    return weights;
  }

  MemorySegment losses() {
    return losses;
  }

  Boxes gradient() {
    return gradient;
  }

  Boxes targetGradient() {
    return targetGradient;
  }

  RunningMean runningMean() {
    return runningMean;
  }

  Executor executor() {
    return options.executor();
  }

  int threads() {
    return options.threads();
  }

  int count() {
    return prediction.count();
  }

  double effectiveNormalizer() {
    return options.divisor(count());
  }

  /** Checks everything that a call would touch, before anything is written. */
  void check(boolean backward) {
    int count = prediction.count();
    requireBoxes("target", target, false);
    options.requireReadable("prediction", prediction.segment());
    if (weights != null) {
      requirePlane("weights", weights, count);
    }
    if (losses != null) {
      requirePlane("losses", losses, count);
      requireOutput("losses", losses);
    }
    if (backward) {
      if (gradient == null && targetGradient == null) {
        throw new IllegalArgumentException(
            "gradient is null, and so is targetGradient, but a backward pass writes one of them");
      }
      requireGradient("gradient", gradient);
      requireGradient("targetGradient", targetGradient);
      if (gradient != null && targetGradient != null && gradient.overlaps(targetGradient)) {
        throw Memory.overlapping("gradient", "targetGradient");
      }
    }
  }

  private void requireGradient(String name, Boxes boxes) {
    if (boxes == null) {
      return;
    }
    requireBoxes(name, boxes, true);
    if (boxes.overlaps(prediction)) {
      throw Memory.overlapping(name, "prediction");
    }
    if (boxes.overlaps(target)) {
      throw Memory.overlapping(name, "target");
    }
    if (weights != null && boxes.overlaps(weights)) {
      throw Memory.overlapping(name, "weights");
    }
    if (losses != null && boxes.overlaps(losses)) {
      throw Memory.overlapping(name, "losses");
    }
  }

  private void requireOutput(String name, MemorySegment plane) {
    Memory.requireWritable(plane, name);
    if (prediction.overlaps(plane)) {
      throw Memory.overlapping(name, "prediction");
    }
    if (target.overlaps(plane)) {
      throw Memory.overlapping(name, "target");
    }
    if (weights != null && Memory.overlap(weights, plane)) {
      throw Memory.overlapping(name, "weights");
    }
  }

  private void requireBoxes(String name, Boxes boxes, boolean writable) {
    if (boxes.count() != prediction.count()) {
      throw new IllegalArgumentException(
          name
              + " has "
              + boxes.count()
              + " boxes but must have "
              + prediction.count()
              + " like prediction");
    }
    if (boxes.format() != prediction.format()) {
      throw new IllegalArgumentException(
          name
              + " has format "
              + boxes.format()
              + " but must have "
              + prediction.format()
              + " like prediction");
    }
    options.requireReadable(name, boxes.segment());
    if (writable) {
      Memory.requireWritable(boxes.segment(), name);
    }
  }

  private void requirePlane(String name, MemorySegment plane, int count) {
    long needed = (long) count * Float.BYTES;
    if (plane.byteSize() != needed) {
      throw new IllegalArgumentException(
          name
              + " has "
              + plane.byteSize()
              + " bytes but must have "
              + needed
              + " (4 bytes x "
              + count
              + " pairs)");
    }
    options.requireReadable(name, plane);
  }

  /** The memory of a program's arguments, in its order. */
  Argument[] bind(Program program) {
    if (program != boundProgram) {
      bound =
          program.arguments().stream()
              .map(name -> arguments.computeIfAbsent(name, n -> new Argument()))
              .toArray(Argument[]::new);
      boundProgram = program;
    }
    for (int i = 0; i < bound.length; i++) {
      switch (program.arguments().get(i)) {
        case BoxPair.PREDICTION -> bindBoxes(bound[i], prediction);
        case BoxPair.TARGET -> bindBoxes(bound[i], target);
        case LossProgram.WEIGHT -> bound[i].set(weights, 0, 0);
        case LossProgram.LOSS -> bound[i].set(losses, 0, 0);
        case LossProgram.GRADIENT -> bindBoxes(bound[i], gradient);
        default -> bindBoxes(bound[i], targetGradient);
      }
    }
    return bound;
  }

  private static void bindBoxes(Argument argument, Boxes boxes) {
    argument.set(boxes.segment(), 0, boxes.planeStride());
  }

  /** The values of a program's scalars, in its order. */
  float[] scalars(Program program, double meanParameter) {
    if (scalars.length != program.scalars().size()) {
      scalars = new float[program.scalars().size()];
    }
    for (int i = 0; i < scalars.length; i++) {
      scalars[i] =
          (float)
              (program.scalars().get(i).equals(LossProgram.SCALE)
                  ? 1 / effectiveNormalizer()
                  : runningMeanOr(meanParameter));
    }
    return scalars;
  }

  double runningMeanOr(double parameter) {
    return runningMean == null ? parameter : runningMean.value();
  }
}
