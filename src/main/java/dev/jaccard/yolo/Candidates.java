package dev.jaccard.yolo;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The boxes that passed the thresholds, as suppression takes them; grows, and is used again. */
final class Candidates {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final int FIRST_CAPACITY = 1024;
  private static final long ALIGNMENT = 64;

  /**
   * The first candidates. Views are kept for every number that occurred, so that none is made again
   * for another image.
   *
   * @param boxes their boxes
   * @param scores their scores
   * @param classes their classes
   */
  record View(Boxes boxes, MemorySegment scores, MemorySegment classes) {}

  private Boxes boxes;
  private MemorySegment scores;
  private MemorySegment classes;
  private MemorySegment kept;
  private View[] views = new View[0];
  private int count;

  Candidates() {
    allocate(FIRST_CAPACITY);
  }

  private void allocate(int capacity) {
    // freed by the collector
    Arena arena = Arena.ofAuto();
    boxes = Boxes.allocate(arena, capacity, BoxFormat.XYXY);
    scores = arena.allocate(4L * capacity, ALIGNMENT);
    classes = arena.allocate(4L * capacity, ALIGNMENT);
    kept = arena.allocate(4L * capacity, ALIGNMENT);
    views = new View[capacity + 1];
  }

  void clear() {
    count = 0;
  }

  int count() {
    return count;
  }

  void add(float[] corners, float score, int label) {
    if (count == boxes.count()) {
      grow();
    }
    for (int plane = 0; plane < corners.length; plane++) {
      boxes.set(count, plane, corners[plane]);
    }
    scores.setAtIndex(FLOAT, count, score);
    classes.setAtIndex(INT, count, label);
    count++;
  }

  private void grow() {
    Boxes oldBoxes = boxes;
    MemorySegment oldScores = scores;
    MemorySegment oldClasses = classes;
    allocate(Math.multiplyExact(2, count));
    oldBoxes.copyTo(boxes.slice(0, count));
    scores.copyFrom(oldScores);
    classes.copyFrom(oldClasses);
  }

  /** All candidates. */
  View view() {
    View view = views[count];
    if (view == null) {
      view =
          new View(
              boxes.slice(0, count), scores.asSlice(0, 4L * count), classes.asSlice(0, 4L * count));
      views[count] = view;
    }
    return view;
  }

  /** Room for the indices of kept candidates. */
  MemorySegment kept() {
    return kept;
  }

  int kept(int rank) {
    return kept.getAtIndex(INT, rank);
  }

  float corner(int index, int plane) {
    return boxes.get(index, plane);
  }

  float score(int index) {
    return scores.getAtIndex(FLOAT, index);
  }

  int label(int index) {
    return classes.getAtIndex(INT, index);
  }
}
