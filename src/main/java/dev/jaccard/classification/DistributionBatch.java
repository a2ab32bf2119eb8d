package dev.jaccard.classification;

import dev.jaccard.kernel.Memory;
import java.lang.foreign.MemorySegment;

/**
 * What one call of a {@link DistributionLoss} works on: the logits of the bins of four sides, what
 * is known of the distances, and what to write.
 *
 * <p>Segments hold floats (native or over a {@code float[]}). Logits and their gradient have shape
 * [4·reg_max][A], side after side (left, top, right, bottom) and bin after bin; targets, distances
 * and the gradient of distances [4][A]; weights and losses [A]. A batch can be used again, so that
 * calls allocate nothing; it is to be used by one thread at a time.
 */
public final class DistributionBatch extends HeadBatch<DistributionBatch> {
  static final int SIDES = 4;

  private MemorySegment targets;
  private MemorySegment weights;
  private MemorySegment distanceGradient;
  private MemorySegment distances;

  final DistributionCall call = new DistributionCall();

  /**
   * A batch.
   *
   * @param logits 4·4·reg_max·A bytes of floats
   * @param anchors A; 0 is allowed
   */
  public DistributionBatch(MemorySegment logits, int anchors) {
    super(logits, anchors);
  }

  @Override
  DistributionBatch self() {
    return this;
  }

  /**
   * Sets the target distances, in bins; they are held in [0, reg_max - 1.01].
   *
   * @param segment 4·4·A bytes of floats, or null if there is no loss
   * @return this
   */
  public DistributionBatch targets(MemorySegment segment) {
    this.targets = segment;
    return this;
  }

  /**
   * Sets a weight for the loss of each anchor.
   *
   * @param segment 4·A bytes of floats, or null for none
   * @return this
   */
  public DistributionBatch weights(MemorySegment segment) {
    this.weights = segment;
    return this;
  }

  /**
   * Sets a gradient with respect to the expected distances, such as that of a loss of the boxes
   * made of them. What it makes of the logits is added to the gradient of the loss; neither weights
   * nor the normalizer apply to it.
   *
   * @param segment 4·4·A bytes of floats, or null for none
   * @return this
   */
  public DistributionBatch distanceGradient(MemorySegment segment) {
    this.distanceGradient = segment;
    return this;
  }

  /**
   * Sets where the expected distances are written, in bins.
   *
   * @param segment 4·4·A bytes of floats, or null if they are not wanted
   * @return this
   */
  public DistributionBatch distances(MemorySegment segment) {
    this.distances = segment;
    return this;
  }

  MemorySegment targets() {
    return targets;
  }

  MemorySegment weights() {
    return weights;
  }

  MemorySegment distanceGradient() {
    return distanceGradient;
  }

  MemorySegment distances() {
    return distances;
  }

  double effectiveNormalizer() {
    return options.divisor(anchors());
  }

  /** Checks everything that a call would touch, before anything is written. */
  void check(int bins, boolean backward) {
    if (targets == null && distances == null && !(backward && distanceGradient != null)) {
      throw new IllegalArgumentException(
          "targets is null, and so is distances, but one of them is needed");
    }
    requireBins("logits", logits(), bins);
    requireSides("targets", targets);
    requireAnchors("weights", weights);
    requireAnchors("losses", losses());
    requireSides("distances", distances);
    if (losses() != null && targets == null) {
      throw new IllegalArgumentException("losses is given, but targets is null");
    }
    if (backward) {
      requireSides("distanceGradient", distanceGradient);
      requireGradient();
      if (targets == null && distanceGradient == null) {
        throw new IllegalArgumentException(
            "targets is null, and so is distanceGradient, but a backward pass needs one of them");
      }
      requireBins("gradient", gradient(), bins);
    }
    requireOutput("losses", losses(), backward);
    requireOutput("distances", distances, backward);
    if (backward) {
      requireOutput("gradient", gradient(), true);
    }
  }

  private void requireBins(String name, MemorySegment segment, int bins) {
    Planes.require(name, segment, options, "logits", SIDES, bins, anchors());
  }

  private void requireSides(String name, MemorySegment segment) {
    if (segment != null) {
      Planes.require(name, segment, options, "distances", SIDES, anchors());
    }
  }

  private void requireAnchors(String name, MemorySegment segment) {
    if (segment != null) {
      Planes.require(name, segment, options, "anchors", anchors());
    }
  }

  private void requireOutput(String name, MemorySegment segment, boolean backward) {
    if (segment == null) {
      return;
    }
    Memory.requireWritable(segment, name);
    Planes.requireApart(name, segment, "logits", logits());
    Planes.requireApart(name, segment, "targets", targets);
    Planes.requireApart(name, segment, "weights", weights);
    Planes.requireApart(name, segment, "losses", losses());
    Planes.requireApart(name, segment, "distances", distances);
    if (backward) {
      Planes.requireApart(name, segment, "distanceGradient", distanceGradient);
      Planes.requireApart(name, segment, "gradient", gradient());
    }
  }
}
