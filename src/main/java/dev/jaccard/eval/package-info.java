/**
 * Interpreters: of expressions in double, and of lowered programs in float, bit for bit what the
 * emitted loops compute.
 */
package dev.jaccard.eval;
