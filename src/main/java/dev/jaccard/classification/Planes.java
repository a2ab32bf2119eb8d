package dev.jaccard.classification;

import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Memory;
import java.lang.foreign.MemorySegment;

/** Checks of segments of floats; each message names the argument. */
final class Planes {
  private Planes() {}

  /**
   * Fails unless a segment has the size that it must have and can be read.
   *
   * @param count how many floats it must have
   * @param shared whether other threads will read it
   * @param what what there is so often
   * @param shape the shape
   */
  static void require(
      String name, MemorySegment segment, long count, boolean shared, String what, int... shape) {
    if (segment.byteSize() != count * Float.BYTES) {
      StringBuilder text = new StringBuilder();
      for (int extent : shape) {
        text.append(" x ").append(extent);
      }
      throw new IllegalArgumentException(
          name
              + " has "
              + segment.byteSize()
              + " bytes but must have "
              + count * Float.BYTES
              + " (4 bytes"
              + text
              + " "
              + what
              + ")");
    }
    Memory.requireReadable(segment, name);
    if (shared && !Argument.isShared(segment)) {
      throw new IllegalArgumentException(
          name
              + " lies in a confined arena, which other threads cannot reach, but an executor is"
              + " given; use Arena.ofShared() or Arena.ofAuto()");
    }
  }
}
