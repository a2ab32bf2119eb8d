package dev.jaccard.lower;

import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;

/** Takes the barriers away that kept products from being contracted; all else stays. */
final class Unrounding extends Rewriter {
  @Override
  Node rebuild(Node node, Node[] a) {
    return node.op() == Op.ROUNDED ? a[0] : target().make(node.op(), node.payload(), a);
  }
}
