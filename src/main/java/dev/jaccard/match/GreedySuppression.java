package dev.jaccard.match;

/** Suppression of boxes by kept ones that overlap them by more than a threshold. */
final class GreedySuppression implements Suppression {
  /**
   * Where boxes were looked at so many times on the average, those that are crossed out are dropped
   * before the band ends: all boxes overlap, and each of the kept ones passes over all of them.
   */
  private static final int DROP_AFTER = 12;

  private final Overlaps overlaps;
  private final float threshold;

  GreedySuppression(Overlaps overlaps, float threshold) {
    this.overlaps = overlaps;
    this.threshold = threshold;
  }

  @Override
  public boolean sortsFirst() {
    return false;
  }

  @Override
  public void apply(NmsWorkspace workspace, float scoreThreshold) {
    if (workspace.candidates.count <= FewBoxes.MOST
        && overlaps == Overlaps.INTERSECTION_OVER_UNION) {
      workspace.few.suppress(workspace.candidates, workspace.results, threshold);
      return;
    }
    Candidates candidates = workspace.candidates;
    BoxGrid grid = workspace.grid;
    ScoreBands bands = workspace.bands;
    Results results = workspace.results;
    grid.fill(candidates);
    bands.start(grid);
    while (bands.hasNext() && !results.isFull()) {
      long looked = 0;
      ScoreOrder band = bands.next(grid, candidates);
      for (int i = 0; i < band.size() && !results.isFull(); i++) {
        int rank = band.index(i);
        if (!grid.isCrossedOut(rank)) {
          results.add(rank, candidates.score[rank]);
          grid.crossOut(rank);
          if (candidates.isSolid(rank)) {
            looked += overlaps.crossOut(grid, candidates, rank, threshold);
          }
          if (looked > (long) DROP_AFTER * grid.size()) {
            grid.dropCrossedOut();
            looked = 0;
          }
        }
      }
      grid.dropCrossedOut();
    }
  }
}
