/**
 * What no kernel can beat on this machine, measured in the same run: memory kernels that read and
 * write the planes of a loss, and the time of one vector operation of each kind.
 *
 * <p>From both and a program's counts of operations come its bounds ({@link
 * dev.jaccard.bench.limits.Bounds}): the time of its bytes, that of its arithmetic, and which of
 * them holds.
 */
package dev.jaccard.bench.limits;
