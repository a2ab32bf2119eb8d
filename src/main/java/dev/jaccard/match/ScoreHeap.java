package dev.jaccard.match;

/**
 * Candidates by their present scores, the highest first, at equal scores the one that was first in
 * the beginning; scores may change. NaN counts as the highest score.
 *
 * <p>A score that was lowered moves its candidate only once that is on top: most are lowered again
 * and again before.
 */
final class ScoreHeap {
  private static final int GONE = -1;

  /** Ordering all of so many takes as long as moving one from the top to its place. */
  private static final int SIFTS_PER_REBUILD = 256;

  private double[] score = new double[0];

  /** What the heap is ordered by: the score, or a higher one that it had. */
  private double[] bound = new double[0];

  private int[] heap = new int[0];
  private int[] place = new int[0];
  private int size;

  void fill(Candidates candidates) {
    size = candidates.count;
    if (heap.length < size) {
      int capacity = Math.max(size, 2 * heap.length);
      score = new double[capacity];
      bound = new double[capacity];
      heap = new int[capacity];
      place = new int[capacity];
    }
    // sorted by score, and so a heap
    for (int rank = 0; rank < size; rank++) {
      score[rank] = candidates.score[rank];
      bound[rank] = score[rank];
      heap[rank] = rank;
      place[rank] = rank;
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  double score(int rank) {
    return score[rank];
  }

  /** Removes the best candidate. */
  int take() {
    int moved = 0;
    int top = heap[0];
    while (score[top] < bound[top]) {
      moved++;
      if (moved * SIFTS_PER_REBUILD > size) {
        rebuild();
      } else {
        bound[top] = score[top];
        sink(0);
      }
      top = heap[0];
    }
    remove(top);
    return top;
  }

  /** Orders all by their scores, from the last parent on. */
  private void rebuild() {
    for (int at = 0; at < size; at++) {
      bound[heap[at]] = score[heap[at]];
    }
    for (int at = size / 2 - 1; at >= 0; at--) {
      sink(at);
    }
  }

  void remove(int rank) {
    int hole = place[rank];
    place[rank] = GONE;
    size--;
    if (hole < size) {
      put(heap[size], hole);
      settle(hole);
    }
  }

  /**
   * Multiplies a score by at most 1.
   *
   * @return the score, which rises if it was below 0
   */
  double multiply(int rank, double weight) {
    double before = score[rank];
    double now = before * weight;
    score[rank] = now;
    if (!(now <= before)) {
      bound[rank] = now;
      settle(place[rank]);
    }
    return now;
  }

  private void settle(int start) {
    int at = start;
    int rank = heap[at];
    while (at > 0 && isBefore(rank, heap[(at - 1) / 2])) {
      put(heap[(at - 1) / 2], at);
      at = (at - 1) / 2;
    }
    put(rank, at);
    sink(at);
  }

  private void sink(int start) {
    int at = start;
    int rank = heap[at];
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], rank)) {
        break;
      }
      put(heap[child], at);
      at = child;
    }
    put(rank, at);
  }

  private void put(int rank, int at) {
    heap[at] = rank;
    place[rank] = at;
  }

  private boolean isBefore(int one, int other) {
    double a = bound[one];
    double b = bound[other];
    if (a != a || b != b) {
      return a != a && (b == b || one < other);
    }
    return a > b || (a == b && one < other);
  }
}
