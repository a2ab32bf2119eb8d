package dev.jaccard.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The memory of one argument of a kernel: some planes at equal distances. Mutable, so that a caller
 * can use one again and again; to be used by one thread at a time.
 */
public final class Argument {
  private MemorySegment segment;
  private long offset;
  private long stride;
  private float[] array;
  private boolean aligned;

  /** Makes an argument without memory. */
  public Argument() {}

  /**
   * Sets the memory.
   *
   * @param memory the segment, or null for an output that nobody wants
   * @param firstPlane where plane 0 begins, in bytes
   * @param planeStride the distance of the planes in bytes
   */
  public void set(MemorySegment memory, long firstPlane, long planeStride) {
    if (memory != segment) {
      array = memory == null || memory.isNative() ? null : arrayOf(memory);
    }
    segment = memory;
    offset = firstPlane;
    stride = planeStride;
    aligned = memory != null && ((memory.address() + firstPlane) | planeStride) % Float.BYTES == 0;
  }

  private static float[] arrayOf(MemorySegment memory) {
    Optional<Object> base = memory.heapBase();
    return base.isPresent() && base.get() instanceof float[] floats ? floats : null;
  }

  /** Whether there is memory. */
  boolean isPresent() {
    return segment != null;
  }

  /** The memory. */
  MemorySegment segment() {
    return segment;
  }

  /** The array behind the memory, or null. */
  float[] array() {
    return aligned ? array : null;
  }

  /** Whether the memory lies outside the heap and is not a mapped file, which is another class. */
  boolean isNative() {
    return segment.isNative() && !segment.isMapped();
  }

  /** Where a plane begins, in bytes of the segment. */
  long planeOffset(int plane) {
    return offset + plane * stride;
  }

  /** Where a plane begins, in elements of the array. */
  long planeIndex(int plane) {
    return (segment.address() + offset + plane * stride) / Float.BYTES;
  }
}
