package dev.jaccard.match;

import java.util.Arrays;

/**
 * Greedy suppression of few boxes, such as a detector gives for an image: in the order of their
 * scores, each is compared with the kept ones of its class until one suppresses it. A grid and its
 * planes would take longer to fill than this takes in all, most of all where others used the caches
 * in between.
 */
final class FewBoxes {
  /** From here on a grid pays. */
  static final int MOST = 128;

  private static final int NONE = -1;

  private final ScoreOrder order = new ScoreOrder();

  /** For each class, modulo their number, the kept box that came last; by number of kept boxes. */
  private final int[] last = new int[MOST];

  /** For each kept box the one before it of those classes. */
  private final int[] before = new int[MOST];

  /**
   * Fills results from candidates, of which there are at most {@link #MOST}: with just what {@link
   * GreedySuppression} keeps by IoU.
   */
  void suppress(Candidates candidates, Results results, float threshold) {
    order.clear(MOST);
    for (int rank = 0; rank < candidates.count; rank++) {
      order.add(candidates.key[rank], rank);
    }
    order.sort();
    Arrays.fill(last, NONE);
    for (int i = 0; i < candidates.count && !results.isFull(); i++) {
      int rank = order.index(i);
      int chain = candidates.type[rank] & MOST - 1;
      if (!isSuppressed(candidates, rank, results, last[chain], threshold)) {
        before[results.count] = last[chain];
        last[chain] = results.count;
        results.add(rank, candidates.score[rank]);
      }
    }
  }

  private boolean isSuppressed(
      Candidates boxes, int rank, Results kept, int lastKept, float threshold) {
    float left = boxes.x1[rank];
    float top = boxes.y1[rank];
    float right = boxes.x2[rank];
    float bottom = boxes.y2[rank];
    // an inverted box overlaps none, and its area must not make a union below 0
    float area = Math.abs(boxes.area(rank));
    int type = boxes.type[rank];
    for (int i = lastKept; i != NONE; i = before[i]) {
      int other = kept.rank[i];
      if (boxes.type[other] == type) {
        float width = Math.min(right, boxes.x2[other]) - Math.max(left, boxes.x1[other]);
        float height = Math.min(bottom, boxes.y2[other]) - Math.max(top, boxes.y1[other]);
        // boxes that are none, or not finite, give 0 or NaN, and suppress nobody
        if (width > 0 && height > 0) {
          float intersection = width * height;
          if (intersection / (boxes.area(other) + area - intersection) > threshold) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
