/**
 * Derivatives of expressions, by reverse mode, as expressions of the same graph.
 *
 * <p>{@link dev.jaccard.gradient.Gradient} is a table with a row per primitive.
 */
package dev.jaccard.gradient;
