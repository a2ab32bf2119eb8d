package dev.jaccard.classification;

import dev.jaccard.kernel.CallOptions;
import dev.jaccard.kernel.Memory;
import java.lang.foreign.MemorySegment;

/** Checks of segments of floats; each message names the argument. */
final class Planes {
  /** Of calls that no other thread takes part in. */
  static final CallOptions ONE_THREAD = new CallOptions();

  private Planes() {}

  /** Fails unless a segment of a float for each anchor can be read. */
  static void require(String name, MemorySegment segment, CallOptions options, String what, int a) {
    if (segment.byteSize() != (long) a * Float.BYTES) {
      throw wrongSize(name, segment, a, what, " x " + a);
    }
    options.requireReadable(name, segment);
  }

  /** Fails unless a segment of shape [a][b] can be read. */
  static void require(
      String name, MemorySegment segment, CallOptions options, String what, int a, int b) {
    if (segment.byteSize() != (long) a * b * Float.BYTES) {
      throw wrongSize(name, segment, (long) a * b, what, " x " + a + " x " + b);
    }
    options.requireReadable(name, segment);
  }

  /** Fails unless a segment of shape [a][b][c] can be read. */
  static void require(
      String name, MemorySegment segment, CallOptions options, String what, int a, int b, int c) {
    if (segment.byteSize() != (long) a * b * c * Float.BYTES) {
      throw wrongSize(name, segment, (long) a * b * c, what, " x " + a + " x " + b + " x " + c);
    }
    options.requireReadable(name, segment);
  }

  /** Fails if two arguments share memory, of which the first one is written. */
  static void requireApart(String name, MemorySegment segment, String other, MemorySegment memory) {
    if (!other.equals(name) && memory != null && Memory.overlap(segment, memory)) {
      throw Memory.overlapping(name, other);
    }
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
}
