package dev.jaccard.reference;

/**
 * {@code nwd} (2110.13389): L = 1 - exp(-r/k), r = sqrt(dx² + dy² + (dw² + dh²)/4), the Wasserstein
 * distance of two Gaussians that stand for the boxes.
 *
 * <p>dL/dr = exp(-r/k)/k; dr/d(dx) = dx/r, dr/d(dw) = dw/(4·r), both 0 where r is 0.
 */
final class Wasserstein implements BaseLoss {

  private final double scale;

  /**
   * Makes the loss.
   *
   * @param k the scale of the distances, in pixels
   */
  Wasserstein(double k) {
    this.scale = k;
  }

  @Override
  public double evaluate(Pair pair, Partials partials) {
    double dw = pair.wg - pair.w;
    double dh = pair.hg - pair.h;
    double distance = Math.sqrt(pair.centerDistance2() + (dw * dw + dh * dh) / 4);
    double slope = distance == 0 ? 0 : Math.exp(-distance / scale) / scale / distance;
    partials.dx = slope * pair.dx;
    partials.dy = slope * pair.dy;
    partials.w = -slope * dw / 4;
    partials.wg = slope * dw / 4;
    partials.h = -slope * dh / 4;
    partials.hg = slope * dh / 4;
    return -Math.expm1(-distance / scale);
  }
}
