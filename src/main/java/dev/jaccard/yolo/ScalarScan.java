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
  static void start(float[] best, int[] label, int count) {
    Arrays.fill(best, 0, count, Float.NEGATIVE_INFINITY);
    Arrays.fill(label, 0, count, 0);
  }

  /** Takes the scores of one class. */
  static void plane(float[] scores, int currentClass, int count, float[] best, int[] label) {
    for (int i = 0; i < count; i++) {
      if (scores[i] > best[i]) {
        best[i] = scores[i];
        label[i] = currentClass;
      }
    }
  }

  /** Adds the anchors of a block whose largest scores are above a bound. */
  static void above(
      float[] best, int[] label, int count, float bound, Survivors survivors, int start) {
    for (int i = 0; i < count; i++) {
      if (best[i] > bound) {
        survivors.add(start + i, best[i], label[i]);
      }
    }
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
