package dev.jaccard.match;

import dev.jaccard.emit.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link Overlaps} on vectors, in the window of a grid. A range is exceeded by what fills its last
 * vector: what lies there are other candidates, of which those that overlap too much are to be
 * crossed out anyway, and the padding of the grid. What is crossed out already has an area below 0
 * and may be hit or not: it stays crossed out. Loading this class needs the vector module.
 */
final class VectorOverlaps {
  private static final int LANES = Lanes.COUNT;

  private VectorOverlaps() {}

  /**
   * By IoU, without a division. The float nearest to I/U is above the threshold t if I/U is above
   * the middle of t and the next float, t + h; the middle itself has a digit more than a quotient
   * of floats can have. Near it, I - tU has few enough digits to be exact in one fma, and far from
   * it rounding does not change the side of hU that it is on.
   *
   * @param threshold at least 1e-3
   * @param of a box of an area of at least 1e-27, so that nothing underflows
   */
  static int crossOut(BoxGrid grid, Candidates boxes, int of, float threshold) {
    FloatVector left = FloatVector.broadcast(Lanes.SPECIES, boxes.x1[of]);
    FloatVector top = FloatVector.broadcast(Lanes.SPECIES, boxes.y1[of]);
    FloatVector right = FloatVector.broadcast(Lanes.SPECIES, boxes.x2[of]);
    FloatVector bottom = FloatVector.broadcast(Lanes.SPECIES, boxes.y2[of]);
    FloatVector area = FloatVector.broadcast(Lanes.SPECIES, boxes.area(of));
    FloatVector minusThreshold = FloatVector.broadcast(Lanes.SPECIES, -threshold);
    FloatVector half = FloatVector.broadcast(Lanes.SPECIES, Math.ulp(threshold) * 0.5f);
    IntVector type = IntVector.broadcast(Lanes.INTS, boxes.type[of]);
    float[] lefts = grid.x1;
    float[] tops = grid.y1;
    float[] rights = grid.x2;
    float[] bottoms = grid.y2;
    float[] areas = grid.area;
    int[] types = grid.type;
    int looked = 0;
    int lastRow = grid.lastRow();
    for (int row = grid.firstRow(); row <= lastRow; row++) {
      int start = grid.start(row);
      int end = grid.end(row);
      looked += end - start;
      for (int i = start; i < end; i += LANES) {
        FloatVector x1 = FloatVector.fromArray(Lanes.SPECIES, lefts, i);
        FloatVector y1 = FloatVector.fromArray(Lanes.SPECIES, tops, i);
        FloatVector x2 = FloatVector.fromArray(Lanes.SPECIES, rights, i);
        FloatVector y2 = FloatVector.fromArray(Lanes.SPECIES, bottoms, i);
        FloatVector width = smaller(right, x2).sub(larger(left, x1));
        FloatVector height = smaller(bottom, y2).sub(larger(top, y1));
        // as ints, so that negative ones become 0: two negative sides would have an area
        FloatVector intersection =
            width.reinterpretAsInts().max(0).reinterpretAsFloats().mul(height);
        FloatVector before = FloatVector.fromArray(Lanes.SPECIES, areas, i);
        FloatVector union = area.add(before).sub(intersection);
        VectorMask<Float> hit =
            minusThreshold
                .fma(union, intersection)
                .compare(VectorOperators.GT, union.mul(half))
                .and(
                    IntVector.fromArray(Lanes.INTS, types, i)
                        .compare(VectorOperators.EQ, type)
                        .cast(Lanes.SPECIES));
        before.blend(BoxGrid.CROSSED_OUT, hit).intoArray(areas, i);
      }
    }
    return looked;
  }

  /** The smaller of the edges, of equal ones and beside a NaN the other box's. */
  private static FloatVector smaller(FloatVector own, FloatVector other) {
    return other.blend(own, own.compare(VectorOperators.LT, other));
  }

  private static FloatVector larger(FloatVector own, FloatVector other) {
    return other.blend(own, other.compare(VectorOperators.LT, own));
  }

  /** By DIoU. */
  static int crossOutByDistance(BoxGrid grid, Candidates boxes, int of, float threshold) {
    FloatVector left = FloatVector.broadcast(Lanes.SPECIES, boxes.x1[of]);
    FloatVector top = FloatVector.broadcast(Lanes.SPECIES, boxes.y1[of]);
    FloatVector right = FloatVector.broadcast(Lanes.SPECIES, boxes.x2[of]);
    FloatVector bottom = FloatVector.broadcast(Lanes.SPECIES, boxes.y2[of]);
    FloatVector area = FloatVector.broadcast(Lanes.SPECIES, boxes.area(of));
    IntVector type = IntVector.broadcast(Lanes.INTS, boxes.type[of]);
    float[] lefts = grid.x1;
    float[] tops = grid.y1;
    float[] rights = grid.x2;
    float[] bottoms = grid.y2;
    float[] areas = grid.area;
    int[] types = grid.type;
    int looked = 0;
    int lastRow = grid.lastRow();
    for (int row = grid.firstRow(); row <= lastRow; row++) {
      int start = grid.start(row);
      int end = grid.end(row);
      looked += end - start;
      for (int i = start; i < end; i += LANES) {
        FloatVector x1 = FloatVector.fromArray(Lanes.SPECIES, lefts, i);
        FloatVector y1 = FloatVector.fromArray(Lanes.SPECIES, tops, i);
        FloatVector x2 = FloatVector.fromArray(Lanes.SPECIES, rights, i);
        FloatVector y2 = FloatVector.fromArray(Lanes.SPECIES, bottoms, i);
        FloatVector width = smaller(right, x2).sub(larger(left, x1));
        FloatVector height = smaller(bottom, y2).sub(larger(top, y1));
        FloatVector intersection = width.mul(height);
        FloatVector before = FloatVector.fromArray(Lanes.SPECIES, areas, i);
        FloatVector union = area.add(before).sub(intersection);
        FloatVector dx = left.add(right).sub(x1.add(x2)).mul(0.5f);
        FloatVector dy = top.add(bottom).sub(y1.add(y2)).mul(0.5f);
        FloatVector w = larger(right, x2).sub(smaller(left, x1));
        FloatVector h = larger(bottom, y2).sub(smaller(top, y1));
        FloatVector distance = dx.mul(dx).add(dy.mul(dy)).div(w.mul(w).add(h.mul(h)));
        VectorMask<Float> hit =
            intersection
                .div(union)
                .sub(distance)
                .compare(VectorOperators.GT, threshold)
                .and(width.compare(VectorOperators.GT, 0))
                .and(height.compare(VectorOperators.GT, 0))
                .and(
                    IntVector.fromArray(Lanes.INTS, types, i)
                        .compare(VectorOperators.EQ, type)
                        .cast(Lanes.SPECIES));
        before.blend(BoxGrid.CROSSED_OUT, hit).intoArray(areas, i);
      }
    }
    return looked;
  }

  /**
   * Marks the lanes whose boxes may overlap one by some IoU, or overlap it at all.
   *
   * @param of a box of an area from 1e-27 to 1e30, so that nothing underflows and boxes of a larger
   *     one overlap it too little
   * @param bound the IoU, or less than 0: any
   * @param offset what is added to widths and heights; with an offset any overlap counts
   * @param after ranks are above this
   * @param partners where vectors and marks are written
   * @return how many vectors there are
   */
  static int mark(
      BoxGrid grid,
      Candidates boxes,
      int of,
      float bound,
      int offset,
      int after,
      Partners partners) {
    FloatVector left = FloatVector.broadcast(Lanes.SPECIES, boxes.x1[of]);
    FloatVector top = FloatVector.broadcast(Lanes.SPECIES, boxes.y1[of]);
    FloatVector right = FloatVector.broadcast(Lanes.SPECIES, boxes.x2[of]);
    FloatVector bottom = FloatVector.broadcast(Lanes.SPECIES, boxes.y2[of]);
    // rounding may not leave out what touches it by a hair
    float leastRight = Math.nextDown(boxes.x1[of] - offset);
    float leastBottom = Math.nextDown(boxes.y1[of] - offset);
    float mostLeft = Math.nextUp(boxes.x2[of] + offset);
    float mostTop = Math.nextUp(boxes.y2[of] + offset);
    FloatVector area = FloatVector.broadcast(Lanes.SPECIES, boxes.area(of));
    int type = boxes.type[of];
    float[] lefts = grid.x1;
    float[] tops = grid.y1;
    float[] rights = grid.x2;
    float[] bottoms = grid.y2;
    float[] areas = grid.area;
    float[] least = partners.least;
    int[] types = grid.type;
    int[] ranks = grid.rank;
    int[] first = partners.first;
    long[] lanes = partners.lanes;
    int count = 0;
    int lastRow = grid.lastRow();
    for (int row = grid.firstRow(); row <= lastRow; row++) {
      int end = grid.end(row);
      for (int i = grid.start(row); i < end; i += LANES) {
        FloatVector x1 = FloatVector.fromArray(Lanes.SPECIES, lefts, i);
        FloatVector y1 = FloatVector.fromArray(Lanes.SPECIES, tops, i);
        FloatVector x2 = FloatVector.fromArray(Lanes.SPECIES, rights, i);
        FloatVector y2 = FloatVector.fromArray(Lanes.SPECIES, bottoms, i);
        FloatVector width = smaller(right, x2).sub(larger(left, x1));
        FloatVector height = smaller(bottom, y2).sub(larger(top, y1));
        FloatVector intersection = width.mul(height);
        FloatVector others = FloatVector.fromArray(Lanes.SPECIES, areas, i);
        FloatVector union = area.add(others).sub(intersection);
        VectorMask<Float> overlapping =
            others
                .compare(VectorOperators.LT, 0)
                .not()
                .and(x2.compare(VectorOperators.GT, leastRight))
                .and(x1.compare(VectorOperators.LT, mostLeft))
                .and(y2.compare(VectorOperators.GT, leastBottom))
                .and(y1.compare(VectorOperators.LT, mostTop))
                .and(intersection.compare(VectorOperators.GE, union.mul(bound)))
                .and(
                    intersection.compare(
                        VectorOperators.GE,
                        union.mul(FloatVector.fromArray(Lanes.SPECIES, least, i))));
        VectorMask<Integer> wanted =
            IntVector.fromArray(Lanes.INTS, types, i)
                .compare(VectorOperators.EQ, type)
                .and(IntVector.fromArray(Lanes.INTS, ranks, i).compare(VectorOperators.GT, after));
        // what fills the last vector belongs to other rows
        long inRow = -1L >>> Math.max(0, Long.SIZE - (end - i));
        first[count] = i;
        lanes[count++] = overlapping.toLong() & wanted.toLong() & inRow;
      }
    }
    return count;
  }
}
