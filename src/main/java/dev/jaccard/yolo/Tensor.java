package dev.jaccard.yolo;

import dev.jaccard.kernel.Memory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * An engine's output as it lies in memory: floats in native byte order, the last dimension varying
 * fastest. Nothing is copied.
 *
 * <p>The view is immutable. Where an engine writes into the same memory again and again, one view
 * serves all images, and decoding allocates nothing. It may be shared between threads where its
 * memory may.
 */
public final class Tensor {
  private final MemorySegment segment;
  private final long[] shape;

  private Tensor(MemorySegment segment, long[] shape) {
    this.segment = segment;
    this.shape = shape;
  }

  /**
   * A tensor in a segment.
   *
   * @param segment native or heap memory of any alignment, exactly 4 bytes for each element
   * @param shape the length of each dimension, as the engine says it
   * @return a view of the segment
   */
  public static Tensor of(MemorySegment segment, long... shape) {
    Objects.requireNonNull(segment, "segment");
    requireSize("segment", segment.byteSize(), " bytes", Float.BYTES, shape);
    return new Tensor(segment, shape.clone());
  }

  /**
   * A tensor in a buffer.
   *
   * @param buffer direct or heap, in native byte order, its remaining floats exactly those of the
   *     tensor; its position stays where it is
   * @param shape the length of each dimension, as the engine says it
   * @return a view of the buffer's memory, which it keeps alive
   */
  public static Tensor of(FloatBuffer buffer, long... shape) {
    Objects.requireNonNull(buffer, "buffer");
    if (buffer.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException(
          "buffer has byte order " + buffer.order() + " but must have " + ByteOrder.nativeOrder());
    }
    requireSize("buffer", buffer.remaining(), " floats", 1, shape);
    return new Tensor(MemorySegment.ofBuffer(buffer), shape.clone());
  }

  private static void requireSize(
      String name, long size, String unit, long unitsPerFloat, long[] shape) {
    Objects.requireNonNull(shape, "shape");
    long needed = unitsPerFloat;
    for (long length : shape) {
      if (length < 0) {
        throw new IllegalArgumentException(
            "shape is " + Arrays.toString(shape) + " but its lengths must be at least 0");
      }
      if (length > 0 && needed > Long.MAX_VALUE / length) {
        throw new IllegalArgumentException(
            "shape is " + text(shape) + " but must have fewer than 2^61 elements");
      }
      needed *= length;
    }
    if (size != needed) {
      throw new IllegalArgumentException(
          "%s has %d%s but must have %d, as shape %s has"
              .formatted(name, size, unit, needed, text(shape)));
    }
  }

  /**
   * The memory.
   *
   * @return 4 bytes for each element
   */
  public MemorySegment segment() {
    return segment;
  }

  /**
   * The length of each dimension.
   *
   * @return a copy
   */
  public long[] shape() {
    return shape.clone();
  }

  /**
   * How many such tensors this one holds, if it is a batch of them.
   *
   * @param image the dimensions of one; -1 allows any length
   * @return the batch's size, 1 if there is no dimension for it, or -1 if the shape is another one
   */
  long batchOf(long[] image) {
    int more = shape.length - image.length;
    if (more != 0 && more != 1) {
      return -1;
    }
    for (int i = 0; i < image.length; i++) {
      if (image[i] >= 0 && shape[i + more] != image[i]) {
        return -1;
      }
    }
    return more == 0 ? 1 : shape[0];
  }

  /** The length of a dimension, counted from the last one, which is 0. */
  long fromLast(int dimension) {
    return shape[shape.length - 1 - dimension];
  }

  /** Fails unless the calling thread may read the memory of this tensor, one of several, now. */
  void requireReadable(int index) {
    // the name is made where it is needed only: decoding allocates nothing
    if (!Memory.isReadable(segment)) {
      Memory.requireReadable(segment, "outputs[" + index + "]");
    }
  }

  /** A shape as messages write it; a length of -1 is any. */
  static String text(long[] shape) {
    return Arrays.stream(shape)
        .mapToObj(length -> length < 0 ? "n" : Long.toString(length))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /**
   * A description for messages and debuggers; it shows no elements.
   *
   * @return the shape and the kind of memory
   */
  @Override
  public String toString() {
    return "float" + text(shape) + (segment.isNative() ? ", native" : ", heap");
  }
}
