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
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
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
    for (long start = 0; start < size; start += BLOCK) {
      int count = (int) Math.min(BLOCK, size - start);
      if (dtype == NpyType.FLOAT64) {
        MemorySegment.copy(segment, DOUBLE, start * Double.BYTES, doubles, 0, count);
        for (int i = 0; i < count; i++) {
          after[i] = (float) doubles[i];
        }
      } else {
        for (int i = 0; i < count; i++) {
          after[i] = integer(start + i);
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
    for (long start = 0; start < size; start += BLOCK) {
      int count = (int) Math.min(BLOCK, size - start);
      if (dtype == NpyType.FLOAT32) {
        MemorySegment.copy(segment, FLOAT, start * Float.BYTES, floats, 0, count);
        for (int i = 0; i < count; i++) {
          after[i] = floats[i];
        }
      } else {
        for (int i = 0; i < count; i++) {
          after[i] = integer(start + i);
        }
      }
      MemorySegment.copy(after, 0, doubles, DOUBLE, start * Double.BYTES, count);
    }
    return doubles;
  }

  /**
   * The elements as ints.
   *
   * @param arena where the memory comes from if the elements have to be converted
   * @return {@link #segment()} itself if the elements are ints, otherwise new memory, 64-byte
   *     aligned
   * @throws ArithmeticException if an element is no int, or the type is one of floats
   */
  public MemorySegment toInt32(Arena arena) {
    if (dtype == NpyType.INT32) {
      return segment;
    }
    if (!dtype.isInteger()) {
      throw new ArithmeticException(dtype.descriptor() + " is not a type of whole numbers");
    }
    MemorySegment ints = arena.allocate(size() * Integer.BYTES, ALIGNMENT);
    for (long i = 0; i < size(); i++) {
      ints.setAtIndex(INT, i, Math.toIntExact(integer(i)));
    }
    return ints;
  }

  private long integer(long index) {
    return dtype == NpyType.INT32
        ? segment.getAtIndex(INT, index)
        : segment.getAtIndex(LONG, index);
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
