/**
 * The box losses: definitions that read like the papers' formulas.
 *
 * <p>A {@link dev.jaccard.loss.BoxLossDefinition} writes a loss with {@link
 * dev.jaccard.loss.LossTerms}: the geometry ({@link dev.jaccard.loss.BoxPair}), the parameters, and
 * the two places where modifiers enter. {@link dev.jaccard.loss.Catalog} lists those that come with
 * the library.
 *
 * <p>Every loss has its minimum 0 at identical boxes and is finite, with a finite gradient, for all
 * coordinates up to 1e9 in magnitude: touching, nested, disjoint, empty and inverted boxes
 * included. A size below 0 counts as 0. Where two edges are equal, each has half of the gradient.
 */
package dev.jaccard.loss;
