package dev.jaccard.match;

/** Fast NMS: suppression of boxes by any better ones, whether those are kept or not. */
final class FastSuppression implements Suppression {
  /** How many times more boxes have had their turn before the grid is looked at again. */
  private static final int FACTOR = 2;

  private final float threshold;

  FastSuppression(float threshold) {
    this.threshold = threshold;
  }

  @Override
  public void apply(NmsWorkspace workspace, float scoreThreshold) {
    Candidates candidates = workspace.candidates;
    BoxGrid grid = workspace.grid;
    Results results = workspace.results;
    grid.fill(candidates);
    int next = BoxGrid.PAD;
    for (int rank = 0; rank < candidates.count && !results.isFull(); rank++) {
      if (!grid.isCrossedOut(rank)) {
        results.add(rank, candidates.score[rank]);
        grid.crossOut(rank);
      }
      if (candidates.isSolid(rank)) {
        Overlaps.INTERSECTION_OVER_UNION.crossOut(grid, candidates, rank, threshold);
      }
      if (rank == next) {
        grid.dropCrossedOut();
        next *= FACTOR;
      }
    }
  }
}
