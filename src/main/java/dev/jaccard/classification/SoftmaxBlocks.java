package dev.jaccard.classification;

import dev.jaccard.kernel.Kernel;
import dev.jaccard.kernel.Stripes;
import dev.jaccard.pass.SoftmaxPasses;
import java.lang.foreign.MemorySegment;

/** What the passes of a softmax do with the logits of a block of anchors, in one layout. */
abstract class SoftmaxBlocks {
  // scratch planes
  static final int SUMS = 0;
  static final int CHOSEN = 2;
  static final int WEIGHT = 3;
  static final int FACTOR = 4;
  static final int LOSS = 6;

  ClassBatch batch;
  SoftmaxPasses passes;
  boolean backward;
  boolean smooth;
  boolean direct;
  Kernel.Choice choice;

  /** Sets what all blocks of a call have in common. */
  void begin(
      ClassBatch newBatch,
      SoftmaxPasses newPasses,
      boolean isBackward,
      boolean isSmooth,
      Kernel.Choice newChoice) {
    batch = newBatch;
    passes = newPasses;
    backward = isBackward;
    smooth = isSmooth;
    choice = newChoice;
    direct = batch.isDirect(backward);
  }

  /** How many anchors a block has. */
  abstract int size();

  /** How many stripes of logits some anchors have: planes or rows. */
  abstract int stripes(int count);

  /** How long a stripe is. */
  abstract int length(int count);

  /** How far stripes are apart in the batch, in bytes. */
  abstract long batchStride();

  /** How far they are apart in the scratch. */
  abstract long scratchStride();

  /** Where an anchor's first logit lies. */
  abstract long firstLogit(Stripes logits, int anchor);

  /** How far the logits of an anchor are apart. */
  abstract long logitDistance(Stripes logits);

  /**
   * Computes exponentials and sums of a block that has been placed. Where a gradient is wanted they
   * lie where it is going to be, so that its memory comes while they are computed.
   */
  abstract void exponentials(BlockScratch scratch, int count);

  /** Makes the gradient of exponentials, but for what only the target class has. */
  abstract void scale(BlockScratch scratch, int count);

  /** Finds the stripes of a block, or brings them to where loops can work on them. */
  void place(BlockScratch scratch, int start, int count) {
    long first = (long) batch.position(start, 0) * Float.BYTES;
    scratch.logits.set(batch.logits(), first, batchStride());
    scratch.gradient.set(batch.gradient(), first, batchStride());
    if (!direct) {
      scratch.copyLogits(stripes(size()), scratchStride(), stripes(count), length(count));
    }
    if (!direct || !backward) {
      MemorySegment room = scratch.staging(2 * stripes(size()) * scratchStride());
      scratch.gradient.set(room, 0, scratchStride());
    }
  }

  /**
   * Shifts the logits of anchors whose exponentials were not within floats, in a copy of all, and
   * the target class's.
   */
  void shift(BlockScratch scratch, int count) {
    if (direct) {
      scratch.copyLogits(stripes(size()), scratchStride(), stripes(count), length(count));
    }
    Stripes logits = scratch.logits;
    for (int i = 0; i < count; i++) {
      float taken =
          BlockScratch.shift(
              logits.segment(),
              firstLogit(logits, i),
              logitDistance(logits),
              batch.classes(),
              scratch.get(SUMS, i));
      scratch.set(CHOSEN, i, scratch.get(CHOSEN, i) - taken);
    }
  }

  /** Writes the gradient but for what only the target class has, from what {@code finish} wrote. */
  void gradient(BlockScratch scratch, int start, int count) {
    scale(scratch, count);
    if (!direct) {
      long first = (long) batch.position(start, 0) * Float.BYTES;
      scratch.copy.set(batch.gradient(), first, batchStride());
      scratch.gradient.copyTo(scratch.copy, stripes(count), length(count));
    }
  }
}
