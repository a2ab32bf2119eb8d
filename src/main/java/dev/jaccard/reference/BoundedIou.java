package dev.jaccard.reference;

/**
 * {@code bounded} (1711.00164): bounds of the IoU under a shift in x, in y, a change of w, of h,
 * each through smooth-L1, summed. The target is a constant.
 *
 * <pre>
 *   f_x = 1 - max((wg - 2·abs(dx))/(wg + 2·abs(dx) + eps), 0)      likewise f_y
 *   f_w = 1 - min(wg/(w + eps), w/(wg + eps))                      likewise f_h
 *   smooth-L1(f) = f²/(2·beta) where f is below beta, else f - beta/2
 *
 *   df_x/d abs(dx) = (4·wg + 2·eps)/(wg + 2·abs(dx) + eps)²
 *   df_w/dw = wg/(w + eps)² where the first ratio is the smaller, else -1/(wg + eps)
 * </pre>
 */
final class BoundedIou implements BaseLoss {

  private final double eps;
  private final double beta;

  /**
   * Makes the loss.
   *
   * @param convention where eps goes
   * @param beta where smooth-L1 changes from square to linear
   */
  BoundedIou(Convention convention, double beta) {
    this.eps = convention.eps();
    this.beta = beta;
  }

  @Override
  public double evaluate(Pair pair, Partials partials) {
    partials.dx = byShift(pair.dx, pair.wg);
    partials.dy = byShift(pair.dy, pair.hg);
    partials.w = byScale(pair.w, pair.wg);
    partials.h = byScale(pair.h, pair.hg);
    return smooth(shift(pair.dx, pair.wg))
        + smooth(shift(pair.dy, pair.hg))
        + smooth(scale(pair.w, pair.wg))
        + smooth(scale(pair.h, pair.hg));
  }

  @Override
  public boolean targetIsConstant() {
    return true;
  }

  private double shift(double offset, double targetSize) {
    double distance = 2 * Math.abs(offset);
    return 1 - Math.max((targetSize - distance) / (targetSize + distance + eps), 0);
  }

  private double byShift(double offset, double targetSize) {
    double distance = 2 * Math.abs(offset);
    if (targetSize < distance) {
      return 0;
    }
    double denominator = targetSize + distance + eps;
    double slope = (4 * targetSize + 2 * eps) / denominator / denominator;
    return smoothSlope(shift(offset, targetSize)) * slope * Ties.abs(offset);
  }

  private double scale(double size, double targetSize) {
    return 1 - Math.min(targetSize / (size + eps), size / (targetSize + eps));
  }

  private double byScale(double size, double targetSize) {
    double first = targetSize / (size + eps);
    double second = size / (targetSize + eps);
    double slope =
        first / (size + eps) * Ties.min(first, second)
            - Ties.min(second, first) / (targetSize + eps);
    return smoothSlope(scale(size, targetSize)) * slope;
  }

  private double smooth(double f) {
    return f < beta ? f * f / (2 * beta) : f - beta / 2;
  }

  private double smoothSlope(double f) {
    return f < beta ? f / beta : 1;
  }
}
