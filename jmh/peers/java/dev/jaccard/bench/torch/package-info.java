/**
 * PyTorch as a peer, through its Java binding: losses in tensor operations as one writes them,
 * eager with autograd. Compiled in the profile {@code peers} only, as libtorch is large.
 */
package dev.jaccard.bench.torch;
