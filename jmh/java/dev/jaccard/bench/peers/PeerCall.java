package dev.jaccard.bench.peers;

import dev.jaccard.bench.measure.Guard;
import java.util.function.DoubleSupplier;

/**
 * One call of a peer, to be repeated.
 *
 * @param run computes all pairs; returns something that depends on the results and is not 0
 * @param show writes the results of the last run to the pairs' outputs
 * @param own whether it works on memory of its own and not on that of the pairs
 * @param guard what tells whether a time of it is worth reporting
 */
public record PeerCall(DoubleSupplier run, Runnable show, boolean own, Guard guard) {
  /**
   * A call over memory of its own that nothing can be wrong with.
   *
   * @param run computes all pairs
   * @param show writes the results of the last run to the pairs' outputs
   */
  public PeerCall(DoubleSupplier run, Runnable show) {
    this(run, show, true, Guard.NONE);
  }

  /**
   * A call over the pairs' memory.
   *
   * @param run computes all pairs
   * @param guard what tells whether a time of it is worth reporting
   */
  public PeerCall(DoubleSupplier run, Guard guard) {
    this(run, () -> {}, false, guard);
  }
}
