package dev.jaccard.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Stripes of floats at one distance in memory: the rows of a matrix, or planes. Mutable, so that it
 * can be used again.
 */
public final class Stripes {
  private MemorySegment segment;
  private long offset;
  private long stride;

  /** Without memory. */
  public Stripes() {}

  /**
   * Sets the memory.
   *
   * @param memory the segment
   * @param first where the first stripe begins, in bytes
   * @param distance from one stripe to the next, in bytes
   */
  public void set(MemorySegment memory, long first, long distance) {
    segment = memory;
    offset = first;
    stride = distance;
  }

  /**
   * Becomes the same stripes as others.
   *
   * @param other the others
   */
  public void set(Stripes other) {
    set(other.segment, other.offset, other.stride);
  }

  /**
   * The memory.
   *
   * @return the segment
   */
  public MemorySegment segment() {
    return segment;
  }

  /**
   * Where a stripe begins.
   *
   * @param index its number
   * @return the place in the segment in bytes
   */
  public long start(int index) {
    return offset + index * stride;
  }

  /**
   * The distance of stripes.
   *
   * @return bytes
   */
  public long stride() {
    return stride;
  }

  /**
   * Copies stripes.
   *
   * @param to where to, in other memory
   * @param count how many
   * @param floats how long they are
   */
  public void copyTo(Stripes to, int count, int floats) {
    for (int i = 0; i < count; i++) {
      MemorySegment.copy(segment, start(i), to.segment, to.start(i), (long) floats * Float.BYTES);
    }
  }

  /**
   * Makes an argument's planes the stripes from one on.
   *
   * @param argument the argument
   * @param first the stripe that becomes plane 0
   */
  public void bind(Argument argument, int first) {
    argument.set(segment, start(first), stride);
  }
}
