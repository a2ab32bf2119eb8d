package dev.jaccard.classification;

import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Memory;
import java.lang.foreign.MemorySegment;

/** Checks of segments of floats; each message names the argument. */
final class Planes {
  private Planes() {}

  /** Fails unless a segment of a float for each anchor can be read. */
  static void require(String name, MemorySegment segment, boolean shared, String what, int a) {
    if (segment.byteSize() != (long) a * Float.BYTES) {
      throw wrongSize(name, segment, a, what, " x " + a);
    }
    requireReadable(name, segment, shared);
  }

  /** Fails unless a segment of shape [a][b] can be read. */
  static void require(
      String name, MemorySegment segment, boolean shared, String what, int a, int b) {
    if (segment.byteSize() != (long) a * b * Float.BYTES) {
      throw wrongSize(name, segment, (long) a * b, what, " x " + a + " x " + b);
    }
    requireReadable(name, segment, shared);
  }

  /** Fails unless a segment of shape [a][b][c] can be read. */
  static void require(
      String name, MemorySegment segment, boolean shared, String what, int a, int b, int c) {
    if (segment.byteSize() != (long) a * b * c * Float.BYTES) {
      throw wrongSize(name, segment, (long) a * b * c, what, " x " + a + " x " + b + " x " + c);
    }
    requireReadable(name, segment, shared);
  }

  private static IllegalArgumentException wrongSize(
      String name, MemorySegment segment, long count, String what, String shape) {
    return new IllegalArgumentException(
        name
            + " has "
            + segment.byteSize()
            + " bytes but must have "
            + count * Float.BYTES
            + " (4 bytes"
            + shape
            + " "
            + what
            + ")");
  }

  private static void requireReadable(String name, MemorySegment segment, boolean shared) {
    Memory.requireReadable(segment, name);
    if (shared && !Argument.isShared(segment)) {
      throw new IllegalArgumentException(
          name
              + " lies in a confined arena, which other threads cannot reach, but an executor is"
              + " given; use Arena.ofShared() or Arena.ofAuto()");
    }
  }
}
