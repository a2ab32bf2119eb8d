package dev.jaccard.classification;

import dev.jaccard.kernel.Chunks;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.pass.DistributionPasses;
import dev.jaccard.pass.NamedArguments;
import dev.jaccard.pass.PlaneGroups;

/**
 * A call of the distribution loss and the expected distances: block after block of anchors, side
 * after side; the exponentials of a side stay in the nearest cache from pass to pass.
 */
final class DistributionCall implements Chunks.Body {
  private static final int BLOCK = BlockScratch.LARGEST_BLOCK;

  // scratch planes
  private static final int SUMS = 0;
  private static final int WEIGHT = 4;
  private static final int TARGET = 5;
  private static final int UPSTREAM = 6;
  private static final int DISTANCE = 7;
  private static final int COEFFICIENTS = 8;

  /** The losses of the sides so far, before and after a side, or after and before. */
  private static final int LOSSES = 13;

  private final float[] scale = new float[1];
  private DistributionBatch batch;
  private DistributionPasses.Wanted wanted;
  private DistributionPasses passes;
  private Kernel.Choice choice;
  private boolean direct;

  /**
   * Runs.
   *
   * @param factor what gradients of the loss are multiplied by
   * @return the sum of the weighted losses
   */
  double run(
      DistributionBatch newBatch,
      DistributionPasses.Wanted newWanted,
      DistributionPasses newPasses,
      double factor,
      Kernel.Choice newChoice) {
    batch = newBatch;
    wanted = newWanted;
    passes = newPasses;
    choice = newChoice;
    scale[0] = (float) factor;
    direct = batch.isDirect(wanted.gradient());
    int blocks = (int) (((long) batch.anchors() + BLOCK - 1) / BLOCK);
    return Chunks.sum(blocks, batch.executor(), batch.threads(), this);
  }

  @Override
  public double run(int block) {
    BlockScratch scratch = BlockScratch.current();
    int start = block * BLOCK;
    int count = Math.min(BLOCK, batch.anchors() - start);
    prepare(scratch, start, count);
    double sum = 0;
    for (int side = 0; side < DistributionBatch.SIDES; side++) {
      sum = side(scratch, side, start, count);
    }
    if (batch.losses() != null) {
      scratch.copyOut(LOSSES, batch.losses(), start, count);
    }
    // the last side's losses are those of all sides
    return wanted.loss() ? sum : 0;
  }

  private void prepare(BlockScratch scratch, int start, int count) {
    scratch.fill(LOSSES, count, BlockScratch.ZEROS);
    if (batch.weights() == null) {
      scratch.fill(WEIGHT, count, BlockScratch.ONES);
    } else {
      scratch.copyIn(batch.weights(), start, WEIGHT, count);
    }
    scratch.bind(PlaneGroups.BEFORE, SUMS);
    scratch.bind(PlaneGroups.AFTER, SUMS);
    scratch.bind(DistributionPasses.WEIGHT, WEIGHT);
    scratch.bind(DistributionPasses.TARGET, TARGET);
    scratch.bind(DistributionPasses.UPSTREAM, UPSTREAM);
    scratch.bind(DistributionPasses.DISTANCE, DISTANCE);
    scratch.bind(DistributionPasses.COEFFICIENTS, COEFFICIENTS);
  }

  private double side(BlockScratch scratch, int side, int start, int count) {
    long first = (long) side * batch.anchors() + start;
    NamedArguments arguments = scratch.arguments;
    place(scratch, side, start, count);
    if (wanted.loss()) {
      scratch.copyIn(batch.targets(), first, TARGET, count);
    }
    if (wanted.upstream()) {
      scratch.copyIn(batch.distanceGradient(), first, UPSTREAM, count);
    }
    scratch.bind(DistributionPasses.LOSS_BEFORE, LOSSES + side % 2);
    scratch.bind(DistributionPasses.LOSS, LOSSES + (side + 1) % 2);
    double sum = exponentials(scratch, count);
    if (Double.isNaN(sum)) {
      shift(scratch, count);
      sum = exponentials(scratch, count);
    }
    if (wanted.distance()) {
      scratch.copyOut(DISTANCE, batch.distances(), first, count);
    }
    if (wanted.gradient()) {
      passes
          .gradient()
          .run(arguments, scratch.gradient, scratch.gradient, scratch.firstPlane, count, choice);
      copyGradient(scratch, side, start, count);
    }
    return sum;
  }

  /**
   * Computes exponentials and what anchors have one of.
   *
   * @return a sum that is NaN if exponentials were not within floats
   */
  private double exponentials(BlockScratch scratch, int count) {
    for (int i = 0; i < wanted.sums(); i++) {
      scratch.fill(SUMS + i, count, BlockScratch.ZEROS);
    }
    NamedArguments arguments = scratch.arguments;
    passes
        .exponentials()
        .run(
            arguments,
            scratch.logits,
            wanted.gradient() ? scratch.gradient : null,
            scratch.firstPlane,
            count,
            choice);
    Kernel finish = passes.finish();
    return finish.run(arguments.of(finish.program()), scale, count, choice, null, 1);
  }

  /** Shifts the logits of anchors whose exponentials were not within floats, in a copy of all. */
  private void shift(BlockScratch scratch, int count) {
    int bins = wanted.bins();
    if (direct) {
      scratch.copyLogits(bins, BlockScratch.STRIDE, bins, count);
    }
    for (int i = 0; i < count; i++) {
      long first = scratch.logits.start(0) + (long) i * Float.BYTES;
      float sum = scratch.get(SUMS, i);
      BlockScratch.shift(scratch.logits.segment(), first, BlockScratch.STRIDE, bins, sum);
    }
  }

  /**
   * Finds the planes of a block, or brings them to where loops can work on them. Exponentials lie
   * where the gradient is going to be, so that its memory comes while they are computed.
   */
  private void place(BlockScratch scratch, int side, int start, int count) {
    long first = address(side, start);
    long stride = (long) batch.anchors() * Float.BYTES;
    int bins = wanted.bins();
    scratch.logits.set(batch.logits(), first, stride);
    scratch.gradient.set(batch.gradient(), first, stride);
    if (!direct) {
      scratch.copyLogits(bins, BlockScratch.STRIDE, bins, count);
      scratch.gradient.set(scratch.staging(2 * bins * BlockScratch.STRIDE), 0, BlockScratch.STRIDE);
    }
  }

  private void copyGradient(BlockScratch scratch, int side, int start, int count) {
    if (!direct) {
      scratch.copy.set(
          batch.gradient(), address(side, start), (long) batch.anchors() * Float.BYTES);
      scratch.gradient.copyTo(scratch.copy, wanted.bins(), count);
    }
  }

  private long address(int side, int anchor) {
    return ((long) side * wanted.bins() * batch.anchors() + anchor) * Float.BYTES;
  }
}
