package dev.jaccard.classification;

import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Chunks;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.pass.DistributionPasses;
import dev.jaccard.pass.NamedArguments;
import dev.jaccard.pass.PlaneGroups;
import java.lang.foreign.MemorySegment;

/**
 * A call of the distribution loss and the expected distances: block after block of anchors, side
 * after side; the planes of a side stay in the nearest cache from pass to pass.
 */
final class DistributionCall implements Chunks.Body {
  private static final int BLOCK = BlockScratch.LARGEST_BLOCK;

  // scratch planes
  private static final int MAXIMUM = 0;
  private static final int SUMS = 1;
  private static final int SUMS_COUNT = 3;
  private static final int WEIGHT = 4;
  private static final int TARGET = 5;
  private static final int UPSTREAM = 6;
  private static final int DISTANCE = 7;
  private static final int LOSS = 8;
  private static final int COEFFICIENTS = 9;

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
      scratch.copyOut(LOSS, batch.losses(), start, count);
    }
    // the last side's losses are those of all sides
    return wanted.loss() ? sum : 0;
  }

  private void prepare(BlockScratch scratch, int start, int count) {
    scratch.fill(LOSS, count, BlockScratch.ZEROS);
    if (batch.weights() == null) {
      scratch.fill(WEIGHT, count, BlockScratch.ONES);
    } else {
      scratch.copyIn(batch.weights(), start, WEIGHT, count);
    }
    scratch.bind(DistributionPasses.MAXIMUM, MAXIMUM);
    scratch.bind(DistributionPasses.WEIGHT, WEIGHT);
    scratch.bind(DistributionPasses.TARGET, TARGET);
    scratch.bind(DistributionPasses.UPSTREAM, UPSTREAM);
    scratch.bind(DistributionPasses.DISTANCE, DISTANCE);
    scratch.bind(DistributionPasses.LOSS_BEFORE, LOSS);
    scratch.bind(DistributionPasses.LOSS, LOSS);
    scratch.bind(DistributionPasses.COEFFICIENTS, COEFFICIENTS);
  }

  private double side(BlockScratch scratch, int side, int start, int count) {
    long first = (long) side * batch.anchors() + start;
    place(scratch, side, start, count);
    scratch.fill(MAXIMUM, count, BlockScratch.LOWEST);
    for (int i = 0; i < SUMS_COUNT; i++) {
      scratch.fill(SUMS + i, count, BlockScratch.ZEROS);
    }
    if (wanted.loss()) {
      scratch.copyIn(batch.targets(), first, TARGET, count);
    }
    if (wanted.upstream()) {
      scratch.copyIn(batch.distanceGradient(), first, UPSTREAM, count);
    }
    NamedArguments arguments = scratch.arguments;
    scratch.bind(PlaneGroups.BEFORE, MAXIMUM);
    scratch.bind(PlaneGroups.AFTER, MAXIMUM);
    passes.maximum().run(arguments, scratch.input, null, scratch.firstPlane, count, choice);
    scratch.bind(PlaneGroups.BEFORE, SUMS);
    scratch.bind(PlaneGroups.AFTER, SUMS);
    PlaneGroups.Block stored = wanted.gradient() ? scratch.output : null;
    passes.exponentials().run(arguments, scratch.input, stored, scratch.firstPlane, count, choice);
    Kernel finish = passes.finish();
    Argument[] finishing = arguments.of(finish.program());
    double sum = 0;
    if (side == DistributionBatch.SIDES - 1) {
      // the losses of all sides together
      sum = finish.run(finishing, scale, count, choice, null, 1);
    } else {
      finish.apply(finishing, scale, count, choice);
    }
    if (wanted.distance()) {
      scratch.copyOut(DISTANCE, batch.distances(), first, count);
    }
    if (wanted.gradient()) {
      passes.gradient().run(arguments, stored, stored, scratch.firstPlane, count, choice);
      copyGradient(scratch, side, start, count);
    }
    return sum;
  }

  /** Finds the planes of a block, or brings them to where loops can work on them. */
  private void place(BlockScratch scratch, int side, int start, int count) {
    if (direct) {
      long stride = (long) batch.anchors() * Float.BYTES;
      long offset = address(side, 0, start);
      scratch.input.set(batch.logits(), offset, stride);
      scratch.output.set(batch.gradient(), offset, stride);
      return;
    }
    MemorySegment staging = scratch.staging(wanted.bins());
    scratch.input.set(staging, 0, BlockScratch.STRIDE);
    scratch.output.set(staging, 0, BlockScratch.STRIDE);
    long bytes = (long) count * Float.BYTES;
    for (int k = 0; k < wanted.bins(); k++) {
      long from = address(side, k, start);
      MemorySegment.copy(batch.logits(), from, staging, k * BlockScratch.STRIDE, bytes);
    }
  }

  private void copyGradient(BlockScratch scratch, int side, int start, int count) {
    MemorySegment staging = scratch.staging(wanted.bins());
    long bytes = (long) count * Float.BYTES;
    for (int k = 0; k < wanted.bins() && !direct; k++) {
      long to = address(side, k, start);
      MemorySegment.copy(staging, k * BlockScratch.STRIDE, batch.gradient(), to, bytes);
    }
  }

  private long address(int side, int bin, int anchor) {
    long plane = (long) side * wanted.bins() + bin;
    return (plane * batch.anchors() + anchor) * Float.BYTES;
  }
}
