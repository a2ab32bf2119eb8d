package dev.jaccard.match;

/**
 * Candidates by their present scores, the highest on top, at equal scores the one that was first in
 * the beginning; scores may change. NaN counts as the highest score.
 */
final class ScoreHeap {
  private static final int GONE = -1;

  private double[] score = new double[0];
  private int[] heap = new int[0];
  private int[] place = new int[0];
  private int size;

  void fill(Candidates candidates) {
    size = candidates.count;
    if (heap.length < size) {
      int capacity = Math.max(size, 2 * heap.length);
      score = new double[capacity];
      heap = new int[capacity];
      place = new int[capacity];
    }
    // sorted by score, and so a heap
    for (int rank = 0; rank < size; rank++) {
      score[rank] = candidates.score[rank];
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

  /** Removes the candidate on top. */
  int take() {
    int top = heap[0];
    remove(top);
    return top;
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

  /** Changes a score. */
  void lower(int rank, double value) {
    score[rank] = value;
    settle(place[rank]);
  }

  private void settle(int start) {
    int at = start;
    int rank = heap[at];
    while (at > 0 && isBefore(rank, heap[(at - 1) / 2])) {
      put(heap[(at - 1) / 2], at);
      at = (at - 1) / 2;
    }
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
    double a = score[one];
    double b = score[other];
    if (a != a || b != b) {
      return a != a && (b == b || one < other);
    }
    return a > b || (a == b && one < other);
  }
}
