package dev.jaccard.match;

/**
 * Soft-NMS (arXiv 1704.04503): the box with the highest score is taken, and the scores of those
 * that overlap it are lowered. In double, as its well-known implementation.
 */
final class SoftSuppression implements Suppression {
  /** Below all ranks. */
  private static final int NONE = -1;

  /** The weight of a score that stays as it is, whatever the score threshold is. */
  private static final double UNTOUCHED = -1;

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
    double[] weight = workspace.firstNumbers(candidates.count);
    double least = leastOverlap(candidates, scoreThreshold);
    while (!heap.isEmpty() && !results.isFull()) {
      int taken = heap.take();
      results.add(taken, (float) heap.score(taken));
      int gone = grid.crossOut(taken);
      if (!candidates.isFinite(taken)) {
        grid.noteCrossedOut(gone);
        continue;
      }
      partners.find(grid, candidates, taken, least, offset, NONE);
      partners.measure(grid, candidates, taken, offset);
      // all weights before all scores: one loop with both waits for itself
      for (int i = 0; i < partners.count; i++) {
        double overlap = partners.overlap[i];
        weight[i] = overlap > least ? weight(overlap) : UNTOUCHED;
      }
      for (int i = 0; i < partners.count; i++) {
        if (weight[i] != UNTOUCHED) {
          int rank = grid.rank[partners.place[i]];
          if (heap.multiply(rank, weight[i]) < scoreThreshold) {
            heap.remove(rank);
            gone += grid.crossOut(rank);
          }
        }
      }
      grid.noteCrossedOut(gone);
    }
  }

  /**
   * What must be exceeded for anything to happen: any overlap lets a box go whose score is too low
   * from the beginning.
   */
  private double leastOverlap(Candidates candidates, float scoreThreshold) {
    int count = candidates.count;
    boolean low = count > 0 && candidates.score[count - 1] < scoreThreshold;
    return low ? 0 : iouThreshold;
  }

  private double weight(double overlap) {
    return sigma > 0
        ? StrictMath.exp(-(overlap * overlap) / sigma)
        : overlap > iouThreshold ? 1 - overlap : 1;
  }
}
