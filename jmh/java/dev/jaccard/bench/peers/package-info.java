/**
 * What the losses are measured beside, on the same pairs in the same JVM.
 *
 * <p>A {@link dev.jaccard.bench.peers.Peer} makes calls; each call computes one loss over all pairs
 * of a {@link dev.jaccard.bench.Pairs} and can show its results there, so that errors stand beside
 * times. There are Jaccard itself, the C compiler's reading of the very same program ({@link
 * dev.jaccard.bench.peers.CSource}), loops over float arrays as one writes them by hand, and, in
 * the profile {@code peers}, PyTorch.
 */
package dev.jaccard.bench.peers;
