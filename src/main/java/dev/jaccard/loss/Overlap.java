package dev.jaccard.loss;

import dev.jaccard.graph.Node;

/**
 * Intersection over union of a pair of boxes, from areas.
 *
 * <p>1 - IoU is formed as (U - I) / U with U = A + (Ag - I), so that near-identical boxes keep
 * their digits and identical ones give exactly 0; U - I is never negative, for rounding keeps
 * order.
 */
final class Overlap {
  private final Node intersection;
  private final Node similarityBase;
  private final Node lossBase;
  private final Node union;
  private final Node denominator;

  /**
   * An overlap.
   *
   * @param intersection the area of the intersection, not above the others
   * @param area the prediction's area
   * @param targetArea the target's area
   * @param differenceEpsilon what is added to U - I
   * @param similarityEpsilon what is added to I
   * @param unionEpsilon what is added to U in the denominator
   */
  Overlap(
      Node intersection,
      Node area,
      Node targetArea,
      Node differenceEpsilon,
      Node similarityEpsilon,
      Node unionEpsilon) {
    Node targetRest = targetArea.minus(intersection);
    this.intersection = intersection;
    this.union = area.plus(targetRest);
    this.lossBase = union.minus(intersection).plus(differenceEpsilon);
    this.similarityBase = intersection.plus(similarityEpsilon);
    this.denominator = union.plus(unionEpsilon);
  }

  Node intersection() {
    return intersection;
  }

  Node union() {
    return union;
  }

  /** 1 - IoU. */
  Node loss() {
    return lossBase.dividedBy(denominator);
  }

  /** IoU, rounded once: 1 for identical boxes, never negative. */
  Node similarity() {
    return similarityBase.exactlyDividedBy(denominator);
  }
}
