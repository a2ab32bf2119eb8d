package dev.jaccard.npy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * An array that was read from a file: elements of one type, the last dimension varying fastest.
 *
 * <p>Immutable but for its elements, and as safe between threads as the arena of its memory allows.
 */
public final class NpyArray {

  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final long ALIGNMENT = 64;

  /** Conversions go through arrays: a program that converts once does so in the interpreter. */
  private static final int BLOCK = 1024;

  private final NpyType dtype;
  private final long[] shape;
  private final MemorySegment segment;

  NpyArray(NpyType dtype, long[] shape, MemorySegment segment) {
    this.dtype = dtype;
    this.shape = shape.clone();
    this.segment = segment;
  }

  /**
   * The type of the elements.
   *
   * @return the type
   */
  public NpyType dtype() {
    return dtype;
  }

  /**
   * The length of each dimension.
   *
   * @return a copy; empty for a single number
   */
  public long[] shape() {
    return shape.clone();
  }

  /**
   * The number of elements.
   *
   * @return the product of the shape, at least 0
   */
  public long size() {
    return segment.byteSize() / dtype.bytes();
  }

  /**
   * The elements as they stood in the file.
   *
   * @return native memory, 64-byte aligned, {@code size() * dtype().bytes()} bytes
   */
  public MemorySegment segment() {
    return segment;
  }

  /**
   * The elements as floats, rounded to the nearest.
   *
   * @param arena where the memory comes from if the elements have to be converted
   * @return {@link #segment()} itself if the elements are floats, otherwise new memory, 64-byte
   *     aligned
   */
  public MemorySegment toFloat32(Arena arena) {
    if (dtype == NpyType.FLOAT32) {
      return segment;
    }
    long size = size();
    MemorySegment floats = arena.allocate(size * Float.BYTES, ALIGNMENT);
    float[] after = new float[BLOCK];
    double[] doubles = new double[BLOCK];
    long[] longs = new long[BLOCK];
    for (long start = 0; start < size; start += BLOCK) {
      int count = (int) Math.min(BLOCK, size - start);
      if (dtype == NpyType.FLOAT64) {
        MemorySegment.copy(segment, DOUBLE, start * Double.BYTES, doubles, 0, count);
        for (int i = 0; i < count; i++) {
          after[i] = (float) doubles[i];
        }
      } else {
        MemorySegment.copy(segment, LONG, start * Long.BYTES, longs, 0, count);
        for (int i = 0; i < count; i++) {
          after[i] = longs[i];
        }
      }
      MemorySegment.copy(after, 0, floats, FLOAT, start * Float.BYTES, count);
    }
    return floats;
  }

  /**
   * The elements as doubles, rounded to the nearest.
   *
   * @param arena where the memory comes from if the elements have to be converted
   * @return {@link #segment()} itself if the elements are doubles, otherwise new memory, 64-byte
   *     aligned
   */
  public MemorySegment toFloat64(Arena arena) {
    if (dtype == NpyType.FLOAT64) {
      return segment;
    }
    long size = size();
    MemorySegment doubles = arena.allocate(size * Double.BYTES, ALIGNMENT);
    double[] after = new double[BLOCK];
    float[] floats = new float[BLOCK];
    long[] longs = new long[BLOCK];
    for (long start = 0; start < size; start += BLOCK) {
      int count = (int) Math.min(BLOCK, size - start);
      if (dtype == NpyType.FLOAT32) {
        MemorySegment.copy(segment, FLOAT, start * Float.BYTES, floats, 0, count);
        for (int i = 0; i < count; i++) {
          after[i] = floats[i];
        }
      } else {
        MemorySegment.copy(segment, LONG, start * Long.BYTES, longs, 0, count);
        for (int i = 0; i < count; i++) {
          after[i] = longs[i];
        }
      }
      MemorySegment.copy(after, 0, doubles, DOUBLE, start * Double.BYTES, count);
    }
    return doubles;
  }

  /**
   * A description for messages and debuggers; it shows no elements.
   *
   * @return type and shape
   */
  @Override
  public String toString() {
    return dtype.descriptor() + " " + Arrays.toString(shape);
  }
}
