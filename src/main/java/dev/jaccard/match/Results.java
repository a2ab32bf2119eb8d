package dev.jaccard.match;

/** What a suppression kept: ranks of candidates and their scores, in order. */
final class Results {
  int count;
  int[] rank = new int[0];
  float[] score = new float[0];
  private int room;

  /** Begins anew, with room for so many. */
  void clear(int maximum) {
    count = 0;
    room = maximum;
    if (rank.length < maximum) {
      int capacity = Math.max(maximum, 2 * rank.length);
      rank = new int[capacity];
      score = new float[capacity];
    }
  }

  boolean isFull() {
    return count == room;
  }

  void add(int candidate, float value) {
    rank[count] = candidate;
    score[count++] = value;
  }
}
