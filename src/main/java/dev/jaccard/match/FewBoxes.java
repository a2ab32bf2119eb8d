package dev.jaccard.match;

/**
 * Greedy suppression of few boxes, such as a detector gives for an image: in the order of their
 * scores, each is compared with the kept ones until one suppresses it. A grid and its planes would
 * take longer to fill than this takes in all, most of all in caches that others used in between.
 */
final class FewBoxes {
  /** From here on a grid pays. */
  static final int MOST = 128;

  private FewBoxes() {}

  /**
   * Fills a workspace's results from its candidates, of which there are at most {@link #MOST}; with
   * just what {@link GreedySuppression} keeps by IoU.
   */
  static void suppress(NmsWorkspace workspace, float threshold) {
    Candidates candidates = workspace.candidates;
    ScoreOrder order = workspace.order;
    Results results = workspace.results;
    order.clear(MOST);
    for (int rank = 0; rank < candidates.count; rank++) {
      order.add(candidates.key[rank], rank);
    }
    order.sort();
    for (int i = 0; i < candidates.count && !results.isFull(); i++) {
      int rank = order.index(i);
      if (!isSuppressed(candidates, rank, results, threshold)) {
        results.add(rank, candidates.score[rank]);
      }
    }
  }

  private static boolean isSuppressed(Candidates boxes, int rank, Results kept, float threshold) {
    float left = boxes.x1[rank];
    float top = boxes.y1[rank];
    float right = boxes.x2[rank];
    float bottom = boxes.y2[rank];
    // an inverted box overlaps none, and its area must not make a union below 0
    float area = Math.abs(boxes.area(rank));
    int type = boxes.type[rank];
    for (int i = 0; i < kept.count; i++) {
      int other = kept.rank[i];
      if (boxes.type[other] != type) {
        continue;
      }
      float width = Math.min(right, boxes.x2[other]) - Math.max(left, boxes.x1[other]);
      float height = Math.min(bottom, boxes.y2[other]) - Math.max(top, boxes.y1[other]);
      if (width > 0 && height > 0 && boxes.isSolid(other)) {
        float intersection = width * height;
        if (intersection / (boxes.area(other) + area - intersection) > threshold) {
          return true;
        }
      }
    }
    return false;
  }
}
