package dev.jaccard.match;

/** A method of suppression, over candidates. Immutable and thread-safe. */
interface Suppression {
  /**
   * Fills a workspace's results from its candidates.
   *
   * @param workspace the workspace
   * @param scoreThreshold lowered scores must be above this
   */
  void apply(NmsWorkspace workspace, float scoreThreshold);

  /** Whether boxes whose own score is too low take no part at all. */
  default boolean filtersFirst() {
    return true;
  }

  /** Whether it takes candidates in the order of their scores; else it takes them in any. */
  default boolean sortsFirst() {
    return true;
  }
}
