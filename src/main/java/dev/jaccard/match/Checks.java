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
      throw Memory.overlapping(name, other);
    }
  }

  /** Fails if an output shares memory with boxes. */
  static void requireApart(String name, MemorySegment output, String other, Boxes boxes) {
    if (boxes.overlaps(output)) {
      throw Memory.overlapping(name, other);
    }
  }

  /** Fails if an output shares memory with what a suppression or fusion reads. */
  static void requireApart(
      String name, MemorySegment output, Boxes boxes, MemorySegment scores, MemorySegment classes) {
    requireApart(name, output, "boxes", boxes);
    requireApart(name, output, "scores", scores);
    if (classes != null) {
      requireApart(name, output, "classes", classes);
    }
  }

  /**
   * Fails unless boxes, their scores and their classes, or null, can be read.
   *
   * @return how many boxes there are
   */
  static int requireInputs(
      Boxes boxes, MemorySegment scores, MemorySegment classes, NmsWorkspace workspace) {
    Objects.requireNonNull(boxes, "boxes");
    Objects.requireNonNull(workspace, "workspace");
    Memory.requireReadable(boxes.segment(), "boxes");
    int count = boxes.count();
    requireElements("scores", scores, count, "boxes");
    if (classes != null) {
      requireElements("classes", classes, count, "boxes");
    }
    return count;
  }

  /** Fails unless a number is from 0 to 1. */
  static void requireFraction(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          name + " is " + value + " but must be a number from 0 to 1");
    }
  }

  /** Fails for NaN. */
  static void requireNumber(String name, float value) {
    if (Float.isNaN(value)) {
      throw new IllegalArgumentException(name + " is NaN but must be a number");
    }
  }

  /** Fails unless a count is at least 1. */
  static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + " but must be at least 1");
    }
  }
}
