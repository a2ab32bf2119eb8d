package dev.jaccard;

import dev.jaccard.kernel.Argument;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Moves many boxes: between formats, and between planes and rows. Arguments are checked already.
 *
 * <p>As many boxes as make whole vectors go through {@link VectorBoxLoops} once {@link BoxWarmUp}
 * says so, the rest through {@link ScalarBoxLoops}; the bits are the same. The vector loops see one
 * kind of memory only, allocated natively, since a loop that also sees heap memory, or even mapped
 * files (another class of segment, another type profile), is slow for both. Other memory passes
 * block by block through a native scratch that stays in the first-level cache.
 */
final class BoxTransfer {

  /** Boxes per block: 8 KB on either side. */
  private static final int BLOCK = 512;

  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfInt BITS = ValueLayout.JAVA_INT_UNALIGNED;

  private BoxTransfer() {}

  /** Writes boxes into other planes, or into the same ones, in the destination's format. */
  static void convert(Boxes source, Boxes destination) {
    convert(source, destination, BoxWarmUp.isWarm(source.count()));
  }

  /** Copies rows into planes. */
  static void deinterleave(MemorySegment rows, Boxes boxes) {
    deinterleave(rows, boxes, BoxWarmUp.isWarm(boxes.count()));
  }

  /** Copies planes into rows. */
  static void interleave(Boxes boxes, MemorySegment rows) {
    interleave(boxes, rows, BoxWarmUp.isWarm(boxes.count()));
  }

  static void convert(Boxes source, Boxes destination, boolean vectors) {
    if (source.format() == destination.format()) {
      copyPlanes(source, destination);
      return;
    }
    AxisMap map = AxisMap.between(source.format(), destination.format());
    int count = source.count();
    int whole = vectors ? VectorBoxLoops.wholeVectors(count) : 0;
    if (whole > 0) {
      convertVectors(source.slice(0, whole), destination.slice(0, whole), map);
    }
    if (whole < count) {
      convertScalars(
          source.slice(whole, count - whole), destination.slice(whole, count - whole), map);
    }
  }

  static void deinterleave(MemorySegment rows, Boxes boxes, boolean vectors) {
    int count = boxes.count();
    int whole = vectors ? VectorBoxLoops.wholeVectors(count) : 0;
    if (whole > 0) {
      deinterleaveVectors(rows, boxes.slice(0, whole));
    }
    if (whole < count) {
      deinterleaveScalars(rows.asSlice(whole * 16L), boxes.slice(whole, count - whole));
    }
  }

  static void interleave(Boxes boxes, MemorySegment rows, boolean vectors) {
    int count = boxes.count();
    int whole = vectors ? VectorBoxLoops.wholeVectors(count) : 0;
    if (whole > 0) {
      interleaveVectors(boxes.slice(0, whole), rows);
    }
    if (whole < count) {
      interleaveScalars(boxes.slice(whole, count - whole), rows.asSlice(whole * 16L));
    }
  }

  private static void convertVectors(Boxes source, Boxes destination, AxisMap map) {
    if (isPlain(source.segment()) && isPlain(destination.segment())) {
      VectorBoxLoops.convert(source, destination, map);
      return;
    }
    int count = source.count();
    int block = Math.min(BLOCK, count);
    // without an owner, like all memory that the vector loops see; freed by the collector
    Arena arena = Arena.ofAuto();
    Boxes before = Boxes.allocate(arena, block, source.format());
    Boxes after = Boxes.allocate(arena, block, destination.format());
    for (int start = 0; start < count; start += block) {
      int size = Math.min(block, count - start);
      copyPlanes(source.slice(start, size), before);
      VectorBoxLoops.convert(before, after, map);
      copyPlanes(after.slice(0, size), destination.slice(start, size));
    }
  }

  private static void deinterleaveVectors(MemorySegment rows, Boxes boxes) {
    if (isPlain(rows) && isPlain(boxes.segment())) {
      VectorBoxLoops.deinterleave(rows, boxes);
      return;
    }
    int count = boxes.count();
    int block = Math.min(BLOCK, count);
    // without an owner, like all memory that the vector loops see; freed by the collector
    Arena arena = Arena.ofAuto();
    MemorySegment before = arena.allocate(block * 16L, 64);
    Boxes after = Boxes.allocate(arena, block, boxes.format());
    for (int start = 0; start < count; start += block) {
      int size = Math.min(block, count - start);
      MemorySegment.copy(rows, start * 16L, before, 0, size * 16L);
      VectorBoxLoops.deinterleave(before, after);
      copyPlanes(after.slice(0, size), boxes.slice(start, size));
    }
  }

  private static void interleaveVectors(Boxes boxes, MemorySegment rows) {
    if (isPlain(rows) && isPlain(boxes.segment())) {
      VectorBoxLoops.interleave(boxes, rows);
      return;
    }
    int count = boxes.count();
    int block = Math.min(BLOCK, count);
    // without an owner, like all memory that the vector loops see; freed by the collector
    Arena arena = Arena.ofAuto();
    Boxes before = Boxes.allocate(arena, block, boxes.format());
    MemorySegment after = arena.allocate(block * 16L, 64);
    for (int start = 0; start < count; start += block) {
      int size = Math.min(block, count - start);
      copyPlanes(boxes.slice(start, size), before);
      VectorBoxLoops.interleave(before, after);
      MemorySegment.copy(after, 0, rows, start * 16L, size * 16L);
    }
  }

  private static boolean isPlain(MemorySegment segment) {
    return Argument.isDirect(segment);
  }

  /** Copies all boxes of the source to the first of the destination, whatever the formats. */
  private static void copyPlanes(Boxes source, Boxes destination) {
    for (int plane = 0; plane < 4; plane++) {
      MemorySegment.copy(source.plane(plane), 0, destination.plane(plane), 0, source.count() * 4L);
    }
  }

  private static void convertScalars(Boxes source, Boxes destination, AxisMap map) {
    int count = source.count();
    int block = Math.min(BLOCK, count);
    float[] before = new float[4 * block];
    float[] after = new float[4 * block];
    for (int start = 0; start < count; start += block) {
      int size = Math.min(block, count - start);
      for (int plane = 0; plane < 4; plane++) {
        long offset = source.planeOffset(plane) + start * 4L;
        MemorySegment.copy(source.segment(), FLOAT, offset, before, plane * block, size);
      }
      ScalarBoxLoops.convert(before, after, block, size, map);
      for (int plane = 0; plane < 4; plane++) {
        long offset = destination.planeOffset(plane) + start * 4L;
        MemorySegment.copy(after, plane * block, destination.segment(), FLOAT, offset, size);
      }
    }
  }

  private static void deinterleaveScalars(MemorySegment rows, Boxes boxes) {
    int count = boxes.count();
    int block = Math.min(BLOCK, count);
    int[] before = new int[4 * block];
    int[] after = new int[4 * block];
    for (int start = 0; start < count; start += block) {
      int size = Math.min(block, count - start);
      MemorySegment.copy(rows, BITS, start * 16L, before, 0, 4 * size);
      ScalarBoxLoops.deinterleave(before, after, block, size);
      for (int plane = 0; plane < 4; plane++) {
        long offset = boxes.planeOffset(plane) + start * 4L;
        MemorySegment.copy(after, plane * block, boxes.segment(), BITS, offset, size);
      }
    }
  }

  private static void interleaveScalars(Boxes boxes, MemorySegment rows) {
    int count = boxes.count();
    int block = Math.min(BLOCK, count);
    int[] before = new int[4 * block];
    int[] after = new int[4 * block];
    for (int start = 0; start < count; start += block) {
      int size = Math.min(block, count - start);
      for (int plane = 0; plane < 4; plane++) {
        long offset = boxes.planeOffset(plane) + start * 4L;
        MemorySegment.copy(boxes.segment(), BITS, offset, before, plane * block, size);
      }
      ScalarBoxLoops.interleave(before, after, block, size);
      MemorySegment.copy(after, 0, rows, BITS, start * 16L, 4 * size);
    }
  }
}
