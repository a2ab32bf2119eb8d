package dev.jaccard.yolo;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import dev.jaccard.kernel.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * What was found in an image, best first: boxes as planes of corners, a score and a class each.
 *
 * <p>The memory is the caller's arena's, and is used again by each {@link Decoder#decode decode},
 * which replaces what was there. To be used by one thread at a time.
 */
public final class Detections {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final long ALIGNMENT = 64;

  private final Boxes boxes;
  private final MemorySegment scores;
  private final MemorySegment classes;
  private int count;

  private Detections(Arena arena, int capacity) {
    this.boxes = Boxes.allocate(arena, capacity, BoxFormat.XYXY);
    this.scores = arena.allocate(4L * capacity, ALIGNMENT);
    this.classes = arena.allocate(4L * capacity, ALIGNMENT);
  }

  /**
   * Room for detections; none are there yet.
   *
   * @param arena where the memory comes from and whose end it shares
   * @param capacity the most detections of an image, at least 1
   * @return the detections
   */
  public static Detections allocate(Arena arena, int capacity) {
    Objects.requireNonNull(arena, "arena");
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity is " + capacity + " but must be at least 1");
    }
    return new Detections(arena, capacity);
  }

  /**
   * How many detections there can be.
   *
   * @return the number given to {@link #allocate}
   */
  public int capacity() {
    return boxes.count();
  }

  /**
   * How many detections there are.
   *
   * @return at most {@link #capacity()}
   */
  public int count() {
    return count;
  }

  /**
   * The corners of all detections.
   *
   * @return {@link #count()} boxes, XYXY: a view, good until the next image is decoded
   */
  public Boxes boxes() {
    return boxes.slice(0, count);
  }

  /**
   * The scores of all detections.
   *
   * @return {@link #count()} floats, a view
   */
  public MemorySegment scores() {
    return scores.asSlice(0, 4L * count);
  }

  /**
   * The classes of all detections.
   *
   * @return {@link #count()} ints, a view
   */
  public MemorySegment classes() {
    return classes.asSlice(0, 4L * count);
  }

  /**
   * One corner coordinate of one detection.
   *
   * @param index which detection
   * @param plane 0 to 3: x1, y1, x2, y2
   * @return pixels
   * @throws IndexOutOfBoundsException if there is no such detection or plane
   */
  public float corner(int index, int plane) {
    return boxes.get(Objects.checkIndex(index, count), plane);
  }

  /**
   * The score of a detection.
   *
   * @param index which detection
   * @return the score
   * @throws IndexOutOfBoundsException if there is no such detection
   */
  public float score(int index) {
    return scores.getAtIndex(FLOAT, Objects.checkIndex(index, count));
  }

  /**
   * The class of a detection.
   *
   * @param index which detection
   * @return 0 to C - 1
   * @throws IndexOutOfBoundsException if there is no such detection
   */
  public int classOf(int index) {
    return classes.getAtIndex(INT, Objects.checkIndex(index, count));
  }

  void clear() {
    count = 0;
  }

  void add(float x1, float y1, float x2, float y2, float score, int label) {
    boxes.set(count, 0, x1);
    boxes.set(count, 1, y1);
    boxes.set(count, 2, x2);
    boxes.set(count, 3, y2);
    scores.setAtIndex(FLOAT, count, score);
    classes.setAtIndex(INT, count, label);
    count++;
  }

  /** Fails unless the calling thread may write the memory now. */
  void requireWritable() {
    Memory.requireWritable(boxes.segment(), "memory of detections");
  }

  /**
   * A description for messages and debuggers.
   *
   * @return number and capacity
   */
  @Override
  public String toString() {
    return count + " detections of at most " + capacity();
  }
}
