package dev.jaccard.match;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The boxes that take part, in the order of their scores or of their indices: corners, areas,
 * classes and scores by rank, the place in that order. Its arrays grow and are used again.
 */
final class Candidates {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private final ScoreOrder order = new ScoreOrder();
  private float[] plane = new float[0];
  private int[] types = new int[0];
  private int[] keys = new int[BoxGrid.PAD];

  /** Whether ranks are indices. */
  private boolean direct;

  private boolean typed;

  /** How many of the first indices are known to be their own. */
  private int inOrder;

  int count;
  float[] x1 = new float[0];
  float[] y1 = new float[0];
  float[] x2 = new float[0];
  float[] y2 = new float[0];
  float[] score = new float[0];

  /** {@link ScoreOrder#key} of each score. */
  int[] key = new int[BoxGrid.PAD];

  int[] type = new int[0];
  int[] index = new int[0];

  /**
   * Takes the boxes whose score is above a threshold, or all; at most the first so many.
   *
   * @param sorted whether they are wanted in the order of their scores; else they are in that of
   *     their indices, unless sorting was needed to find the first ones
   */
  void load(
      Boxes boxes,
      MemorySegment scores,
      MemorySegment classes,
      boolean filtered,
      float scoreThreshold,
      int topK,
      boolean sorted) {
    int all = boxes.count();
    reserve(all);
    // arrays from here on: a loop over memory segments is compiled later and checked more
    MemorySegment.copy(scores, FLOAT, 0, plane, 0, all);
    loadKeys(scores, all);
    count = filtered ? filter(all, scoreThreshold) : take(all);
    if (sorted || count > topK) {
      sort(topK);
    }
    direct = count == all && !sorted;
    if (direct) {
      float[] spare = score;
      score = plane;
      plane = spare;
      int[] spareKeys = key;
      key = keys;
      keys = spareKeys;
    } else {
      gather(plane, score);
      gather(keys, key);
    }
    loadCorners(boxes);
    loadTypes(classes, all);
  }

  private void loadKeys(MemorySegment scores, int all) {
    int[] to = keys;
    MemorySegment.copy(scores, INT, 0, to, 0, all);
    for (int i = 0; i < all; i++) {
      to[i] = ScoreOrder.key(to[i]);
    }
  }

  private int take(int all) {
    for (int i = inOrder; i < all; i++) {
      index[i] = i;
    }
    inOrder = Math.max(inOrder, all);
    return all;
  }

  /** Notes the indices of scores above a threshold, without branches that are hard to predict. */
  private int filter(int all, float scoreThreshold) {
    float[] from = plane;
    int[] to = index;
    int found = 0;
    for (int i = 0; i < all; i++) {
      to[found] = i;
      found += from[i] > scoreThreshold ? 1 : 0;
    }
    inOrder = 0;
    return found;
  }

  private void sort(int topK) {
    order.clear(count);
    for (int i = 0; i < count; i++) {
      order.add(keys[index[i]], index[i]);
    }
    order.sort();
    count = Math.min(count, topK);
    order.copyIndices(index, count);
    inOrder = 0;
  }

  /** Types are 0 where there are no classes, and are only written where they were not. */
  private void loadTypes(MemorySegment classes, int all) {
    if (classes != null) {
      MemorySegment.copy(classes, INT, 0, types, 0, all);
      gather(types, type);
    } else if (typed) {
      Arrays.fill(type, 0);
    }
    typed = classes != null;
  }

  private void reserve(int size) {
    if (index.length < size) {
      int capacity = Math.max(size, index.length * 2);
      plane = new float[capacity];
      types = new int[capacity];
      keys = new int[capacity + BoxGrid.PAD];
      x1 = new float[capacity];
      y1 = new float[capacity];
      x2 = new float[capacity];
      y2 = new float[capacity];
      score = new float[capacity];
      key = new int[capacity + BoxGrid.PAD];
      type = new int[capacity];
      index = new int[capacity];
      inOrder = 0;
    }
  }

  private void loadCorners(Boxes boxes) {
    if (count == 0) {
      // no box has no planes, whatever the stride between them is
      return;
    }
    gather(boxes, 0, x1);
    gather(boxes, 1, y1);
    gather(boxes, 2, x2);
    gather(boxes, 3, y2);
    if (boxes.format() != BoxFormat.XYXY) {
      float shift = boxes.format() == BoxFormat.CXCYWH ? 0.5f : 0;
      toCorners(x1, x2, shift);
      toCorners(y1, y2, shift);
    }
  }

  /** Start or centre and size become both edges. */
  private void toCorners(float[] first, float[] second, float shift) {
    for (int rank = 0; rank < count; rank++) {
      float position = first[rank];
      float size = second[rank];
      first[rank] = position - shift * size;
      second[rank] = position + (1 - shift) * size;
    }
  }

  private void gather(Boxes boxes, int number, float[] destination) {
    long offset = boxes.planeOffset(number);
    if (direct) {
      MemorySegment.copy(boxes.segment(), FLOAT, offset, destination, 0, count);
      return;
    }
    MemorySegment.copy(boxes.segment(), FLOAT, offset, plane, 0, boxes.count());
    gather(plane, destination);
  }

  private void gather(float[] source, float[] destination) {
    int[] from = index;
    for (int rank = 0; rank < count; rank++) {
      destination[rank] = source[from[rank]];
    }
  }

  private void gather(int[] source, int[] destination) {
    int[] from = index;
    for (int rank = 0; rank < count; rank++) {
      destination[rank] = source[from[rank]];
    }
  }

  /** Whether there are classes; all types are 0 otherwise. */
  boolean isTyped() {
    return typed;
  }

  /** The area of a box in float. */
  float area(int rank) {
    return (x2[rank] - x1[rank]) * (y2[rank] - y1[rank]);
  }

  /** Whether a box lies anywhere and covers anything: others never overlap. */
  boolean isSolid(int rank) {
    float area = area(rank);
    return area > 0 && area < Float.POSITIVE_INFINITY && x1[rank] < x2[rank];
  }

  /** Whether both sizes and the place of a box are finite numbers. */
  boolean isFinite(int rank) {
    float area = area(rank);
    return area - area == 0;
  }
}
