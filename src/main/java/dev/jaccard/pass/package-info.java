/**
 * Passes over any number of planes: a softmax over classes or bins is several programs, each run
 * over groups of planes of a block that stays in a cache.
 *
 * <p>{@link dev.jaccard.pass.PlaneGroups} runs one pass; {@link dev.jaccard.pass.SoftmaxPasses} and
 * {@link dev.jaccard.pass.DistributionPasses} say what is computed, {@link
 * dev.jaccard.pass.Unshifted} how exponentials stay within floats.
 */
package dev.jaccard.pass;
