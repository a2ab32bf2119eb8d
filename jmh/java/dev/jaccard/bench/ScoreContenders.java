package dev.jaccard.bench;

import dev.jaccard.bench.measure.Guard;
import dev.jaccard.classification.ClassBatch;
import dev.jaccard.classification.ClassLayout;
import dev.jaccard.classification.ClassLoss;
import dev.jaccard.classification.DistributionBatch;
import dev.jaccard.classification.DistributionLoss;
import java.util.function.DoubleSupplier;

/**
 * A loss over a detector's head, forward and backward with gradients written, and a kernel that
 * moves the same memory: 80 logits for each anchor, for dfl 64.
 */
public final class ScoreContenders {
  /** The name of the loss of distances. */
  public static final String DISTANCES = "dfl";

  /** The number of bins of a side. */
  public static final int BINS = 16;

  private static final int SIDES = 4;
  private static final int CLASSES = 80;

  private final Heads heads;
  private final DoubleSupplier loss;
  private final DoubleSupplier memory;
  private final Guard guard;

  /**
   * Makes the logits and compiles the kernels.
   *
   * @param name the loss
   * @param layout how the logits lie
   * @param sparse whether targets are sparse
   * @param anchors how many anchors
   */
  public ScoreContenders(String name, ClassLayout layout, boolean sparse, int anchors) {
    if (name.equals(DISTANCES)) {
      heads = new Heads(SIDES * BINS, anchors);
      DistributionLoss distances = DistributionLoss.of(BINS);
      distances.warmUp();
      DistributionBatch batch = heads.distances();
      loss = () -> distances.forwardBackward(batch);
      guard = Guard.compiled(loss, () -> distances.usesVectors(batch, true));
      memory = heads.memory(false);
    } else {
      heads = new Heads(CLASSES, anchors);
      ClassLoss scores = ClassLoss.of(name);
      scores.warmUp();
      ClassBatch batch = heads.classes(layout, sparse);
      loss = () -> scores.forwardBackward(batch);
      guard = Guard.compiled(loss, () -> scores.usesVectors(batch, true));
      memory = heads.memory(scores.isElementwise() && !sparse);
    }
  }

  /**
   * What the loss works on.
   *
   * @return the logits, the targets and the gradient
   */
  public Heads heads() {
    return heads;
  }

  /**
   * The loss.
   *
   * @return a call, which returns the sum of the losses
   */
  public DoubleSupplier loss() {
    return loss;
  }

  /**
   * What tells whether C2 has compiled the loss.
   *
   * @return a guard of the loss's times
   */
  public Guard guard() {
    return guard;
  }

  /**
   * The memory alone.
   *
   * @return a call, which returns the sum of what it wrote
   */
  public DoubleSupplier memory() {
    return memory;
  }
}
