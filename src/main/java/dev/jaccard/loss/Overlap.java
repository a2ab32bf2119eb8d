package dev.jaccard.loss;

import dev.jaccard.graph.Node;

/**
 * Intersection over union of a pair of boxes, from areas.
 *
 * <p>1 - IoU is formed as (S - 2I) / (S - I) with the sum S = A + Ag, in which only Ag and I are
 * rounded products: A is part of an fma. So near-identical boxes keep their digits, and identical
 * ones give exactly 0: S is 2I then, for what the fma knows beyond A's digits is below half an ulp
 * of the sum. S - 2I is never negative, for rounding keeps order.
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
    Node sum = area.plus(targetArea);
    this.intersection = intersection;
    this.union = sum.minus(intersection);
    Node rest = sum.minus(intersection.times(2)).withGradientOf(union.minus(intersection));
    this.lossBase = rest.plus(differenceEpsilon);
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

  /** Intersection / union without a guard above the line: 0 where the boxes are apart. */
  Node ratio() {
    return intersection.exactlyDividedBy(denominator);
  }

  /** IoU, rounded once: 1 for identical boxes, never negative. */
  Node similarity() {
    return similarityBase.exactlyDividedBy(denominator);
  }
}
