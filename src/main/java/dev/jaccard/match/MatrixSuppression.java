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
  public void apply(NmsWorkspace workspace, float scoreThreshold) {
    Candidates candidates = workspace.candidates;
    BoxGrid grid = workspace.grid;
    Partners partners = workspace.partners;
    int count = candidates.count;
    double[] covered = workspace.firstNumbers(count);
    double[] decay = workspace.secondNumbers(count);
    Arrays.fill(covered, 0, count, 0);
    Arrays.fill(decay, 0, count, 1);
    grid.fill(candidates);
    partners.start(grid);
    for (int rank = 0; rank < count; rank++) {
      cover(workspace, rank, covered);
    }
    partners.start(grid);
    for (int rank = 0; rank < count; rank++) {
      lower(workspace, rank, covered[rank], decay);
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

  /** Finds what a box covers of those after it, of which only the largest part counts. */
  private static void cover(NmsWorkspace workspace, int of, double[] covered) {
    Candidates candidates = workspace.candidates;
    BoxGrid grid = workspace.grid;
    Partners partners = workspace.partners;
    if (!candidates.isSolid(of)) {
      return;
    }
    partners.find(grid, candidates, of, 0, 0, of);
    partners.measure(grid, candidates, of, 0);
    for (int i = 0; i < partners.count; i++) {
      int at = partners.place[i];
      int rank = grid.rank[at];
      double overlap = partners.overlap[i];
      if (overlap > covered[rank]) {
        covered[rank] = overlap;
        partners.raise(at, overlap);
      }
    }
  }

  /** Lowers those after a box that it overlaps more than it is itself covered; no others. */
  private void lower(NmsWorkspace workspace, int of, double covered, double[] decay) {
    Candidates candidates = workspace.candidates;
    BoxGrid grid = workspace.grid;
    Partners partners = workspace.partners;
    if (!candidates.isSolid(of)) {
      return;
    }
    double least = Math.min(covered, 1 - LEAST_REST);
    partners.find(grid, candidates, of, least, 0, of);
    partners.measure(grid, candidates, of, 0);
    for (int i = 0; i < partners.count; i++) {
      double overlap = partners.overlap[i];
      if (overlap > least) {
        int rank = grid.rank[partners.place[i]];
        decay[rank] = Math.min(decay[rank], ratio(overlap, covered));
      }
    }
  }

  private double ratio(double overlap, double covered) {
    return sigma > 0
        ? StrictMath.exp(-sigma * (overlap * overlap - covered * covered))
        : (1 - overlap) / Math.max(1 - covered, LEAST_REST);
  }
}
