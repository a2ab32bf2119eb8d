package dev.jaccard.classification;

import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.kernel.RowLoops;
import dev.jaccard.pass.PlaneGroups;
import dev.jaccard.pass.SoftmaxPasses;
import java.lang.foreign.MemorySegment;

/**
 * Blocks of rows of logits: loops along the rows, with a vector of classes at a time, and the
 * exponentials of a whole block by a kernel. The sums are those of {@link RowLoops}, so that their
 * last bits are not those of planes.
 */
final class SoftmaxRows extends SoftmaxBlocks {
  /** The floats of a block: so few that they stay near, so many that loops are worth it. */
  private static final int BLOCK_FLOATS = 1 << 14;

  private static final int FEWEST = 16;

  /** Rows at such a distance lie at equal offsets of pages, where loads wait for stores. */
  private static final int PAGE_FLOATS = 1024;

  private final Kernel decay = SoftmaxPasses.decay();
  private RowLoops loops;
  private boolean direct;
  private int stride;

  @Override
  void begin(
      ClassBatch newBatch,
      SoftmaxPasses newPasses,
      boolean isBackward,
      boolean isSmooth,
      Kernel.Choice newChoice) {
    super.begin(newBatch, newPasses, isBackward, isSmooth, newChoice);
    loops = RowLoops.of(choice, batch.classes(), batch.elements());
    direct = !loops.isVector() || batch.isDirect(backward);
    int lines = (batch.classes() + RowLoops.PARTS - 1) / RowLoops.PARTS;
    stride = lines * RowLoops.PARTS;
    stride += stride % PAGE_FLOATS == 0 ? RowLoops.PARTS : 0;
  }

  @Override
  int size() {
    return Math.clamp(BLOCK_FLOATS / stride, FEWEST, BlockScratch.LARGEST_BLOCK);
  }

  @Override
  void exponentials(BlockScratch scratch, int start, int count) {
    int classes = batch.classes();
    long rowBytes = (long) classes * Float.BYTES;
    MemorySegment staging = staging(scratch);
    scratch.shifts.set(staging, 0, (long) stride * Float.BYTES);
    if (direct) {
      scratch.rows.set(batch.logits(), start * rowBytes, rowBytes);
    } else {
      scratch.rows.set(staging, copyOffset(), rowBytes);
      MemorySegment.copy(batch.logits(), start * rowBytes, staging, copyOffset(), count * rowBytes);
    }
    MemorySegment planes = scratch.planes;
    long maximum = BlockScratch.offset(MAXIMUM);
    loops.maxima(scratch.rows, count, classes, planes, maximum);
    loops.differences(scratch.rows, count, classes, planes, maximum, scratch.shifts);
    if (smooth) {
      loops.sums(scratch.shifts, count, classes, planes, BlockScratch.offset(SUMS + 1));
    }
    Argument input = scratch.arguments.get(PlaneGroups.INPUT);
    Argument output = scratch.arguments.get(PlaneGroups.OUTPUT);
    input.set(staging, 0, 0);
    output.set(staging, 0, 0);
    decay.apply(scratch.arguments.of(decay.program()), scratch.noScalars, count * stride, choice);
    loops.sums(scratch.shifts, count, classes, planes, BlockScratch.offset(SUMS));
  }

  @Override
  void gradient(BlockScratch scratch, int start, int count) {
    int classes = batch.classes();
    long rowBytes = (long) classes * Float.BYTES;
    if (direct) {
      scratch.rows.set(batch.gradient(), start * rowBytes, rowBytes);
    }
    loops.multiples(
        scratch.shifts,
        count,
        classes,
        scratch.planes,
        BlockScratch.offset(FACTOR),
        BlockScratch.offset(smooth ? FACTOR + 1 : BlockScratch.ZEROS),
        scratch.rows);
    if (!direct) {
      MemorySegment.copy(
          staging(scratch), copyOffset(), batch.gradient(), start * rowBytes, count * rowBytes);
    }
  }

  private MemorySegment staging(BlockScratch scratch) {
    long copied = direct ? 0 : (long) size() * batch.classes() * Float.BYTES;
    return scratch.stagingOf(copyOffset() + copied);
  }

  /** Where the copy of rows begins that loops cannot work on where they lie. */
  private long copyOffset() {
    return (long) size() * stride * Float.BYTES;
  }
}
