package dev.jaccard.reference;

/**
 * The aspect-ratio term of CIoU (1911.08287): v = (4/pi²)·delta², delta = atan(wg/hg) - atan(w/h).
 *
 * <p>One arctangent does: delta = atan((wg·h - w·hg)/(h·hg + w·wg + eps)), which is 0 and not NaN
 * for boxes without a size.
 *
 * <pre>
 *   d delta/dw  = -h/(w² + h² + eps)        d delta/dh  = w/(w² + h² + eps)
 *   d delta/dwg = hg/(wg² + hg² + eps)      d delta/dhg = -wg/(wg² + hg² + eps)
 * </pre>
 *
 * <p>In yolo h and hg carry eps, and the denominators only a guard.
 */
final class AspectRatio {

  private static final double SCALE = 4 / (Math.PI * Math.PI);

  private final double heightEps;
  private final double guard;

  /**
   * Makes the term.
   *
   * @param convention where eps goes
   */
  AspectRatio(Convention convention) {
    this.heightEps = convention.heightEps();
    this.guard = convention.yolo() ? Convention.GUARD : convention.eps();
  }

  /** v. */
  double value(Pair pair) {
    double delta = delta(pair);
    return SCALE * delta * delta;
  }

  /** Adds the derivatives of {@code coefficient·v}. */
  void pullBack(Pair pair, double coefficient, Partials partials) {
    double byDelta = coefficient * 2 * SCALE * delta(pair);
    double h = pair.h + heightEps;
    double hg = pair.hg + heightEps;
    double size2 = pair.w * pair.w + h * h + guard;
    double targetSize2 = pair.wg * pair.wg + hg * hg + guard;
    partials.w -= byDelta * h / size2;
    partials.h += byDelta * pair.w / size2;
    partials.wg += byDelta * hg / targetSize2;
    partials.hg -= byDelta * pair.wg / targetSize2;
  }

  private double delta(Pair pair) {
    double h = pair.h + heightEps;
    double hg = pair.hg + heightEps;
    return Math.atan((pair.wg * h - pair.w * hg) / (h * hg + pair.w * pair.wg + guard));
  }
}
