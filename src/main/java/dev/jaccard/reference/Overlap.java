package dev.jaccard.reference;

/**
 * Intersection, union and {@code J = 1 - IoU} of two boxes, and the way back to their corners.
 *
 * <pre>
 *   I = max(min(x2,x2g) - max(x1,x1g), 0) · max(min(y2,y2g) - max(y1,y1g), 0)
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

  private double x1;
  private double y1;
  private double x2;
  private double y2;
  private double x1g;
  private double y1g;
  private double x2g;
  private double y2g;

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
  void set(double[] corners) {
    x1 = corners[0];
    y1 = corners[1];
    x2 = corners[2];
    y2 = corners[3];
    x1g = corners[4];
    y1g = corners[5];
    x2g = corners[6];
    y2g = corners[7];
    double area = width() * height();
    double targetArea = targetWidth() * targetHeight();
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

  /**
   * Adds the corner gradient.
   *
   * @param lossPartial the derivative with respect to J
   * @param unionPartial the derivative with respect to U
   * @param gradient of the eight corners; added to
   */
  void pullBack(double lossPartial, double unionPartial, double[] gradient) {
    double denominator = union + denominatorEps;
    double areas = lossPartial * similarity / denominator + unionPartial;
    double common = -lossPartial * (1 + similarity) / denominator - unionPartial;

    double byWidth = areas * height() * Ties.positive(x2 - x1);
    double byHeight = areas * width() * Ties.positive(y2 - y1);
    double byTargetWidth = areas * targetHeight() * Ties.positive(x2g - x1g);
    double byTargetHeight = areas * targetWidth() * Ties.positive(y2g - y1g);
    double byOverlapX = common * Math.max(overlapY(), 0) * Ties.positive(overlapX());
    double byOverlapY = common * Math.max(overlapX(), 0) * Ties.positive(overlapY());

    gradient[0] -= byWidth + byOverlapX * Ties.max(x1, x1g);
    gradient[1] -= byHeight + byOverlapY * Ties.max(y1, y1g);
    gradient[2] += byWidth + byOverlapX * Ties.min(x2, x2g);
    gradient[3] += byHeight + byOverlapY * Ties.min(y2, y2g);
    gradient[4] -= byTargetWidth + byOverlapX * Ties.max(x1g, x1);
    gradient[5] -= byTargetHeight + byOverlapY * Ties.max(y1g, y1);
    gradient[6] += byTargetWidth + byOverlapX * Ties.min(x2g, x2);
    gradient[7] += byTargetHeight + byOverlapY * Ties.min(y2g, y2);
  }

  private double width() {
    return Math.max(x2 - x1, 0);
  }

  private double height() {
    return Math.max(y2 - y1, 0) + heightEps;
  }

  private double targetWidth() {
    return Math.max(x2g - x1g, 0);
  }

  private double targetHeight() {
    return Math.max(y2g - y1g, 0) + heightEps;
  }

  private double overlapX() {
    return Math.min(x2, x2g) - Math.max(x1, x1g);
  }

  private double overlapY() {
    return Math.min(y2, y2g) - Math.max(y1, y1g);
  }
}
