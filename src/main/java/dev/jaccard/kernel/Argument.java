package dev.jaccard.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The memory of one argument of a kernel: some planes at equal distances. Mutable, so that a caller
 * can use one again and again; to be used by one thread at a time.
 */
public final class Argument {
  /** Of no thread at all: what it may read, every thread may read. */
  private static final Thread NOBODY = Thread.ofPlatform().unstarted(() -> {});

  private MemorySegment segment;
  private long offset;
  private long stride;
  private float[] array;
  private boolean aligned;
  private boolean direct;

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
      direct = memory != null && isDirect(memory);
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

  /** Whether loops may work on the memory where it lies. */
  boolean isDirect() {
    return direct;
  }

  /**
   * Whether vector loops may work on memory where it lies: outside the heap, not in a mapped file
   * and not confined to a thread. To C2 those are other classes and states, and a loop that has
   * seen one kind is thrown away again and again when it sees another (a hoisted check of the owner
   * fails).
   *
   * @param memory the memory
   * @return true if no copy is needed
   */
  public static boolean isDirect(MemorySegment memory) {
    return memory.isNative() && !memory.isMapped() && isShared(memory);
  }

  /**
   * Whether every thread may reach memory.
   *
   * @param memory the memory
   * @return false if it lies in a confined arena
   */
  public static boolean isShared(MemorySegment memory) {
    return memory.isAccessibleBy(NOBODY);
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
