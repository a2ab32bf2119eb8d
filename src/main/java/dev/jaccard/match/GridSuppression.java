package dev.jaccard.match;

/** Suppression of boxes by others that overlap them by more than a threshold. */
final class GridSuppression implements Suppression {
  /** Who suppresses, and by which similarity. */
  enum Kind {
    /** Kept boxes, by IoU. */
    GREEDY,
    /** Kept boxes, by DIoU. */
    DISTANCE,
    /** All boxes, by IoU. */
    FAST
  }

  private final Kind kind;
  private final float threshold;

  GridSuppression(Kind kind, float threshold) {
    this.kind = kind;
    this.threshold = threshold;
  }

  @Override
  public boolean filtersFirst() {
    return true;
  }

  @Override
  public void apply(NmsWorkspace workspace, float scoreThreshold) {
    Candidates candidates = workspace.candidates;
    BoxGrid grid = workspace.grid;
    Results results = workspace.results;
    grid.fill(candidates);
    for (int rank = 0; rank < candidates.count && !results.isFull(); rank++) {
      boolean kept = !grid.isCrossedOut(rank);
      if (kept) {
        results.add(rank, candidates.score[rank]);
      }
      if ((kept || kind == Kind.FAST) && candidates.isSolid(rank)) {
        suppressAround(grid, candidates, rank);
      }
    }
  }

  private void suppressAround(BoxGrid grid, Candidates candidates, int rank) {
    grid.window(candidates, rank, threshold, 0);
    int crossed = 0;
    for (int row = grid.firstRow(); row <= grid.lastRow(); row++) {
      int start = grid.start(row);
      int end = grid.end(row);
      crossed +=
          kind == Kind.DISTANCE
              ? Overlaps.crossOutByDistance(grid, start, end, candidates, rank, threshold)
              : Overlaps.crossOut(grid, start, end, candidates, rank, threshold);
    }
    grid.noteCrossedOut(crossed);
  }
}
