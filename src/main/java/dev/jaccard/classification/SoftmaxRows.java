package dev.jaccard.classification;

import dev.jaccard.kernel.Kernel;
import dev.jaccard.kernel.RowLoops;
import dev.jaccard.kernel.Stripes;
import dev.jaccard.pass.PlaneGroups;
import dev.jaccard.pass.SoftmaxPasses;
import java.lang.foreign.MemorySegment;

/**
 * Blocks of rows of logits: the exponentials of a whole block by a kernel, and loops along the
 * rows, with a vector of classes at a time. The sums are those of {@link RowLoops}, so that their
 * last bits are not those of planes.
 */
final class SoftmaxRows extends SoftmaxBlocks {
  /** The floats of a block: their exponentials stay in the nearest cache. */
  private static final int BLOCK_FLOATS = 1 << 13;

  private static final int FEWEST = 16;

  private final Kernel exponential = SoftmaxPasses.exponential();
  private RowLoops loops;

  @Override
  void begin(
      ClassBatch newBatch,
      SoftmaxPasses newPasses,
      boolean isBackward,
      boolean isSmooth,
      Kernel.Choice newChoice) {
    super.begin(newBatch, newPasses, isBackward, isSmooth, newChoice);
    loops = RowLoops.of(choice, batch.classes(), batch.elements());
    direct |= !loops.isVector();
  }

  @Override
  int size() {
    return Math.clamp(BLOCK_FLOATS / batch.classes(), FEWEST, BlockScratch.LARGEST_BLOCK);
  }

  @Override
  int stripes(int count) {
    return count;
  }

  @Override
  int length(int count) {
    return batch.classes();
  }

  @Override
  long batchStride() {
    return scratchStride();
  }

  @Override
  long scratchStride() {
    return (long) batch.classes() * Float.BYTES;
  }

  @Override
  long firstLogit(Stripes logits, int anchor) {
    return logits.start(anchor);
  }

  @Override
  long logitDistance(Stripes logits) {
    return Float.BYTES;
  }

  @Override
  void exponentials(BlockScratch scratch, int count) {
    int classes = batch.classes();
    scratch.logits.bind(scratch.arguments.get(PlaneGroups.INPUT), 0);
    scratch.gradient.bind(scratch.arguments.get(PlaneGroups.OUTPUT), 0);
    exponential.apply(
        scratch.arguments.of(exponential.program()), scratch.noScalars, count * classes, choice);
    MemorySegment sums = scratch.planes;
    loops.sums(scratch.gradient, count, classes, sums, BlockScratch.offset(SUMS));
    if (smooth) {
      loops.sums(scratch.logits, count, classes, sums, BlockScratch.offset(SUMS + 1));
    }
  }

  @Override
  void scale(BlockScratch scratch, int count) {
    loops.multiples(
        scratch.gradient,
        count,
        batch.classes(),
        scratch.planes,
        BlockScratch.offset(FACTOR),
        BlockScratch.offset(smooth ? FACTOR + 1 : BlockScratch.ZEROS));
  }
}
