package dev.jaccard.yolo;

import java.util.Arrays;

/**
 * The scans of scores without vectors, on arrays that hold one block of anchors: what runs first in
 * a JVM, where an access to an array costs a few bytecodes and one to a segment hundreds.
 *
 * <p>Among equal scores the lowest class is the best; a score that is not a number is never.
 */
final class ScalarScan {
  private ScalarScan() {}

  /** Before the first plane: no class is better than none. */
  static void start(float[] best, float[] label, int start, int count) {
    Arrays.fill(best, start, start + count, Float.NEGATIVE_INFINITY);
    Arrays.fill(label, start, start + count, 0);
  }

  /** Takes the scores of one class for anchors from {@code start} on. */
  static void plane(
      float[] scores, int currentClass, int count, float[] best, float[] label, int start) {
    for (int i = 0; i < count; i++) {
      if (scores[i] > best[start + i]) {
        best[start + i] = scores[i];
        label[start + i] = currentClass;
      }
    }
  }

  /** Appends the anchors of a plane of scores that are above a bound. */
  static int above(float[] scores, int count, float bound, int[] survivors, int found, int start) {
    int next = found;
    for (int i = 0; i < count; i++) {
      if (scores[i] > bound) {
        survivors[next++] = start + i;
      }
    }
    return next;
  }

  /** Whether an anchor has a score above a bound. */
  static boolean anyAbove(float[] row, int classes, float bound) {
    for (int c = 0; c < classes; c++) {
      if (row[c] > bound) {
        return true;
      }
    }
    return false;
  }
}
