package dev.jaccard.classification;

import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Chunks;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.kernel.Transposition;
import dev.jaccard.pass.NamedArguments;
import dev.jaccard.pass.PlaneGroups;
import dev.jaccard.pass.SoftmaxPasses;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A call of the cross entropy over a softmax: block after block of anchors, whose planes stay in
 * the cache from pass to pass. Rows are transposed into scratch planes and back; so all layouts
 * give the same bits.
 */
final class SoftmaxCall implements Chunks.Body {
  // scratch planes
  private static final int MAXIMUM = 0;
  private static final int SUMS = 1;
  private static final int CHOSEN = 3;
  private static final int WEIGHT = 4;
  private static final int FACTOR = 5;
  private static final int LOSS = 7;

  private ClassBatch batch;
  private boolean backward;
  private boolean direct;
  private int blockSize;
  private int ignored;
  private double smoothing;
  private float targetScale;
  private Kernel.Choice choice;
  private SoftmaxPasses passes;
  private boolean passesBackward;
  private boolean passesSmooth;
  private final float[] finishScalars = new float[3];

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
    direct = batch.layout() == ClassLayout.CHANNELS_FIRST && batch.isDirect(backward);
    blockSize = BlockScratch.blockSize(batch.classes());
    int blocks = (int) (((long) batch.anchors() + blockSize - 1) / blockSize);
    return Chunks.sum(blocks, batch.executor(), batch.threads(), this);
  }

  @Override
  public double run(int block) {
    BlockScratch scratch = BlockScratch.current();
    int start = block * blockSize;
    int count = Math.min(blockSize, batch.anchors() - start);
    place(scratch, start, count);
    boolean ignores = prepare(scratch, start, count);
    NamedArguments arguments = scratch.arguments;
    bindAccumulators(scratch, MAXIMUM);
    passes.maximum().run(arguments, scratch.input, null, scratch.firstPlane, count, choice);
    bindAccumulators(scratch, SUMS);
    PlaneGroups.Block stored = backward ? scratch.output : null;
    passes.exponentials().run(arguments, scratch.input, stored, scratch.firstPlane, count, choice);
    boolean unclean = ignores && silence(scratch, start, count);
    Argument[] finishing = arguments.of(passes.finish().program());
    double sum = passes.finish().run(finishing, finishScalars, count, choice, null, 1);
    if (batch.losses() != null) {
      scratch.copyOut(LOSS, batch.losses(), start, count);
    }
    if (backward) {
      passes.scaling().run(arguments, stored, stored, scratch.firstPlane, count, choice);
      takeTargets(scratch, start, count);
      if (unclean) {
        clearIgnored(scratch, start, count);
      }
      if (!direct) {
        copyGradient(scratch, start, count);
      }
    }
    return sum;
  }

  private static void bindAccumulators(BlockScratch scratch, int plane) {
    scratch.bind(PlaneGroups.BEFORE, plane);
    scratch.bind(PlaneGroups.AFTER, plane);
  }

  /** Finds the planes of a block, or brings them to where loops can work on them. */
  private void place(BlockScratch scratch, int start, int count) {
    if (direct) {
      long stride = (long) batch.anchors() * Float.BYTES;
      long offset = (long) start * Float.BYTES;
      scratch.input.set(batch.logits(), offset, stride);
      scratch.output.set(batch.gradient(), offset, stride);
      return;
    }
    MemorySegment staging = scratch.staging(batch.classes());
    // exponentials and gradients replace the logits
    scratch.input.set(staging, 0, BlockScratch.STRIDE);
    scratch.output.set(staging, 0, BlockScratch.STRIDE);
    if (batch.layout() == ClassLayout.ROWS) {
      Transposition.rowsToPlanes(
          batch.logits(),
          (long) start * batch.classes(),
          count,
          batch.classes(),
          staging,
          BlockScratch.STRIDE,
          Transposition.useVectors(choice));
      return;
    }
    for (int k = 0; k < batch.classes(); k++) {
      MemorySegment.copy(
          batch.logits(),
          (long) batch.position(start, k) * Float.BYTES,
          staging,
          k * BlockScratch.STRIDE,
          (long) count * Float.BYTES);
    }
  }

  private void copyGradient(BlockScratch scratch, int start, int count) {
    MemorySegment staging = scratch.staging(batch.classes());
    if (batch.layout() == ClassLayout.ROWS) {
      Transposition.planesToRows(
          staging,
          BlockScratch.STRIDE,
          count,
          batch.classes(),
          batch.gradient(),
          (long) start * batch.classes(),
          Transposition.useVectors(choice));
      return;
    }
    for (int k = 0; k < batch.classes(); k++) {
      MemorySegment.copy(
          staging,
          k * BlockScratch.STRIDE,
          batch.gradient(),
          (long) batch.position(start, k) * Float.BYTES,
          (long) count * Float.BYTES);
    }
  }

  /**
   * Fills the scratch planes that passes read.
   *
   * @return whether anchors are ignored
   */
  private boolean prepare(BlockScratch scratch, int start, int count) {
    scratch.fill(MAXIMUM, count, BlockScratch.LOWEST);
    scratch.fill(SUMS, count, BlockScratch.ZEROS);
    scratch.fill(SUMS + 1, count, BlockScratch.ZEROS);
    scratch.bind(SoftmaxPasses.MAXIMUM, MAXIMUM);
    scratch.bind(SoftmaxPasses.CHOSEN, CHOSEN);
    scratch.bind(SoftmaxPasses.WEIGHT, WEIGHT);
    scratch.bind(SoftmaxPasses.FACTOR, FACTOR);
    scratch.bind(SoftmaxPasses.LOSS, LOSS);
    if (batch.anchorWeights() == null) {
      scratch.fill(WEIGHT, count, BlockScratch.ONES);
    } else {
      scratch.copyIn(batch.anchorWeights(), start, WEIGHT, count);
    }
    boolean ignores = false;
    for (int i = 0; i < count; i++) {
      int target = batch.classTarget(start + i);
      if (target == ignored) {
        ignores = true;
        scratch.set(WEIGHT, i, 0);
        target = 0;
      }
      scratch.set(CHOSEN, i, scratch.input.get(target, i));
    }
    return ignores;
  }

  /** The part of the gradient that only the target class has. */
  private void takeTargets(BlockScratch scratch, int start, int count) {
    for (int i = 0; i < count; i++) {
      int target = batch.classTarget(start + i);
      if (target != ignored) {
        scratch.output.subtract(target, i, scratch.get(WEIGHT, i) * targetScale);
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
        broken |= !Float.isFinite(scratch.get(SUMS, i));
        scratch.set(SUMS, i, 1);
        scratch.set(SUMS + 1, i, 0);
        scratch.set(MAXIMUM, i, 0);
        scratch.set(CHOSEN, i, 0);
      }
    }
    return broken;
  }

  /** Writes gradients of 0, where 0 times an exponential would be NaN. */
  private void clearIgnored(BlockScratch scratch, int start, int count) {
    for (int i = 0; i < count; i++) {
      if (batch.classTarget(start + i) == ignored) {
        for (int k = 0; k < batch.classes(); k++) {
          scratch.output.set(k, i, 0);
        }
      }
    }
  }
}
