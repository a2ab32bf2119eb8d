package dev.jaccard.classification;

import dev.jaccard.emit.MemoryKind;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.kernel.RowLoops;
import dev.jaccard.pass.PlaneGroups;
import dev.jaccard.pass.SoftmaxPasses;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Runs the cross entropy over a softmax with compiled passes. */
final class SoftmaxRunner implements ClassRunner {
  private final int ignored;
  private final double smoothing;
  private final Kernel.Choice choice;

  SoftmaxRunner(Map<String, Double> parameters, Kernel.Choice choice) {
    this.ignored = parameters.get("ignore_index").intValue();
    this.smoothing = parameters.get("smoothing");
    this.choice = choice;
  }

  @Override
  public double run(ClassBatch batch, boolean backward) {
    double normalizer = batch.effectiveNormalizer(batch.checkAnchors(backward, ignored));
    double sum = batch.softmaxCall.run(batch, backward, 1 / normalizer, ignored, smoothing, choice);
    return sum / normalizer;
  }

  @Override
  public boolean usesVectors(ClassBatch batch, boolean backward) {
    batch.checkAnchors(backward, ignored);
    SoftmaxPasses passes = SoftmaxPasses.of(batch.classes(), backward, smoothing > 0);
    return batch.layout() == ClassLayout.ROWS
        ? RowLoops.of(choice, batch.classes(), 0).isVector()
            && PlaneGroups.usesVectors(SoftmaxPasses.exponential(), choice)
            && PlaneGroups.usesVectors(passes.finish(), choice)
        : passes.usesVectors(choice);
  }

  /**
   * Compiles for rows, and planes in a whole number of groups; the kernels for a rest compile when
   * they are used.
   */
  @Override
  public CompletableFuture<Void> warmUp(boolean backward) {
    return CompletableFuture.allOf(
        SoftmaxPasses.of(PlaneGroups.GROUP, backward, smoothing > 0).warmUp(),
        SoftmaxPasses.exponential().warmUp(MemoryKind.SEGMENTS),
        RowLoops.warmUp());
  }
}
