package dev.jaccard.bench.peers;

import dev.jaccard.bench.Pairs;
import java.util.Optional;

/** Something that computes losses of the catalogue. */
public interface Peer {
  /**
   * The name in results.
   *
   * @return such as {@code jaccard}
   */
  String label();

  /**
   * How many threads it uses.
   *
   * @return 1 or more
   */
  default int threads() {
    return 1;
  }

  /**
   * A call of a loss over some pairs.
   *
   * @param loss the loss's name in the catalogue
   * @param gradient whether the gradient is computed too
   * @param pairs the pairs
   * @return the call, or empty if it does not have this loss
   */
  Optional<PeerCall> call(String loss, boolean gradient, Pairs pairs);
}
