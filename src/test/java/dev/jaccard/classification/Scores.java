package dev.jaccard.classification;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/**
 * Arrays of anchors and classes for tests, given as rows, in any layout.
 *
 * @param layout how they lie in memory
 * @param classes C
 * @param anchors A
 */
record Scores(ClassLayout layout, int classes, int anchors) {
  private int position(int anchor, int classIndex) {
    return layout == ClassLayout.ROWS
        ? anchor * classes + classIndex
        : classIndex * anchors + anchor;
  }

  /** Native memory with rows' values. */
  MemorySegment elements(double[] rows) {
    MemorySegment segment = Arena.ofAuto().allocate(4L * Math.max(1, rows.length), 64);
    for (int i = 0; i < rows.length; i++) {
      segment.setAtIndex(
          ValueLayout.JAVA_FLOAT, position(i / classes, i % classes), (float) rows[i]);
    }
    return segment.asSlice(0, 4L * rows.length);
  }

  /** What lies in memory, as rows. */
  double[] rows(MemorySegment elements) {
    double[] rows = new double[anchors * classes];
    for (int i = 0; i < rows.length; i++) {
      rows[i] =
          elements.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * position(i / classes, i % classes));
    }
    return rows;
  }

  /** Native memory with values in order. */
  static MemorySegment plane(double... values) {
    MemorySegment segment = Arena.ofAuto().allocate(4L * Math.max(1, values.length), 64);
    for (int i = 0; i < values.length; i++) {
      segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
    }
    return segment.asSlice(0, 4L * values.length);
  }

  /** Native memory for so many floats. */
  static MemorySegment plane(int count) {
    return plane(new double[count]);
  }

  /** What lies in memory, in order. */
  static double[] doubles(MemorySegment plane) {
    double[] values = new double[(int) (plane.byteSize() / 4)];
    for (int i = 0; i < values.length; i++) {
      values[i] = plane.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i);
    }
    return values;
  }

  /** Logits of a normal distribution. */
  static double[] logits(int count, double deviation, long seed) {
    Random random = new Random(seed);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  /** Targets: 0, 1 and what lies between. */
  static double[] targets(int count, long seed) {
    Random random = new Random(seed);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(4);
      values[i] = kind == 0 ? 1 : kind == 1 ? random.nextFloat() : 0;
    }
    return values;
  }
}
