package dev.jaccard.cli;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import dev.jaccard.npy.NpyArray;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The memory that kernels work on, filled from files' arrays and emptied into them.
 *
 * <p>A short run works on float arrays: its scalar loop spends most of its time before C2 has
 * compiled it, where an access to an array costs a few bytecodes and one to a segment hundreds. A
 * long run works outside the heap, where planes are aligned for vectors and may be of any size.
 */
final class RunMemory {
  private static final int COORDINATES = 4;
  private static final long ALIGNMENT = 64;

  /** Boxes, targets and gradients, losses and weights. */
  private static final int MOST_PLANES = 3 * COORDINATES + 2;

  private final Arena arena;
  private final int count;
  private final BoxFormat format;
  private final Layout layout;
  private final boolean heap;

  /**
   * Memory for boxes and planes.
   *
   * @param arena what native memory comes from
   * @param heap whether kernels shall work on float arrays
   */
  RunMemory(Arena arena, int count, BoxFormat format, Layout layout, boolean heap) {
    this.arena = arena;
    this.count = count;
    this.format = format;
    this.layout = layout;
    this.heap = heap;
  }

  /** Whether all planes of so many pairs take at most half of the heap. */
  static boolean fitsHeap(int count) {
    long bytes = (long) MOST_PLANES * Float.BYTES * count;
    return bytes <= Runtime.getRuntime().maxMemory() / 2
        && (long) COORDINATES * count < Integer.MAX_VALUE;
  }

  /** The boxes of a file's array. */
  Boxes boxes(NpyArray array) {
    MemorySegment floats = array.toFloat32(arena);
    if (layout == Layout.PLANES) {
      return Boxes.wrap(near(floats), count, format);
    }
    Boxes boxes = newBoxes();
    boxes.copyInterleaved(floats);
    return boxes;
  }

  /** A number for each pair, of a file's array. */
  MemorySegment plane(NpyArray array) {
    return near(array.toFloat32(arena));
  }

  /** Room for boxes that a kernel writes. */
  Boxes newBoxes() {
    return layout == Layout.PLANES || heap
        ? Boxes.wrap(floats((long) COORDINATES * count), count, format)
        : Boxes.allocate(arena, count, format);
  }

  /** Room for a number for each pair. */
  MemorySegment newPlane() {
    return floats(count);
  }

  /** The boxes as a file holds them. */
  MemorySegment content(Boxes boxes) {
    if (layout == Layout.PLANES) {
      return boxes.segment();
    }
    MemorySegment rows = arena.allocate((long) COORDINATES * Float.BYTES * count, ALIGNMENT);
    boxes.toInterleaved(rows);
    return rows;
  }

  private MemorySegment floats(long size) {
    return heap
        ? MemorySegment.ofArray(new float[Math.toIntExact(size)])
        : arena.allocate(size * Float.BYTES, ALIGNMENT);
  }

  /** The same floats where kernels work. */
  private MemorySegment near(MemorySegment floats) {
    return heap ? MemorySegment.ofArray(floats.toArray(ValueLayout.JAVA_FLOAT)) : floats;
  }
}
