package dev.jaccard.classification;

import java.util.concurrent.CompletableFuture;

/** How a loss of classes is computed: by elementwise kernels, by softmax passes, in double. */
interface ClassRunner {
  /**
   * Checks a batch and runs it.
   *
   * @return sum(loss · weight) / normalizer
   */
  double run(ClassBatch batch, boolean backward);

  /** Checks a batch and tells whether running it would use vectors. */
  boolean usesVectors(ClassBatch batch, boolean backward);

  /**
   * Compiles in the background.
   *
   * @return what completes when vectors are in use
   */
  CompletableFuture<Void> warmUp(boolean backward);
}
