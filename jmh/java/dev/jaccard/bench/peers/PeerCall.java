package dev.jaccard.bench.peers;

import java.util.function.DoubleSupplier;

/**
 * One call of a peer, to be repeated.
 *
 * @param run computes all pairs; returns something that depends on the results and is not 0
 * @param show writes the results of the last run to the pairs' outputs
 */
public record PeerCall(DoubleSupplier run, Runnable show) {}
