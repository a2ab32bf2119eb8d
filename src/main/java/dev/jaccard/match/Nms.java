package dev.jaccard.match;

import dev.jaccard.Boxes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Greedy non-maximum suppression with torchvision's semantics; immutable. */
public final class Nms {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private final float iouThreshold;
  private final float scoreThreshold;
  private final int topK;
  private final int maximum;

  private Nms(float iouThreshold, float scoreThreshold, int topK, int maximum) {
    this.iouThreshold = iouThreshold;
    this.scoreThreshold = scoreThreshold;
    this.topK = topK;
    this.maximum = maximum;
  }

  /**
   * Greedy suppression.
   *
   * @param iouThreshold a box is suppressed where its IoU with a kept one is above this
   * @return the suppression
   */
  public static Nms greedy(float iouThreshold) {
    return new Nms(iouThreshold, Float.NEGATIVE_INFINITY, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /**
   * Leaves out boxes of low scores.
   *
   * @param t the least score
   * @return a suppression with that threshold
   */
  public Nms scoreThreshold(float t) {
    return new Nms(iouThreshold, t, topK, maximum);
  }

  /**
   * Takes only the best candidates.
   *
   * @param candidatesBeforeNms how many
   * @return a suppression of so many candidates
   */
  public Nms topK(int candidatesBeforeNms) {
    return new Nms(iouThreshold, scoreThreshold, candidatesBeforeNms, maximum);
  }

  /**
   * Stops at a number of kept boxes.
   *
   * @param kept how many
   * @return a suppression that keeps so many at the most
   */
  public Nms maximum(int kept) {
    return new Nms(iouThreshold, scoreThreshold, topK, kept);
  }

  /**
   * Suppresses.
   *
   * @param boxes n boxes, XYXY
   * @param scores n floats
   * @param classes n ints, or null: any box suppresses any other
   * @param kept the indices of the kept boxes, by descending score
   * @param workspace memory of this thread
   * @return how many are kept
   */
  public int apply(
      Boxes boxes,
      MemorySegment scores,
      MemorySegment classes,
      MemorySegment kept,
      NmsWorkspace workspace) {
    int count = boxes.count();
    long[] order = workspace.order(count);
    int candidates = 0;
    for (int i = 0; i < count; i++) {
      float score = scores.get(FLOAT, 4L * i);
      if (score >= scoreThreshold) {
        int bits = Float.floatToIntBits(score);
        int ascending = bits ^ (bits >> 31 & Integer.MAX_VALUE);
        order[candidates++] = (long) ~ascending << 32 | i;
      }
    }
    for (int i = 1; i < candidates; i++) {
      long next = order[i];
      int place = i;
      for (; place > 0 && order[place - 1] > next; place--) {
        order[place] = order[place - 1];
      }
      order[place] = next;
    }
    candidates = Math.min(candidates, topK);
    int keptCount = 0;
    for (int k = 0; k < candidates && keptCount < maximum; k++) {
      int index = (int) order[k];
      boolean suppressed = false;
      for (int j = 0; j < keptCount && !suppressed; j++) {
        int other = kept.get(INT, 4L * j);
        suppressed =
            (classes == null || classes.get(INT, 4L * other) == classes.get(INT, 4L * index))
                && iou(boxes, other, index) > iouThreshold;
      }
      if (!suppressed) {
        kept.set(INT, 4L * keptCount++, index);
      }
    }
    return keptCount;
  }

  private static float iou(Boxes boxes, int a, int b) {
    float width =
        Math.max(
            0,
            Math.min(boxes.get(a, 2), boxes.get(b, 2))
                - Math.max(boxes.get(a, 0), boxes.get(b, 0)));
    float height =
        Math.max(
            0,
            Math.min(boxes.get(a, 3), boxes.get(b, 3))
                - Math.max(boxes.get(a, 1), boxes.get(b, 1)));
    float intersection = width * height;
    return intersection / (area(boxes, a) + area(boxes, b) - intersection);
  }

  private static float area(Boxes boxes, int a) {
    return (boxes.get(a, 2) - boxes.get(a, 0)) * (boxes.get(a, 3) - boxes.get(a, 1));
  }
}
