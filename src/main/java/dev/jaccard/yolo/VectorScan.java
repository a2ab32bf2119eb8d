package dev.jaccard.yolo;

import dev.jaccard.emit.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link ScalarScan} on vectors, over native memory without an owner. Loading this class needs the
 * vector module.
 */
final class VectorScan {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final long VECTOR_BYTES = SPECIES.vectorByteSize();

  /**
   * Anchors per step: each plane gives four vectors in a row, since planes are pages apart and
   * every step touches all of them.
   */
  static final int TILE = 4 * LANES;

  private VectorScan() {}

  /** The fewest classes that {@link #rows} can scan. */
  static int fewestClasses() {
    return LANES;
  }

  /**
   * Which anchors have a score above a bound, and the largest score of each and its class, for
   * score planes. Nothing is noted of the others, so that the planes are all that goes through the
   * caches.
   *
   * @param offset where the score of class 0 of anchor 0 is, in bytes
   * @param stride from a class to the next, in bytes
   * @param count how many anchors, at least {@link #TILE}
   * @param known how many of the first anchors are left out
   * @param survivors receives the others, counted from {@code start}, and has some already
   */
  static void planes(
      MemorySegment planes,
      long offset,
      long stride,
      int classes,
      int count,
      int known,
      float bound,
      Survivors survivors,
      int start) {
    // tells C2 the exact class, see dev.jaccard.emit
    planes.isNative();
    int last = count - TILE;
    int steps = Math.ceilDiv(count, TILE);
    float[] best = survivors.tileBest;
    float[] label = survivors.tileLabel;
    for (int step = known / TILE; step < steps; step++) {
      // the last tile overlaps the one before
      int i = Math.min(step * TILE, last);
      FloatVector best0 = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
      FloatVector best1 = best0;
      FloatVector best2 = best0;
      FloatVector best3 = best0;
      FloatVector label0 = FloatVector.zero(SPECIES);
      FloatVector label1 = label0;
      FloatVector label2 = label0;
      FloatVector label3 = label0;
      long position = offset + i * 4L;
      for (int c = 0; c < classes; c++) {
        FloatVector score0 = FloatVector.fromMemorySegment(SPECIES, planes, position, Lanes.ORDER);
        FloatVector score1 =
            FloatVector.fromMemorySegment(SPECIES, planes, position + VECTOR_BYTES, Lanes.ORDER);
        FloatVector score2 =
            FloatVector.fromMemorySegment(
                SPECIES, planes, position + 2 * VECTOR_BYTES, Lanes.ORDER);
        FloatVector score3 =
            FloatVector.fromMemorySegment(
                SPECIES, planes, position + 3 * VECTOR_BYTES, Lanes.ORDER);
        VectorMask<Float> more0 = score0.compare(VectorOperators.GT, best0);
        VectorMask<Float> more1 = score1.compare(VectorOperators.GT, best1);
        VectorMask<Float> more2 = score2.compare(VectorOperators.GT, best2);
        VectorMask<Float> more3 = score3.compare(VectorOperators.GT, best3);
        FloatVector current = FloatVector.broadcast(SPECIES, c);
        best0 = best0.blend(score0, more0);
        best1 = best1.blend(score1, more1);
        best2 = best2.blend(score2, more2);
        best3 = best3.blend(score3, more3);
        label0 = label0.blend(current, more0);
        label1 = label1.blend(current, more1);
        label2 = label2.blend(current, more2);
        label3 = label3.blend(current, more3);
        position += stride;
      }
      long above =
          best0.compare(VectorOperators.GT, bound).toLong()
              | best1.compare(VectorOperators.GT, bound).toLong() << LANES
              | best2.compare(VectorOperators.GT, bound).toLong() << 2 * LANES
              | best3.compare(VectorOperators.GT, bound).toLong() << 3 * LANES;
      above &= -1L << Math.max(0, Math.max(step * TILE, known) - i);
      if (above != 0) {
        best0.intoArray(best, 0);
        best1.intoArray(best, LANES);
        best2.intoArray(best, 2 * LANES);
        best3.intoArray(best, 3 * LANES);
        label0.intoArray(label, 0);
        label1.intoArray(label, LANES);
        label2.intoArray(label, 2 * LANES);
        label3.intoArray(label, 3 * LANES);
        survivors.addTile(above, start + i);
      }
    }
  }

  /**
   * Which anchors have a score above a bound, for rows of scores.
   *
   * @param offset where the score of class 0 of anchor 0 is, in bytes
   * @param stride from an anchor to the next, in bytes
   * @param classes how many, at least {@link #fewestClasses()}
   * @param survivors receives the anchors, counted from {@code start}
   */
  static void rows(
      MemorySegment rows,
      long offset,
      long stride,
      int classes,
      int count,
      float bound,
      Survivors survivors,
      int start) {
    // tells C2 the exact class, see dev.jaccard.emit
    rows.isNative();
    long last = (classes - LANES) * 4L;
    int steps = Math.ceilDiv(classes, LANES);
    int[] anchors = survivors.anchor;
    int found = survivors.count;
    for (int i = 0; i < count; i++) {
      long row = offset + i * stride;
      // the largest score and not a mask of those above: C2 keeps a mask that goes around a loop
      // in memory
      FloatVector most = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
      for (int step = 0; step < steps; step++) {
        // the last vector overlaps the one before
        long position = row + Math.min(step * VECTOR_BYTES, last);
        FloatVector score = FloatVector.fromMemorySegment(SPECIES, rows, position, Lanes.ORDER);
        most = most.blend(score, score.compare(VectorOperators.GT, most));
      }
      anchors[found] = start + i;
      found += most.compare(VectorOperators.GT, bound).anyTrue() ? 1 : 0;
    }
    survivors.count = found;
  }
}
