/**
 * Expressions: immutable, interned nodes over planes of floats.
 *
 * <p>A {@link dev.jaccard.graph.Graph} makes {@link dev.jaccard.graph.Node}s; equal expressions are
 * one node. {@link dev.jaccard.graph.Op} lists the primitives. This package knows nothing of the
 * rest of the project.
 */
package dev.jaccard.graph;
