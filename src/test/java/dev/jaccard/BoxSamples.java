package dev.jaccard;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/** Coordinates for the tests of boxes. */
final class BoxSamples {

  /** Around every lane count, and past a block of the scratch memory. */
  static final int[] COUNTS = {
    0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 255, 511, 512, 513, 1000
  };

  /** Values that arithmetic and copies could spoil. */
  private static final float[] SPECIAL = {
    0f,
    -0f,
    Float.MIN_VALUE,
    -Float.MIN_NORMAL,
    1e-20f,
    1e20f,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN
  };

  private BoxSamples() {}

  /** Floats whose sums and differences neither overflow nor underflow. */
  static float[] ordinary(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (random.nextFloat() - 0.5f) * (float) Math.pow(10, random.nextInt(9) - 3);
    }
    return values;
  }

  /** Half of them ordinary, half of them not, in every combination that chance brings. */
  static float[] extreme(int length, long seed) {
    Random random = new Random(seed);
    float[] values = ordinary(length, seed);
    for (int i = 0; i < length; i++) {
      if (random.nextBoolean()) {
        values[i] = SPECIAL[random.nextInt(SPECIAL.length)];
      }
    }
    return values;
  }

  /** Random bits: NaNs with payloads, quiet and signalling, are among them. */
  static int[] bits(int length, long seed) {
    Random random = new Random(seed);
    int[] bits = random.ints(length).toArray();
    for (int i = 0; i < length; i += 3) {
      bits[i] |= 0x7F800000;
    }
    return bits;
  }

  /** Sets the coordinates box by box. */
  static void fill(Boxes boxes, float[] rows) {
    for (int i = 0; i < boxes.count(); i++) {
      for (int plane = 0; plane < 4; plane++) {
        boxes.set(i, plane, rows[4 * i + plane]);
      }
    }
  }

  /** The coordinates box by box. */
  static float[] rows(Boxes boxes) {
    float[] rows = new float[4 * boxes.count()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = boxes.get(i / 4, i % 4);
    }
    return rows;
  }

  static int bitsAt(MemorySegment memory, long index) {
    return memory.get(ValueLayout.JAVA_INT_UNALIGNED, 4 * index);
  }

  static void setBitsAt(MemorySegment memory, long index, int bits) {
    memory.set(ValueLayout.JAVA_INT_UNALIGNED, 4 * index, bits);
  }
}
