package dev.jaccard.classification;

import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.RowLoops;
import dev.jaccard.pass.NamedArguments;
import dev.jaccard.pass.PlaneGroups;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What a thread needs to work on blocks of anchors: planes of a block, and its arguments. */
final class BlockScratch {
  /**
   * The largest block: the planes of 80 classes and their gradients stay in the second-level cache,
   * and a loop over it is long beside what it takes to begin it.
   */
  static final int LARGEST_BLOCK = 1024;

  private static final int SMALLEST_BLOCK = 64;

  /** Half of a second-level cache. */
  private static final long CACHE_BYTES = 1 << 20;

  private static final ThreadLocal<BlockScratch> CURRENT =
      ThreadLocal.withInitial(BlockScratch::new);

  /** A plane of zeros, one of ones, one of negative infinities; copying is faster than filling. */
  static final int ZEROS = 13;

  static final int ONES = 14;
  static final int LOWEST = 15;

  private static final int PLANES = 16;
  private static final int PAD = 16;
  private static final long ALIGNMENT = 64;

  /** The distance of scratch planes, off a multiple of 4 KiB. */
  static final long STRIDE = (LARGEST_BLOCK + PAD) * (long) Float.BYTES;

  final NamedArguments arguments = new NamedArguments();
  final PlaneGroups.Block input = new PlaneGroups.Block();
  final PlaneGroups.Block output = new PlaneGroups.Block();
  final MemorySegment planes = Arena.ofAuto().allocate(PLANES * STRIDE, ALIGNMENT);

  /** Rows of a block: those of the batch, or a copy, and what loops make of them. */
  final RowLoops.Rows rows = new RowLoops.Rows();

  final RowLoops.Rows shifts = new RowLoops.Rows();

  /** The one scalar of passes over planes. */
  final float[] firstPlane = new float[1];

  /** The scalars of kernels that have none. */
  final float[] noScalars = {};

  private MemorySegment staging = MemorySegment.NULL;

  private BlockScratch() {
    for (int i = 0; i < LARGEST_BLOCK; i++) {
      set(ONES, i, 1);
      set(LOWEST, i, Float.NEGATIVE_INFINITY);
    }
  }

  static BlockScratch current() {
    return CURRENT.get();
  }

  /** How many anchors a block has whose logits and gradients have so many planes. */
  static int blockSize(int planeCount) {
    int size = LARGEST_BLOCK;
    while (size > SMALLEST_BLOCK && 2L * planeCount * size * Float.BYTES > CACHE_BYTES) {
      size /= 2;
    }
    return size;
  }

  /** Memory for the planes of a block that cannot be worked on where they lie. */
  MemorySegment staging(int planeCount) {
    return stagingOf(planeCount * STRIDE);
  }

  /** Memory of at least so many bytes. */
  MemorySegment stagingOf(long bytes) {
    if (staging.byteSize() < bytes) {
      staging = Arena.ofAuto().allocate(bytes, ALIGNMENT);
    }
    return staging;
  }

  /** Binds an argument to scratch planes, from the one of that number on. */
  void bind(String name, int plane) {
    Argument argument = arguments.get(name);
    argument.set(planes, offset(plane), STRIDE);
  }

  /** Where a scratch plane begins. */
  static long offset(int plane) {
    return plane * STRIDE;
  }

  void set(int plane, int element, float value) {
    planes.set(ValueLayout.JAVA_FLOAT, plane * STRIDE + (long) element * Float.BYTES, value);
  }

  float get(int plane, int element) {
    return planes.get(ValueLayout.JAVA_FLOAT, plane * STRIDE + (long) element * Float.BYTES);
  }

  /** Fills a plane with the constant that lies in another one. */
  void fill(int plane, int count, int constantPlane) {
    MemorySegment.copy(
        planes, constantPlane * STRIDE, planes, plane * STRIDE, (long) count * Float.BYTES);
  }

  /** Copies a part of a plane in. */
  void copyIn(MemorySegment from, long firstElement, int plane, int count) {
    MemorySegment.copy(
        from, firstElement * Float.BYTES, planes, plane * STRIDE, (long) count * Float.BYTES);
  }

  /** Copies a part of a plane out. */
  void copyOut(int plane, MemorySegment to, long firstElement, int count) {
    MemorySegment.copy(
        planes, plane * STRIDE, to, firstElement * Float.BYTES, (long) count * Float.BYTES);
  }
}
