package dev.jaccard.match;

/**
 * Soft-NMS (arXiv 1704.04503): the box with the highest score is taken, and the scores of those
 * that overlap it are lowered. In double, as its well-known implementation.
 */
final class SoftSuppression implements Suppression {
  /** Below all ranks. */
  private static final int NONE = -1;

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
  public void apply(NmsWorkspace workspace, float scoreThreshold) {
    Candidates candidates = workspace.candidates;
    BoxGrid grid = workspace.grid;
    ScoreHeap heap = workspace.heap;
    Results results = workspace.results;
    Partners partners = workspace.partners;
    grid.fill(candidates);
    partners.start(grid);
    heap.fill(candidates);
    while (!heap.isEmpty() && !results.isFull()) {
      int taken = heap.take();
      results.add(taken, (float) heap.score(taken));
      int gone = grid.crossOut(taken);
      if (!candidates.isFinite(taken)) {
        grid.noteCrossedOut(gone);
        continue;
      }
      partners.find(grid, candidates, taken, 0, offset, NONE);
      for (int i = 0; i < partners.count; i++) {
        int at = partners.place[i];
        double overlap = grid.overlap(candidates, taken, at, offset);
        if (overlap > 0) {
          int rank = grid.rank[at];
          heap.lower(rank, heap.score(rank) * weight(overlap));
          if (heap.score(rank) < scoreThreshold) {
            heap.remove(rank);
            gone += grid.crossOut(rank);
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
