package dev.jaccard.match;

/**
 * Soft-NMS (arXiv 1704.04503): the box with the highest score is taken, and the scores of those
 * that overlap it are lowered. In double, as its well-known implementation.
 */
final class SoftSuppression implements Suppression {
  private final double iouThreshold;
  private final double sigma;
  private final int offset;

  private SoftSuppression(double iouThreshold, double sigma, int offset) {
    this.iouThreshold = iouThreshold;
    this.sigma = sigma;
    this.offset = offset;
  }

  /** Scores are multiplied by 1 - IoU where that is above a threshold. */
  static SoftSuppression linear(double iouThreshold, int offset) {
    return new SoftSuppression(iouThreshold, 0, offset);
  }

  /** Scores are multiplied by exp(-IoU²/sigma). */
  static SoftSuppression gaussian(double sigma, int offset) {
    return new SoftSuppression(0, sigma, offset);
  }

  @Override
  public boolean filtersFirst() {
    return false;
  }

  @Override
  public boolean sortsFirst() {
    return true;
  }

  @Override
  public void apply(NmsWorkspace workspace, float scoreThreshold) {
    Candidates candidates = workspace.candidates;
    BoxGrid grid = workspace.grid;
    ScoreHeap heap = workspace.heap;
    Results results = workspace.results;
    grid.fill(candidates);
    heap.fill(candidates);
    while (!heap.isEmpty() && !results.isFull()) {
      int taken = heap.take();
      results.add(taken, (float) heap.score(taken));
      int gone = grid.crossOut(taken);
      if (!candidates.isFinite(taken)) {
        grid.noteCrossedOut(gone);
        continue;
      }
      grid.window(candidates, taken, 0, offset);
      for (int row = grid.firstRow(); row <= grid.lastRow(); row++) {
        for (int at = grid.start(row); at < grid.end(row); at++) {
          int rank = grid.rank(at);
          if (grid.key[at] != BoxGrid.CROSSED_OUT
              && candidates.type[rank] == candidates.type[taken]) {
            double overlap = candidates.overlap(taken, rank, offset);
            if (overlap > 0) {
              heap.lower(rank, heap.score(rank) * weight(overlap));
              if (heap.score(rank) < scoreThreshold) {
                heap.remove(rank);
                gone += grid.crossOut(rank);
              }
            }
          }
        }
      }
      grid.noteCrossedOut(gone);
    }
  }

  private double weight(double overlap) {
    return sigma > 0
        ? StrictMath.exp(-(overlap * overlap) / sigma)
        : overlap > iouThreshold ? 1 - overlap : 1;
  }
}
