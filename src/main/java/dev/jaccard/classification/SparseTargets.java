package dev.jaccard.classification;

import dev.jaccard.kernel.Kernel;
import java.util.Arrays;
import java.util.Objects;

/** The targets that are not 0, and which of a kernel's chunks they lie in. */
final class SparseTargets {
  private int[] anchors;
  private int[] classes;
  private float[] values;
  private int count;

  /** Where each chunk's part of {@link #order} ends, once they are sorted. */
  private int[] ends = new int[0];

  /** The targets, those of a chunk together, in the order in which they were given. */
  private int[] order = new int[0];

  /** Their elements, in the same order. */
  private int[] positions = new int[0];

  void set(int[] anchorIndices, int[] classIndices, float[] newValues, int newCount) {
    anchors = Objects.requireNonNull(anchorIndices, "anchorIndices");
    classes = Objects.requireNonNull(classIndices, "classIndices");
    values = Objects.requireNonNull(newValues, "values");
    requireLength("anchorIndices", anchorIndices.length, newCount);
    requireLength("classIndices", classIndices.length, newCount);
    requireLength("values", newValues.length, newCount);
    count = newCount;
  }

  private static void requireLength(String name, int length, int count) {
    if (count < 0 || length < count) {
      throw new IllegalArgumentException(
          name + " has " + length + " elements but must have at least " + count);
    }
  }

  void clear() {
    anchors = null;
  }

  boolean isPresent() {
    return anchors != null;
  }

  int count() {
    return isPresent() ? count : 0;
  }

  int anchor(int index) {
    return anchors[index];
  }

  int classIndex(int index) {
    return classes[index];
  }

  float value(int index) {
    return values[index];
  }

  /** Fails if an index is out of its range. */
  void check(int anchorCount, int classCount) {
    for (int i = 0; i < count(); i++) {
      requireIndex("anchorIndices", i, anchors[i], anchorCount);
      requireIndex("classIndices", i, classes[i], classCount);
    }
  }

  private static void requireIndex(String name, int at, int value, int bound) {
    if (value < 0 || value >= bound) {
      throw new IllegalArgumentException(
          name + "[" + at + "] is " + value + " but must be in [0, " + bound + ")");
    }
  }

  /** Sorts them by the chunks that they lie in; allocates only to grow. */
  void sort(ClassBatch batch, int chunks) {
    if (ends.length < chunks + 1) {
      ends = new int[chunks + 1];
    }
    if (order.length < count) {
      order = new int[count];
      positions = new int[count];
    }
    Arrays.fill(ends, 0, chunks + 1, 0);
    for (int i = 0; i < count; i++) {
      ends[position(batch, i) / Kernel.CHUNK + 1]++;
    }
    for (int chunk = 0; chunk < chunks; chunk++) {
      ends[chunk + 1] += ends[chunk];
    }
    // the start of chunk k is in ends[k], which moves to its end while the chunk is filled
    for (int i = 0; i < count; i++) {
      int position = position(batch, i);
      int place = ends[position / Kernel.CHUNK]++;
      order[place] = i;
      positions[place] = position;
    }
  }

  private int position(ClassBatch batch, int index) {
    return batch.position(anchors[index], classes[index]);
  }

  /** Where a chunk's targets begin in the order. */
  int start(int chunk) {
    return chunk == 0 ? 0 : ends[chunk - 1];
  }

  /** Where they end. */
  int end(int chunk) {
    return ends[chunk];
  }

  /** A target by its place in the order. */
  int at(int place) {
    return order[place];
  }

  /** Which element of the batch a target belongs to, by its place in the order. */
  int position(int place) {
    return positions[place];
  }
}
