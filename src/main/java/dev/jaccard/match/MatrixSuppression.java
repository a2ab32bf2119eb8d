package dev.jaccard.match;

import java.util.Arrays;

/**
 * Matrix NMS (SOLOv2, arXiv 2003.10152), on boxes: all scores are lowered at once. The score of box
 * j is multiplied by the least f(IoU of i and j) / f(largest IoU of i with a box before it) over
 * the boxes i before it in the order of scores.
 */
final class MatrixSuppression implements Suppression {
  /** A box that is covered by an identical one is lowered by others as if almost so. */
  private static final double LEAST_REST = 1e-6;

  private final double sigma;

  /**
   * A suppression.
   *
   * @param sigma f(u) = exp(-sigma·u²); 0: f(u) = 1 - u
   */
  MatrixSuppression(double sigma) {
    this.sigma = sigma;
  }

  @Override
  public boolean filtersFirst() {
    return true;
  }

  @Override
  public boolean sortsFirst() {
    return true;
  }

  @Override
  public void apply(NmsWorkspace workspace, float scoreThreshold) {
    Candidates candidates = workspace.candidates;
    BoxGrid grid = workspace.grid;
    int count = candidates.count;
    double[] covered = workspace.firstNumbers(count);
    double[] decay = workspace.secondNumbers(count);
    Arrays.fill(covered, 0, count, 0);
    Arrays.fill(decay, 0, count, 1);
    grid.fill(candidates);
    for (int rank = 0; rank < count; rank++) {
      collect(grid, candidates, rank, covered, null);
    }
    for (int rank = 0; rank < count; rank++) {
      collect(grid, candidates, rank, covered, decay);
    }
    ScoreOrder order = workspace.order;
    order.clear(count);
    for (int rank = 0; rank < count; rank++) {
      float score = (float) (candidates.score[rank] * decay[rank]);
      if (score > scoreThreshold || scoreThreshold == Float.NEGATIVE_INFINITY) {
        order.add(score, rank);
      }
    }
    order.sort();
    Results results = workspace.results;
    for (int i = 0; i < order.size() && !results.isFull(); i++) {
      int rank = order.index(i);
      results.add(rank, (float) (candidates.score[rank] * decay[rank]));
    }
  }

  /** What a box does to those after it: it covers them, or it lowers their scores. */
  private void collect(
      BoxGrid grid, Candidates candidates, int of, double[] covered, double[] decay) {
    if (!candidates.isSolid(of)) {
      return;
    }
    grid.window(candidates, of, 0, 0);
    for (int row = grid.firstRow(); row <= grid.lastRow(); row++) {
      for (int at = grid.start(row); at < grid.end(row); at++) {
        int rank = grid.rank(at);
        if (rank > of && candidates.type[rank] == candidates.type[of]) {
          double overlap = candidates.overlap(of, rank, 0);
          if (decay == null) {
            covered[rank] = Math.max(covered[rank], overlap);
          } else if (overlap > 0) {
            decay[rank] = Math.min(decay[rank], ratio(overlap, covered[of]));
          }
        }
      }
    }
  }

  private double ratio(double overlap, double covered) {
    return sigma > 0
        ? StrictMath.exp(-sigma * (overlap * overlap - covered * covered))
        : (1 - overlap) / Math.max(1 - covered, LEAST_REST);
  }
}
