package dev.jaccard;

import dev.jaccard.kernel.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * Boxes as a structure of arrays: four planes of floats in one memory segment, plane {@code k}
 * holding coordinate {@code k} of the {@linkplain BoxFormat format} of every box.
 *
 * <p>A {@code Boxes} is a view. It owns no memory: {@link #allocate} takes the caller's arena, and
 * {@code wrap} takes memory as it is, without a copy. When the arena is closed, the boxes are gone,
 * and using them throws {@link IllegalStateException}.
 *
 * <pre>{@code
 * try (Arena arena = Arena.ofConfined()) {
 *   Boxes corners = Boxes.fromInterleaved(arena, rows, n, BoxFormat.XYXY); // rows: float[4 * n]
 *   Boxes centers = corners.to(BoxFormat.CXCYWH, arena);
 *   float width = centers.get(0, 2);
 * }
 * }</pre>
 *
 * <p>Memory may be native, mapped or on the heap, and of any alignment. Native planes that start on
 * a multiple of 64 bytes are fastest, as {@link #allocate} makes them. The methods that move many
 * boxes use vectors where {@code jdk.incubator.vector} is there, from the moment when a JVM has
 * moved some millions of boxes and compiled those loops; without them the bits are the same.
 *
 * <p>Every method checks its arguments before it writes anything. An {@link
 * IllegalArgumentException} says which argument is wrong, what it was and what is allowed; a null
 * argument is a {@link NullPointerException}; memory of a closed arena is an {@link
 * IllegalStateException}, and memory that belongs to another thread a {@link WrongThreadException}.
 *
 * <p>The view is immutable and may be shared between threads where its memory may: any number of
 * threads may read the same boxes, or write different ones, at the same time.
 */
public final class Boxes {

  private static final int PLANES = 4;
  private static final long FLOAT_BYTES = Float.BYTES;
  private static final long BOX_BYTES = PLANES * FLOAT_BYTES;

  private static final int CACHE_LINE_BYTES = 64;
  private static final int PAGE_BYTES = 4096;

  /**
   * A plane starts so far into the page after that of the plane before: a quarter of it less a
   * line. At equal offsets, all planes of a pair fall into one set of the nearest cache. One line
   * apart it is worse: boxes of one size start at equal offsets, so that an iteration's loads lie
   * just where the iteration before stored another plane, and wait for it, because the CPU compares
   * 12 bits of the addresses. Here the nearest are 13 iterations apart.
   */
  private static final int STAGGER_BYTES = PAGE_BYTES / 4 - CACHE_LINE_BYTES;

  /** Foreign memory need not be aligned, and C2 makes the same code of both layouts. */
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final MemorySegment segment;
  private final int count;
  private final long planeStride;
  private final BoxFormat format;

  private Boxes(MemorySegment memory, int count, long planeStride, BoxFormat format) {
    this.segment = memory.asSlice(0, extent(count, planeStride, FLOAT_BYTES));
    this.count = count;
    this.planeStride = planeStride;
    this.format = format;
  }

  /**
   * New boxes, all zero. Planes start on multiples of 64 bytes. From 1,009 boxes on their distance
   * is 960 bytes more than a multiple of 4096, at most 4,032 bytes more than a plane needs: loads
   * wait for stores at nearly equal page offsets, which takes up to 1.7 times as long.
   *
   * @param arena where the memory comes from and whose end it shares
   * @param count how many boxes, at least 0
   * @param format what the planes mean
   * @return the boxes, writable
   */
  public static Boxes allocate(Arena arena, int count, BoxFormat format) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(format, "format");
    requireCount(count);
    if (!arena.scope().isAlive()) {
      throw new IllegalStateException("arena is closed but must be open");
    }
    long stride = paddedStride(count);
    return new Boxes(arena.allocate(PLANES * stride, CACHE_LINE_BYTES), count, stride, format);
  }

  private static long paddedStride(int count) {
    long lines = Math.max(1, Math.ceilDiv(count * FLOAT_BYTES, CACHE_LINE_BYTES));
    long bytes = lines * CACHE_LINE_BYTES;
    return bytes < PAGE_BYTES ? bytes : bytes + Math.floorMod(STAGGER_BYTES - bytes, PAGE_BYTES);
  }

  /**
   * Boxes whose planes lie in a segment one after the other, without a gap; nothing is copied.
   *
   * @param segment native or heap memory in native byte order, at least {@code 16 * count} bytes;
   *     plane 0 starts at its first byte
   * @param count how many boxes, at least 0
   * @param format what the planes mean
   * @return a view of the segment, read-only if the segment is
   */
  public static Boxes wrap(MemorySegment segment, int count, BoxFormat format) {
    return wrap(segment, count, count * FLOAT_BYTES, format);
  }

  /**
   * Boxes whose planes lie in a segment at equal distances; nothing is copied.
   *
   * @param segment native or heap memory in native byte order, at least {@code 3 * planeStride + 4
   *     * count} bytes; plane 0 starts at its first byte
   * @param count how many boxes, at least 0
   * @param planeStride bytes from the start of one plane to the start of the next, at least {@code
   *     4 * count}
   * @param format what the planes mean
   * @return a view of the segment, read-only if the segment is
   */
  public static Boxes wrap(MemorySegment segment, int count, long planeStride, BoxFormat format) {
    Objects.requireNonNull(segment, "segment");
    Objects.requireNonNull(format, "format");
    requirePlanes("segment", segment.byteSize(), count, planeStride, FLOAT_BYTES);
    return new Boxes(segment, count, planeStride, format);
  }

  /**
   * Boxes whose planes lie in a buffer one after the other, without a gap; nothing is copied.
   *
   * @param buffer direct or heap, in native byte order, with at least {@code 4 * count} floats
   *     remaining; plane 0 starts at its position, which stays where it is
   * @param count how many boxes, at least 0
   * @param format what the planes mean
   * @return a view of the buffer's memory, read-only if the buffer is; it keeps the memory alive
   */
  public static Boxes wrap(FloatBuffer buffer, int count, BoxFormat format) {
    return wrap(buffer, count, count, format);
  }

  /**
   * Boxes whose planes lie in a buffer at equal distances; nothing is copied.
   *
   * @param buffer direct or heap, in native byte order, with at least {@code 3 * planeStride +
   *     count} floats remaining; plane 0 starts at its position, which stays where it is
   * @param count how many boxes, at least 0
   * @param planeStride floats from the start of one plane to the start of the next, at least {@code
   *     count}
   * @param format what the planes mean
   * @return a view of the buffer's memory, read-only if the buffer is; it keeps the memory alive
   */
  public static Boxes wrap(FloatBuffer buffer, int count, long planeStride, BoxFormat format) {
    Objects.requireNonNull(buffer, "buffer");
    Objects.requireNonNull(format, "format");
    requireNativeOrder(buffer, "buffer");
    requirePlanes("buffer", buffer.remaining(), count, planeStride, 1);
    return new Boxes(MemorySegment.ofBuffer(buffer), count, planeStride * FLOAT_BYTES, format);
  }

  /**
   * Boxes whose planes lie in an array one after the other, without a gap; nothing is copied.
   *
   * @param values at least {@code 4 * count} floats
   * @param count how many boxes, at least 0
   * @param format what the planes mean
   * @return a view of the array
   */
  public static Boxes wrap(float[] values, int count, BoxFormat format) {
    return wrap(values, count, count, format);
  }

  /**
   * Boxes whose planes lie in an array at equal distances; nothing is copied.
   *
   * @param values at least {@code 3 * planeStride + count} floats
   * @param count how many boxes, at least 0
   * @param planeStride floats from the start of one plane to the start of the next, at least {@code
   *     count}
   * @param format what the planes mean
   * @return a view of the array
   */
  public static Boxes wrap(float[] values, int count, int planeStride, BoxFormat format) {
    Objects.requireNonNull(values, "values");
    Objects.requireNonNull(format, "format");
    requirePlanes("values", values.length, count, planeStride, 1);
    return new Boxes(MemorySegment.ofArray(values), count, planeStride * FLOAT_BYTES, format);
  }

  /**
   * New boxes with the values of a row-major {@code [count, 4]} array.
   *
   * @param arena where the memory comes from and whose end it shares
   * @param interleaved at least {@code 16 * count} bytes in native byte order, of any alignment
   * @param count how many boxes, at least 0
   * @param format what the four numbers of a row mean
   * @return the boxes, laid out as {@link #allocate} does
   */
  public static Boxes fromInterleaved(
      Arena arena, MemorySegment interleaved, int count, BoxFormat format) {
    Objects.requireNonNull(interleaved, "interleaved");
    requireCount(count);
    requireRows("interleaved", interleaved.byteSize(), count, FLOAT_BYTES);
    Memory.requireReadable(interleaved, "interleaved");
    Boxes boxes = allocate(arena, count, format);
    BoxTransfer.deinterleave(interleaved, boxes);
    return boxes;
  }

  /**
   * New boxes with the values of a row-major {@code [count, 4]} array.
   *
   * @param arena where the memory comes from and whose end it shares
   * @param interleaved at least {@code 4 * count} floats
   * @param count how many boxes, at least 0
   * @param format what the four numbers of a row mean
   * @return the boxes, laid out as {@link #allocate} does
   */
  public static Boxes fromInterleaved(
      Arena arena, float[] interleaved, int count, BoxFormat format) {
    requireCount(count);
    return fromInterleaved(arena, rows(interleaved, "interleaved", count), count, format);
  }

  /**
   * New boxes with the values of a row-major {@code [count, 4]} array.
   *
   * @param arena where the memory comes from and whose end it shares
   * @param interleaved direct or heap, in native byte order, with at least {@code 4 * count} floats
   *     remaining; row 0 starts at its position, which stays where it is
   * @param count how many boxes, at least 0
   * @param format what the four numbers of a row mean
   * @return the boxes, laid out as {@link #allocate} does
   */
  public static Boxes fromInterleaved(
      Arena arena, FloatBuffer interleaved, int count, BoxFormat format) {
    requireCount(count);
    return fromInterleaved(arena, rows(interleaved, "interleaved", count), count, format);
  }

  /**
   * Replaces all boxes by the values of a row-major {@code [count(), 4]} array.
   *
   * @param interleaved at least {@code 16 * count()} bytes in native byte order, of any alignment,
   *     outside of these planes
   */
  public void copyInterleaved(MemorySegment interleaved) {
    Objects.requireNonNull(interleaved, "interleaved");
    requireRows("interleaved", interleaved.byteSize(), count, FLOAT_BYTES);
    Memory.requireReadable(interleaved, "interleaved");
    Memory.requireWritable(segment, "this Boxes");
    requireOutside("interleaved", interleaved);
    BoxTransfer.deinterleave(interleaved, this);
  }

  /**
   * Replaces all boxes by the values of a row-major {@code [count(), 4]} array.
   *
   * @param interleaved at least {@code 4 * count()} floats, outside of these planes
   */
  public void copyInterleaved(float[] interleaved) {
    copyInterleaved(rows(interleaved, "interleaved", count));
  }

  /**
   * Replaces all boxes by the values of a row-major {@code [count(), 4]} array.
   *
   * @param interleaved direct or heap, in native byte order, with at least {@code 4 * count()}
   *     floats remaining, outside of these planes; row 0 starts at its position, which stays where
   *     it is
   */
  public void copyInterleaved(FloatBuffer interleaved) {
    copyInterleaved(rows(interleaved, "interleaved", count));
  }

  /**
   * Writes all boxes as a row-major {@code [count(), 4]} array.
   *
   * @param destination at least {@code 16 * count()} bytes, of any alignment, outside of these
   *     planes; bytes beyond those stay as they are
   */
  public void toInterleaved(MemorySegment destination) {
    Objects.requireNonNull(destination, "destination");
    requireRows("destination", destination.byteSize(), count, FLOAT_BYTES);
    Memory.requireReadable(segment, "this Boxes");
    Memory.requireWritable(destination, "destination");
    requireOutside("destination", destination);
    BoxTransfer.interleave(this, destination);
  }

  /**
   * Writes all boxes as a row-major {@code [count(), 4]} array.
   *
   * @param destination at least {@code 4 * count()} floats, outside of these planes; floats beyond
   *     those stay as they are
   */
  public void toInterleaved(float[] destination) {
    toInterleaved(rows(destination, "destination", count));
  }

  /**
   * Writes all boxes as a row-major {@code [count(), 4]} array.
   *
   * @param destination direct or heap, in native byte order, with at least {@code 4 * count()}
   *     floats remaining, outside of these planes; row 0 starts at its position, which stays where
   *     it is
   */
  public void toInterleaved(FloatBuffer destination) {
    toInterleaved(rows(destination, "destination", count));
  }

  /**
   * The same boxes in another format, or a copy in the same one.
   *
   * @param format the format of the result
   * @param arena where the result's memory comes from
   * @return new boxes, laid out as {@link #allocate} does
   */
  public Boxes to(BoxFormat format, Arena arena) {
    Memory.requireReadable(segment, "this Boxes");
    Boxes converted = allocate(arena, count, format);
    BoxTransfer.convert(this, converted);
    return converted;
  }

  /**
   * Writes these boxes into others, in the others' format.
   *
   * <p>Each number is one rounding away from the exact one, as in {@code cx = (x1 + x2) / 2} and
   * {@code w = x2 - x1}; a number that both formats have is copied bit by bit.
   *
   * @param destination as many boxes as these, either in other memory or in exactly these planes;
   *     other overlaps are refused
   */
  public void copyTo(Boxes destination) {
    Objects.requireNonNull(destination, "destination");
    if (destination.count != count) {
      throw new IllegalArgumentException(
          "destination has "
              + destination.count
              + " boxes but must have "
              + count
              + ", as many as this Boxes");
    }
    Memory.requireReadable(segment, "this Boxes");
    Memory.requireWritable(destination.segment, "destination");
    if (overlaps(destination) && !isSamePlanes(destination)) {
      throw new IllegalArgumentException(
          "destination overlaps this Boxes but must be outside of its planes, or exactly them");
    }
    BoxTransfer.convert(this, destination);
  }

  /**
   * Some of these boxes, without a copy.
   *
   * @param start index of the first box
   * @param count how many boxes, at least 0
   * @return a view of the same planes
   * @throws IndexOutOfBoundsException if there are no such boxes
   */
  public Boxes slice(int start, int count) {
    Objects.checkFromIndexSize(start, count, this.count);
    return new Boxes(
        count == 0 ? segment : segment.asSlice(start * FLOAT_BYTES), count, planeStride, format);
  }

  /**
   * How many boxes there are.
   *
   * @return the number of boxes, at least 0
   */
  public int count() {
    return count;
  }

  /**
   * What the planes mean.
   *
   * @return the format
   */
  public BoxFormat format() {
    return format;
  }

  /**
   * The memory from the first float of plane 0 to the last float of plane 3, the gaps between the
   * planes included.
   *
   * @return the segment, {@code 3 * planeStride() + 4 * count()} bytes, or none if there is no box
   */
  public MemorySegment segment() {
    return segment;
  }

  /**
   * The distance of the planes.
   *
   * @return bytes from the start of one plane to the start of the next
   */
  public long planeStride() {
    return planeStride;
  }

  /**
   * Where a plane starts.
   *
   * @param plane 0 to 3
   * @return bytes from the start of {@link #segment()}
   * @throws IndexOutOfBoundsException if there is no such plane
   */
  public long planeOffset(int plane) {
    return Objects.checkIndex(plane, PLANES) * planeStride;
  }

  /**
   * One coordinate of all boxes.
   *
   * @param plane 0 to 3
   * @return a view of {@code 4 * count()} bytes
   * @throws IndexOutOfBoundsException if there is no such plane
   */
  public MemorySegment plane(int plane) {
    long offset = planeOffset(plane);
    return count == 0 ? segment : segment.asSlice(offset, count * FLOAT_BYTES);
  }

  /**
   * One coordinate of one box.
   *
   * @param index which box
   * @param plane 0 to 3
   * @return the coordinate
   * @throws IndexOutOfBoundsException if there is no such box or plane
   */
  public float get(int index, int plane) {
    return segment.get(FLOAT, offset(index, plane));
  }

  /**
   * Writes one coordinate of one box.
   *
   * @param index which box
   * @param plane 0 to 3
   * @param value the coordinate
   * @throws IndexOutOfBoundsException if there is no such box or plane
   * @throws IllegalArgumentException if the boxes are read-only
   */
  public void set(int index, int plane, float value) {
    segment.set(FLOAT, offset(index, plane), value);
  }

  private long offset(int index, int plane) {
    return planeOffset(plane) + Objects.checkIndex(index, count) * FLOAT_BYTES;
  }

  /**
   * Whether the boxes cannot be written through this view.
   *
   * @return true if the memory was read-only when it was wrapped
   */
  public boolean isReadOnly() {
    return segment.isReadOnly();
  }

  /**
   * Whether a plane of these boxes shares memory with a plane of others. Planes that lie in each
   * other's gaps do not overlap.
   *
   * @param other the other boxes
   * @return true if they share a byte
   */
  public boolean overlaps(Boxes other) {
    if (!Memory.overlap(segment, other.segment)) {
      return false;
    }
    for (int plane = 0; plane < PLANES; plane++) {
      if (other.overlaps(plane(plane))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a plane of these boxes shares memory with a segment. A segment that lies between the
   * planes does not overlap them.
   *
   * @param other the segment
   * @return true if they share a byte
   */
  public boolean overlaps(MemorySegment other) {
    if (!Memory.overlap(segment, other)) {
      return false;
    }
    for (int plane = 0; plane < PLANES; plane++) {
      if (Memory.overlap(plane(plane), other)) {
        return true;
      }
    }
    return false;
  }

  /** Whether overlapping boxes of the same number have their planes in the same places. */
  private boolean isSamePlanes(Boxes other) {
    return planeStride == other.planeStride && segment.address() == other.segment.address();
  }

  /**
   * A description for messages and debuggers; it shows no coordinates.
   *
   * @return number, format, stride and kind of memory
   */
  @Override
  public String toString() {
    return count
        + " boxes "
        + format
        + ", plane stride "
        + planeStride
        + " bytes, "
        + (segment.isNative() ? "native" : "heap")
        + (isReadOnly() ? ", read-only" : "");
  }

  private static void requireCount(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count is " + count + " but must be at least 0");
    }
  }

  /** Checks the size and the stride of four planes; a float is one unit or four. */
  private static void requirePlanes(
      String name, long size, int count, long planeStride, long unitsPerFloat) {
    requireCount(count);
    String unit = unitsPerFloat == 1 ? " floats" : " bytes";
    String floats = unitsPerFloat == 1 ? "" : unitsPerFloat + " bytes x ";
    if (planeStride < count * unitsPerFloat) {
      throw new IllegalArgumentException(
          "planeStride is %d%s but must be at least %d (%s%d boxes)"
              .formatted(planeStride, unit, count * unitsPerFloat, floats, count));
    }
    if (size < extent(count, planeStride, unitsPerFloat)) {
      throw new IllegalArgumentException(
          "%s has %d%s but must have at least %d (3 x planeStride %d + %s%d boxes)"
              .formatted(
                  name,
                  size,
                  unit,
                  extent(count, planeStride, unitsPerFloat),
                  planeStride,
                  floats,
                  count));
    }
  }

  /** From the start of plane 0 to the end of plane 3; the largest long where it would be more. */
  private static long extent(int count, long planeStride, long unitsPerFloat) {
    if (count == 0) {
      return 0;
    }
    return planeStride > Long.MAX_VALUE / PLANES
        ? Long.MAX_VALUE
        : (PLANES - 1) * planeStride + count * unitsPerFloat;
  }

  private static void requireRows(String name, long size, int count, long unitsPerFloat) {
    long needed = count * (PLANES * unitsPerFloat);
    if (size < needed) {
      throw new IllegalArgumentException(
          "%s has %d %s but must have at least %d (%d per box x %d boxes)"
              .formatted(
                  name,
                  size,
                  unitsPerFloat == 1 ? "floats" : "bytes",
                  needed,
                  PLANES * unitsPerFloat,
                  count));
    }
  }

  private static MemorySegment rows(float[] values, String name, int count) {
    Objects.requireNonNull(values, name);
    requireRows(name, values.length, count, 1);
    return MemorySegment.ofArray(values);
  }

  private static MemorySegment rows(FloatBuffer buffer, String name, int count) {
    Objects.requireNonNull(buffer, name);
    requireNativeOrder(buffer, name);
    requireRows(name, buffer.remaining(), count, 1);
    return MemorySegment.ofBuffer(buffer);
  }

  private static void requireNativeOrder(FloatBuffer buffer, String name) {
    if (buffer.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException(
          name + " has byte order " + buffer.order() + " but must have " + ByteOrder.nativeOrder());
    }
  }

  private void requireOutside(String name, MemorySegment rows) {
    if (overlaps(rows.asSlice(0, count * BOX_BYTES))) {
      throw new IllegalArgumentException(
          name + " overlaps the planes of this Boxes but must be outside of them");
    }
  }
}
