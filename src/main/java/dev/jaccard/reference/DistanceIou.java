package dev.jaccard.reference;

/** {@code diou} (1911.08287): L = G + T, T the {@link CenterDistance}. */
final class DistanceIou implements BaseLoss {

  private final CenterDistance distance;

  /**
   * Makes the loss.
   *
   * @param convention where eps goes
   * @param alpha the exponent of the alpha modifier, 1 without it
   */
  DistanceIou(Convention convention, double alpha) {
    this.distance = new CenterDistance(convention, alpha);
  }

  @Override
  public double evaluate(Pair pair, Partials partials) {
    partials.overlap = 1;
    distance.pullBack(pair, 1, partials);
    return pair.overlapLoss + distance.value(pair);
  }
}
