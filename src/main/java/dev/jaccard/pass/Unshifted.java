package dev.jaccard.pass;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import java.util.List;

/**
 * Exponentials of logits as they are. A softmax is the same whatever is taken from all logits of an
 * anchor; taking the largest one keeps the exponentials within floats, but finding it is a pass of
 * its own over all logits. The sum of the exponentials tells whether they were within floats
 * anyway, which is so unless the largest logit is above some 66 or below -41: then results are NaN,
 * and the caller takes the largest logit from the others and tries again.
 */
public final class Unshifted {
  /** Its exponential is infinite, those of some larger floats would not be. */
  private static final float TOO_LARGE = 89;

  /** Where smaller logits begin to be lost; those that are smaller by 36 do not matter. */
  private static final float SMALLEST_SUM = 0x1p-60f;

  /** So that factors of gradients, divided by the sum, stay normal floats. */
  private static final float LARGEST_SUM = 0x1p96f;

  private Unshifted() {}

  /** e^x: 0 below -87, infinite from 89 on, and NaN or infinite of NaN. */
  static Node exponential(Node logit) {
    Graph graph = logit.graph();
    // a minimum of bits is one operation; it is that of floats, as the bound is not below 0
    Node bits = graph.make(Op.FLOAT_TO_BITS, null, logit);
    Node bound = graph.intConstant(Float.floatToRawIntBits(TOO_LARGE));
    Node smaller = graph.make(Op.INT_MIN, null, bits, bound);
    return graph.make(Op.BITS_TO_FLOAT, null, smaller).decay();
  }

  /** The sum of a group's exponentials, by halves: a short chain, and small errors. */
  static Node sum(List<Node> exponentials) {
    int count = exponentials.size();
    return count == 1
        ? exponentials.getFirst()
        : sum(exponentials.subList(0, count / 2)).plus(sum(exponentials.subList(count / 2, count)));
  }

  /** A value, or NaN if the sum is not sound. */
  static Node ifSound(Node sum, Node value) {
    Graph graph = sum.graph();
    Node none = graph.constant(Double.NaN);
    Node bounded = graph.select(sum.lessThan(LARGEST_SUM), value, none);
    return graph.select(graph.constant(SMALLEST_SUM).lessThan(sum), bounded, none);
  }

  /**
   * Whether exponentials were within floats.
   *
   * @param sum their sum
   * @return true if so
   */
  public static boolean isSound(float sum) {
    return SMALLEST_SUM < sum && sum < LARGEST_SUM;
  }
}
