/**
 * From expressions to programs: every rewrite that changes a result in IEEE arithmetic is made
 * here, once, before the readings part.
 *
 * <p>{@link dev.jaccard.lower.Lowering} runs the passes: elementary functions, min, max and steps
 * become simple primitives; quotients share reciprocals; products and sums become fma; barriers go.
 * The result is a {@link dev.jaccard.lower.Program}, what an iteration computes, in one loop or,
 * where it is one value wide somewhere, in two {@linkplain dev.jaccard.lower.Stage stages}.
 */
package dev.jaccard.lower;
