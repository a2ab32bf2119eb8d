package dev.jaccard.classification;

import dev.jaccard.kernel.Kernel;
import dev.jaccard.pass.PlaneGroups;
import dev.jaccard.pass.SoftmaxPasses;
import java.lang.foreign.MemorySegment;

/**
 * Blocks of channels-first logits: passes over planes, which stay in the cache from one to next.
 */
final class SoftmaxPlanes extends SoftmaxBlocks {
  private boolean direct;

  @Override
  void begin(
      ClassBatch newBatch,
      SoftmaxPasses newPasses,
      boolean isBackward,
      boolean isSmooth,
      Kernel.Choice newChoice) {
    super.begin(newBatch, newPasses, isBackward, isSmooth, newChoice);
    direct = batch.isDirect(backward);
  }

  @Override
  int size() {
    return BlockScratch.blockSize(batch.classes());
  }

  @Override
  void exponentials(BlockScratch scratch, int start, int count) {
    place(scratch, start, count);
    scratch.fill(MAXIMUM, count, BlockScratch.LOWEST);
    scratch.fill(SUMS, count, BlockScratch.ZEROS);
    scratch.fill(SUMS + 1, count, BlockScratch.ZEROS);
    scratch.bind(SoftmaxPasses.MAXIMUM, MAXIMUM);
    run(scratch, passes.maximum(), MAXIMUM, scratch.input, null, count);
    run(scratch, passes.exponentials(), SUMS, scratch.input, stored(scratch), count);
  }

  @Override
  void gradient(BlockScratch scratch, int start, int count) {
    run(scratch, passes.scaling(), SUMS, stored(scratch), stored(scratch), count);
    if (direct) {
      return;
    }
    MemorySegment staging = scratch.staging(batch.classes());
    for (int k = 0; k < batch.classes(); k++) {
      long to = (long) batch.position(start, k) * Float.BYTES;
      MemorySegment.copy(
          staging, k * BlockScratch.STRIDE, batch.gradient(), to, (long) count * Float.BYTES);
    }
  }

  private PlaneGroups.Block stored(BlockScratch scratch) {
    return backward ? scratch.output : null;
  }

  private void run(
      BlockScratch scratch,
      PlaneGroups pass,
      int accumulators,
      PlaneGroups.Block input,
      PlaneGroups.Block output,
      int count) {
    scratch.bind(PlaneGroups.BEFORE, accumulators);
    scratch.bind(PlaneGroups.AFTER, accumulators);
    pass.run(scratch.arguments, input, output, scratch.firstPlane, count, choice);
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
    // exponentials and gradients replace the logits
    MemorySegment staging = scratch.staging(batch.classes());
    scratch.input.set(staging, 0, BlockScratch.STRIDE);
    scratch.output.set(staging, 0, BlockScratch.STRIDE);
    for (int k = 0; k < batch.classes(); k++) {
      long from = (long) batch.position(start, k) * Float.BYTES;
      MemorySegment.copy(
          batch.logits(), from, staging, k * BlockScratch.STRIDE, (long) count * Float.BYTES);
    }
  }
}
