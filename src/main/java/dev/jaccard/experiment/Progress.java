package dev.jaccard.experiment;

/** Is told how far an experiment is. */
@FunctionalInterface
public interface Progress {
  /**
   * Called when a loss begins, which is compiled first, and whenever a block of cases has taken all
   * its steps; never by two threads at a time, but by any of the experiment's threads.
   *
   * @param loss the name of the loss that is worked on
   * @param done the blocks that are done, over all losses
   * @param total how many there are
   */
  void update(String loss, long done, long total);
}
