package dev.jaccard.match;

import dev.jaccard.Boxes;
import dev.jaccard.kernel.Memory;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Checks of arguments; each message says which one is wrong, what it was and what it must be. */
final class Checks {
  private static final long ELEMENT_BYTES = 4;

  private Checks() {}

  /** Fails unless a segment holds exactly so many floats or ints, to be read. */
  static void requireElements(String name, MemorySegment segment, int count, String of) {
    Objects.requireNonNull(segment, name);
    long needed = count * ELEMENT_BYTES;
    if (segment.byteSize() != needed) {
      throw new IllegalArgumentException(
          "%s has %d bytes but must have %d (4 bytes x %d %s)"
              .formatted(name, segment.byteSize(), needed, count, of));
    }
    Memory.requireReadable(segment, name);
  }

  /** Fails unless a segment has room for so many floats or ints, to be written. */
  static void requireRoom(String name, MemorySegment segment, long count) {
    Objects.requireNonNull(segment, name);
    long needed = count * ELEMENT_BYTES;
    if (segment.byteSize() < needed) {
      throw new IllegalArgumentException(
          "%s has %d bytes but must have at least %d (4 bytes x %d)"
              .formatted(name, segment.byteSize(), needed, count));
    }
    Memory.requireWritable(segment, name);
  }

  /** Fails if an output shares memory with something else. */
  static void requireApart(String name, MemorySegment output, String other, MemorySegment segment) {
    if (Memory.overlap(output, segment)) {
      throw overlap(name, other);
    }
  }

  /** Fails if an output shares memory with boxes. */
  static void requireApart(String name, MemorySegment output, String other, Boxes boxes) {
    if (boxes.overlaps(output)) {
      throw overlap(name, other);
    }
  }

  private static IllegalArgumentException overlap(String name, String other) {
    return new IllegalArgumentException(
        name + " overlaps " + other + " but must lie in memory of its own");
  }
}
