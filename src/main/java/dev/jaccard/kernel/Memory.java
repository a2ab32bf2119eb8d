package dev.jaccard.kernel;

import java.lang.foreign.MemorySegment;

/** Checks of memory that a caller handed in; each message names the argument. */
public final class Memory {

  private Memory() {}

  /**
   * Whether the calling thread may read a segment now.
   *
   * @param segment the memory
   * @return false if its arena is closed or confined to another thread
   */
  public static boolean isReadable(MemorySegment segment) {
    return segment.scope().isAlive() && segment.isAccessibleBy(Thread.currentThread());
  }

  /**
   * Fails unless the calling thread may read a segment now.
   *
   * @param segment the memory
   * @param name the argument, for the message
   */
  public static void requireReadable(MemorySegment segment, String name) {
    if (!segment.scope().isAlive()) {
      throw new IllegalStateException(
          name + " lies in an arena that is closed, and must lie in an open one");
    }
    Thread thread = Thread.currentThread();
    if (!segment.isAccessibleBy(thread)) {
      throw new WrongThreadException(
          name
              + " lies in an arena confined to another thread, and must be accessible by thread "
              + thread.getName());
    }
  }

  /**
   * Fails unless the calling thread may read and write a segment now.
   *
   * @param segment the memory
   * @param name the argument, for the message
   */
  public static void requireWritable(MemorySegment segment, String name) {
    requireReadable(segment, name);
    if (segment.isReadOnly()) {
      throw new IllegalArgumentException(name + " is read-only but must be writable");
    }
  }

  /**
   * Whether two segments share a byte; a heap segment overlaps only segments of the same array.
   *
   * @param one a segment
   * @param other another one
   * @return true if they do
   */
  public static boolean overlap(MemorySegment one, MemorySegment other) {
    return one.byteSize() > 0 && other.byteSize() > 0 && one.asOverlappingSlice(other).isPresent();
  }

  /**
   * The failure of two arguments that share memory.
   *
   * @param name the argument that is written
   * @param other the other one
   * @return an exception to be thrown
   */
  public static IllegalArgumentException overlapping(String name, String other) {
    return new IllegalArgumentException(
        name + " overlaps " + other + " but must lie in memory of its own");
  }
}
