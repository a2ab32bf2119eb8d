/**
 * Running programs over memory.
 *
 * <p>{@link dev.jaccard.kernel.LossProgram} says which outputs a loss's kernel has. A {@link
 * dev.jaccard.kernel.Kernel} goes over the pairs in chunks of {@value
 * dev.jaccard.kernel.Kernel#CHUNK}, on one thread or several, in place or through a small scratch;
 * its vector loop is compiled in the background while the scalar one already works. {@link
 * dev.jaccard.kernel.KernelCache} keeps kernels by what they compute.
 */
package dev.jaccard.kernel;
