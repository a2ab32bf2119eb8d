package dev.jaccard.classification;

import dev.jaccard.Backend;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.pass.DistributionPasses;
import dev.jaccard.scoreloss.ScoreCatalog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The distribution focal loss (Generalized Focal Loss, arXiv 2006.04388), the expected distances
 * (the integral of the distribution), and the gradients of both, in one pass over the planes.
 *
 * <p>For each of four sides, bins 0 to reg_max - 1 have a logit. The loss is the cross entropy to
 * the two bins around the target distance, weighted by how near they are, and the mean over the
 * sides; the distance is the sum of k·softmax(x)[k].
 *
 * <pre>{@code
 * DistributionLoss dfl = DistributionLoss.of(16);
 * dfl.forward(batch.distances(distances));               // decode, then a loss of the boxes
 * double loss = dfl.forwardBackward(
 *     batch.targets(targets).weights(weights).distanceGradient(d).gradient(g).normalizer(n));
 * }</pre>
 *
 * <p>Instances are immutable and thread-safe. Calls on one thread allocate nothing once a batch has
 * been used. All arguments are checked before anything is written. Finite logits up to 1e30 give
 * finite results; a NaN logit gives NaN for its anchor and side alone.
 */
public final class DistributionLoss {
  private static final int VARIANTS = 16;

  private final int bins;
  private final Kernel.Choice choice;
  private final boolean reference;
  private final AtomicReferenceArray<Prepared> prepared = new AtomicReferenceArray<>(VARIANTS);

  /** The passes for what is wanted. */
  private record Prepared(DistributionPasses.Wanted wanted, DistributionPasses passes) {}

  private DistributionLoss(int bins, Backend backend) {
    this.bins =
        (int)
            ScoreCatalog.entry(ScoreCatalog.DISTRIBUTION)
                .parameters()
                .getFirst()
                .check(ScoreCatalog.DISTRIBUTION, bins);
    this.choice = ClassLoss.choice(backend);
    this.reference = backend == Backend.REFERENCE;
  }

  /**
   * The loss for a number of bins.
   *
   * @param bins reg_max, in [2, 64]
   * @return the loss
   */
  public static DistributionLoss of(int bins) {
    return of(bins, Backend.AUTO);
  }

  /**
   * The loss for a number of bins.
   *
   * @param bins reg_max, in [2, 64]
   * @param backend how it is computed
   * @return the loss
   */
  public static DistributionLoss of(int bins, Backend backend) {
    return new DistributionLoss(bins, backend);
  }

  /**
   * The number of bins.
   *
   * @return reg_max
   */
  public int bins() {
    return bins;
  }

  /**
   * Computes the losses and their sum over the normalizer, where there are targets, and the
   * distances, where they are wanted.
   *
   * @param batch what to work on; its gradient is not written
   * @return sum(loss · weight) / normalizer, in double; 0 without targets
   * @throws IllegalArgumentException if an argument is not as it must be; nothing is written then
   */
  public double forward(DistributionBatch batch) {
    return run(batch, false);
  }

  /**
   * Computes what {@link #forward} does, and the gradient with respect to the logits: that of the
   * result, and what flows back from the distances.
   *
   * @param batch what to work on, with targets, a gradient of the distances, or both
   * @return sum(loss · weight) / normalizer, in double; 0 without targets
   * @throws IllegalArgumentException if an argument is not as it must be; nothing is written then
   */
  public double forwardBackward(DistributionBatch batch) {
    return run(batch, true);
  }

  /**
   * Compiles the kernels of the forward and backward pass of the loss and those of the distances,
   * and waits until C2 is done with them. Without this, the scalar reading runs until then.
   */
  public void warmUp() {
    CompletableFuture.allOf(
            prepared(true, false, true, false).passes.warmUp(),
            prepared(false, true, false, false).passes.warmUp())
        .join();
  }

  private double run(DistributionBatch batch, boolean backward) {
    batch.check(bins, backward);
    double normalizer = batch.effectiveNormalizer();
    if (reference) {
      return ReferenceDistribution.run(batch, bins, backward) / normalizer;
    }
    Prepared chosen = prepared(batch, backward);
    return batch.call.run(batch, chosen.wanted, chosen.passes, 1 / normalizer, choice) / normalizer;
  }

  /**
   * Whether a call uses vector loops: not while C2 still compiles one of them, not where C2 refused
   * it or the vector module is missing, and not with the backends that are scalar. Computes
   * nothing.
   *
   * @param batch what would be worked on
   * @param backward whether its gradient would be computed
   * @return true if vector loops are in use
   * @throws IllegalArgumentException if an argument is not as it must be
   */
  public boolean usesVectors(DistributionBatch batch, boolean backward) {
    batch.check(bins, backward);
    return !reference && prepared(batch, backward).passes.usesVectors(choice);
  }

  private Prepared prepared(DistributionBatch batch, boolean backward) {
    return prepared(
        batch.targets() != null,
        batch.distances() != null,
        backward,
        backward && batch.distanceGradient() != null);
  }

  private Prepared prepared(boolean loss, boolean distance, boolean gradient, boolean upstream) {
    int index = (loss ? 1 : 0) | (distance ? 2 : 0) | (gradient ? 4 : 0) | (upstream ? 8 : 0);
    Prepared known = prepared.get(index);
    if (known == null) {
      DistributionPasses.Wanted wanted =
          new DistributionPasses.Wanted(bins, loss, distance, gradient, upstream);
      known = new Prepared(wanted, DistributionPasses.of(wanted));
      prepared.set(index, known);
    }
    return known;
  }

  @Override
  public String toString() {
    return ScoreCatalog.DISTRIBUTION + " " + bins;
  }
}
