package dev.jaccard.classification;

import dev.jaccard.kernel.Kernel;
import dev.jaccard.pass.SoftmaxPasses;

/** What the passes of a softmax do with the logits of a block of anchors, in one layout. */
abstract class SoftmaxBlocks {
  // scratch planes
  static final int MAXIMUM = 0;
  static final int SUMS = 1;
  static final int CHOSEN = 3;
  static final int WEIGHT = 4;
  static final int FACTOR = 5;
  static final int LOSS = 7;

  ClassBatch batch;
  SoftmaxPasses passes;
  boolean backward;
  boolean smooth;
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
  }

  /** How many anchors a block has. */
  abstract int size();

  /** Computes exponentials, which are kept for the gradient, largest logits and sums. */
  abstract void exponentials(BlockScratch scratch, int start, int count);

  /** Writes the gradient but for what only the target class has, from what {@code finish} wrote. */
  abstract void gradient(BlockScratch scratch, int start, int count);
}
