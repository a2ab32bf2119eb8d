package dev.jaccard.reference;

/**
 * Intersection, union and {@code J = 1 - IoU} of two boxes, and the way back to corners and sizes.
 *
 * <pre>
 *   ow = min(x2,x2g) - max(x1,x1g)   oh = min(y2,y2g) - max(y1,y1g)   I = max(ow, 0)·max(oh, 0)
 *   A = w·h   Ag = wg·hg   U = A + Ag - I
 *
 *   paper  J = (U - I)/(U + eps)            IoU = (I + eps)/(U + eps)
 *   yolo   J = (U - I + 2·eps)/(U + 2·eps)  IoU = I/(U + 2·eps), eps added to h and hg beforehand
 * </pre>
 *
 * <p>U - I is summed as (A - I) + (Ag - I): no term can be negative, since rounding is monotone,
 * and near-identical boxes keep their digits. The derivative, with S = IoU and D the denominator,
 * is
 *
 * <pre>  dJ = (S·(dA + dAg) - (1 + S)·dI)/D </pre>
 */
final class Overlap {

  private final double heightEps;
  private final double numeratorEps;
  private final double denominatorEps;

  /** x1, y1, x2, y2, x1g, y1g, x2g, y2g. */
  private final double[] corners = new double[8];

  /** The intersection I. */
  double intersection;

  /** The union U, without eps. */
  double union;

  /** J, one minus the IoU. */
  double loss;

  /** The IoU. */
  double similarity;

  private double excess;

  private Overlap(double heightEps, double numeratorEps, double denominatorEps) {
    this.heightEps = heightEps;
    this.numeratorEps = numeratorEps;
    this.denominatorEps = denominatorEps;
  }

  /** The overlap of the full boxes. */
  static Overlap full(Convention convention) {
    return convention.yolo()
        ? new Overlap(convention.eps(), 0, 2 * convention.eps())
        : new Overlap(0, convention.eps(), convention.eps());
  }

  /** The overlap of the inner boxes: as the full one, but yolo adds nothing to their heights. */
  static Overlap inner(Convention convention) {
    return convention.yolo()
        ? new Overlap(0, 0, 2 * convention.eps())
        : new Overlap(0, convention.eps(), convention.eps());
  }

  /** Computes everything from the eight corners. */
  void set(double[] eightCorners) {
    System.arraycopy(eightCorners, 0, corners, 0, corners.length);
    double area = width(0) * height(0);
    double targetArea = width(4) * height(4);
    intersection = Math.max(overlapX(), 0) * Math.max(overlapY(), 0);
    union = area + targetArea - intersection;
    excess = (area - intersection) + (targetArea - intersection);
    loss = (excess + (denominatorEps - numeratorEps)) / (union + denominatorEps);
    similarity = (intersection + numeratorEps) / (union + denominatorEps);
  }

  /** {@code 1 - I/(U + eps)}, whatever the eps of the denominator of {@link #loss} is. */
  double lossOverUnionPlus(double eps) {
    return (excess + eps) / (union + eps);
  }

  /** ow, below 0 where the boxes lie apart or one of them is inverted. */
  double overlapX() {
    return overlap(0);
  }

  /** oh, below 0 where the boxes lie apart or one of them is inverted. */
  double overlapY() {
    return overlap(1);
  }

  /**
   * Adds the partials of corners and sizes.
   *
   * @param lossPartial the derivative with respect to J
   * @param unionPartial the derivative with respect to U
   * @param partials added to
   */
  void pullBack(double lossPartial, double unionPartial, Partials partials) {
    double denominator = union + denominatorEps;
    double areas = lossPartial * similarity / denominator + unionPartial;
    double common = -lossPartial * (1 + similarity) / denominator - unionPartial;
    partials.w += areas * height(0);
    partials.h += areas * width(0);
    partials.wg += areas * height(4);
    partials.hg += areas * width(4);
    double byOverlapX = common * Math.max(overlapY(), 0) * Ties.positive(overlapX());
    double byOverlapY = common * Math.max(overlapX(), 0) * Ties.positive(overlapY());
    pullBackAxis(corners, 0, byOverlapX, partials.corners);
    pullBackAxis(corners, 1, byOverlapY, partials.corners);
  }

  /**
   * Adds to the gradient of the eight corners.
   *
   * @param corners of both boxes
   * @param axis 0 for x, 1 for y
   * @param partial the derivative with respect to ow or oh
   * @param gradient of the corners; added to
   */
  static void pullBackAxis(double[] corners, int axis, double partial, double[] gradient) {
    double low = corners[axis];
    double high = corners[axis + 2];
    double lowTarget = corners[axis + 4];
    double highTarget = corners[axis + 6];
    gradient[axis] -= partial * Ties.max(low, lowTarget);
    gradient[axis + 2] += partial * Ties.min(high, highTarget);
    gradient[axis + 4] -= partial * Ties.max(lowTarget, low);
    gradient[axis + 6] += partial * Ties.min(highTarget, high);
  }

  private double width(int at) {
    return Math.max(corners[at + 2] - corners[at], 0);
  }

  private double height(int at) {
    return Math.max(corners[at + 3] - corners[at + 1], 0) + heightEps;
  }

  private double overlap(int axis) {
    return Math.min(corners[axis + 2], corners[axis + 6])
        - Math.max(corners[axis], corners[axis + 4]);
  }
}
