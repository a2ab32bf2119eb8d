package dev.jaccard.classification;

import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Chunks;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.pass.NamedArguments;
import dev.jaccard.pass.PlaneGroups;
import dev.jaccard.pass.SoftmaxPasses;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * A call of the cross entropy over a softmax: block after block of anchors, whose logits stay in
 * the cache from pass to pass.
 */
final class SoftmaxCall implements Chunks.Body {
  private static final ValueLayout.OfFloat FLOATS = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final SoftmaxBlocks planes = new SoftmaxPlanes();
  private final SoftmaxBlocks rows = new SoftmaxRows();
  private final float[] finishScalars = new float[3];
  private ClassBatch batch;
  private SoftmaxBlocks blocks;
  private boolean backward;
  private int blockSize;
  private int ignored;
  private double smoothing;
  private float targetScale;
  private Kernel.Choice choice;
  private SoftmaxPasses passes;
  private boolean passesBackward;
  private boolean passesSmooth;

  /**
   * Runs.
   *
   * @param scale what gradients are multiplied by
   * @return the sum of the weighted losses
   */
  double run(
      ClassBatch newBatch,
      boolean isBackward,
      double scale,
      int ignoredIndex,
      double labelSmoothing,
      Kernel.Choice newChoice) {
    batch = newBatch;
    backward = isBackward;
    choice = newChoice;
    ignored = ignoredIndex;
    smoothing = labelSmoothing;
    boolean smooth = smoothing > 0;
    if (passes == null || passesBackward != backward || passesSmooth != smooth) {
      passes = SoftmaxPasses.of(batch.classes(), backward, smooth);
      passesBackward = backward;
      passesSmooth = smooth;
    }
    List<String> names = passes.finish().program().scalars();
    for (int i = 0; i < names.size(); i++) {
      finishScalars[i] =
          (float)
              switch (names.get(i)) {
                case SoftmaxPasses.SCALE -> scale;
                case SoftmaxPasses.KEEP -> 1 - smoothing;
                default -> smoothing / batch.classes();
              };
    }
    targetScale = (float) (scale * (1 - smoothing));
    blocks = batch.layout() == ClassLayout.ROWS ? rows : planes;
    blocks.begin(batch, passes, backward, smooth, choice);
    blockSize = blocks.size();
    int count = (int) (((long) batch.anchors() + blockSize - 1) / blockSize);
    return Chunks.sum(count, batch.executor(), batch.threads(), this);
  }

  @Override
  public double run(int block) {
    BlockScratch scratch = BlockScratch.current();
    int start = block * blockSize;
    int count = Math.min(blockSize, batch.anchors() - start);
    blocks.place(scratch, start, count);
    blocks.exponentials(scratch, count);
    boolean ignores = prepare(scratch, start, count);
    boolean unclean = ignores && silence(scratch, start, count);
    double sum = finish(scratch, count);
    if (Double.isNaN(sum)) {
      blocks.shift(scratch, count);
      blocks.exponentials(scratch, count);
      unclean = ignores && silence(scratch, start, count);
      sum = finish(scratch, count);
    }
    if (batch.losses() != null) {
      scratch.copyOut(SoftmaxBlocks.LOSS, batch.losses(), start, count);
    }
    if (backward) {
      blocks.gradient(scratch, start, count);
      takeTargets(scratch, start, count);
      if (unclean) {
        clearIgnored(start, count);
      }
    }
    return sum;
  }

  private double finish(BlockScratch scratch, int count) {
    NamedArguments arguments = scratch.arguments;
    scratch.bind(PlaneGroups.BEFORE, SoftmaxBlocks.SUMS);
    Argument[] finishing = arguments.of(passes.finish().program());
    return passes.finish().run(finishing, finishScalars, count, choice, null, 1);
  }

  /**
   * Fills the scratch planes that passes read.
   *
   * @return whether anchors are ignored
   */
  private boolean prepare(BlockScratch scratch, int start, int count) {
    scratch.bind(SoftmaxPasses.CHOSEN, SoftmaxBlocks.CHOSEN);
    scratch.bind(SoftmaxPasses.WEIGHT, SoftmaxBlocks.WEIGHT);
    scratch.bind(SoftmaxPasses.FACTOR, SoftmaxBlocks.FACTOR);
    scratch.bind(SoftmaxPasses.LOSS, SoftmaxBlocks.LOSS);
    if (batch.anchorWeights() == null) {
      scratch.fill(SoftmaxBlocks.WEIGHT, count, BlockScratch.ONES);
    } else {
      scratch.copyIn(batch.anchorWeights(), start, SoftmaxBlocks.WEIGHT, count);
    }
    boolean ignores = false;
    for (int i = 0; i < count; i++) {
      int target = batch.classTarget(start + i);
      if (target == ignored) {
        ignores = true;
        scratch.set(SoftmaxBlocks.WEIGHT, i, 0);
        target = 0;
      }
      scratch.set(SoftmaxBlocks.CHOSEN, i, batch.logits().get(FLOATS, address(start + i, target)));
    }
    return ignores;
  }

  private long address(int anchor, int classIndex) {
    return (long) batch.position(anchor, classIndex) * Float.BYTES;
  }

  /** The part of the gradient that only the target class has. */
  private void takeTargets(BlockScratch scratch, int start, int count) {
    MemorySegment gradient = batch.gradient();
    for (int i = 0; i < count; i++) {
      int target = batch.classTarget(start + i);
      if (target != ignored) {
        long at = address(start + i, target);
        float taken = scratch.get(SoftmaxBlocks.WEIGHT, i) * targetScale;
        gradient.set(FLOATS, at, gradient.get(FLOATS, at) - taken);
      }
    }
  }

  /**
   * Gives ignored anchors sums of which no NaN comes, whatever their logits are.
   *
   * @return whether there is one whose exponentials are not finite
   */
  private boolean silence(BlockScratch scratch, int start, int count) {
    boolean broken = false;
    for (int i = 0; i < count; i++) {
      if (batch.classTarget(start + i) == ignored) {
        broken |= !Float.isFinite(scratch.get(SoftmaxBlocks.SUMS, i));
        scratch.set(SoftmaxBlocks.SUMS, i, 1);
        scratch.set(SoftmaxBlocks.SUMS + 1, i, 0);
        scratch.set(SoftmaxBlocks.CHOSEN, i, 0);
      }
    }
    return broken;
  }

  /** Writes gradients of 0, where 0 times an exponential would be NaN. */
  private void clearIgnored(int start, int count) {
    for (int i = 0; i < count; i++) {
      if (batch.classTarget(start + i) == ignored) {
        for (int k = 0; k < batch.classes(); k++) {
          batch.gradient().set(FLOATS, address(start + i, k), 0);
        }
      }
    }
  }
}
