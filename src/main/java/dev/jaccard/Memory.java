package dev.jaccard;

import java.lang.foreign.MemorySegment;

/** Checks of memory that a caller handed in; each message names the argument. */
final class Memory {

  private Memory() {}

  /** Fails unless the calling thread may read the segment now. */
  static void requireReadable(MemorySegment segment, String name) {
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

  /** Fails unless the calling thread may read and write the segment now. */
  static void requireWritable(MemorySegment segment, String name) {
    requireReadable(segment, name);
    if (segment.isReadOnly()) {
      throw new IllegalArgumentException(name + " is read-only but must be writable");
    }
  }

  /** Whether the two share a byte; a heap segment overlaps only segments of the same array. */
  static boolean overlap(MemorySegment one, MemorySegment other) {
    return one.byteSize() > 0 && other.byteSize() > 0 && one.asOverlappingSlice(other).isPresent();
  }
}
