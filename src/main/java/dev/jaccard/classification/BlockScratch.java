package dev.jaccard.classification;

import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Stripes;
import dev.jaccard.pass.NamedArguments;
import dev.jaccard.pass.Unshifted;
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

  /** A plane of zeros, and one of ones; copying is faster than filling. */
  static final int ZEROS = 18;

  static final int ONES = 19;

  private static final int PLANES = 20;
  private static final int PAD = 16;
  private static final long ALIGNMENT = 64;

  /** The distance of scratch planes. */
  static final long STRIDE = stride(LARGEST_BLOCK);

  final NamedArguments arguments = new NamedArguments();

  /** The logits of a block, planes or rows, and what becomes the gradient. */
  final Stripes logits = new Stripes();

  final Stripes gradient = new Stripes();

  /** To copy some of them. */
  final Stripes copy = new Stripes();

  final MemorySegment planes = Arena.ofAuto().allocate(PLANES * STRIDE, ALIGNMENT);

  /** The one scalar of passes over planes. */
  final float[] firstPlane = new float[1];

  /** The scalars of kernels that have none. */
  final float[] noScalars = {};

  private MemorySegment staging = MemorySegment.NULL;

  private BlockScratch() {
    for (int i = 0; i < LARGEST_BLOCK; i++) {
      set(ONES, i, 1);
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

  /** The distance of planes of so many floats, off a multiple of 4 KiB. */
  static long stride(int floats) {
    return (floats + PAD) * (long) Float.BYTES;
  }

  /**
   * Makes a copy of the logits, that loops can work on and that may change, take their place.
   *
   * @param stripes how many stripes there is room for
   * @param stride how far the copied stripes are apart, in bytes
   * @param count how many are copied
   * @param length the floats of each
   */
  void copyLogits(int stripes, long stride, int count, int length) {
    copy.set(staging(2 * stripes * stride), stripes * stride, stride);
    logits.copyTo(copy, count, length);
    logits.set(copy);
  }

  /** Memory for logits that have been copied, and before them for what becomes the gradient. */
  MemorySegment staging(long bytes) {
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

  /**
   * Takes the largest logit of an anchor from all of them, if the sum of their exponentials is not
   * sound. This is rare, so that it may be slow.
   *
   * @param memory a copy of the logits
   * @param first where the anchor's first one lies, in bytes
   * @param distance how many bytes there are to the next one
   * @param count how many there are
   * @param sum the sum of the exponentials
   * @return what was taken
   */
  static float shift(MemorySegment memory, long first, long distance, int count, float sum) {
    if (Unshifted.isSound(sum)) {
      return 0;
    }
    float largest = Float.NEGATIVE_INFINITY;
    for (int k = 0; k < count; k++) {
      largest = Math.max(largest, memory.get(ValueLayout.JAVA_FLOAT, first + k * distance));
    }
    for (int k = 0; k < count; k++) {
      long at = first + k * distance;
      memory.set(ValueLayout.JAVA_FLOAT, at, memory.get(ValueLayout.JAVA_FLOAT, at) - largest);
    }
    return largest;
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
