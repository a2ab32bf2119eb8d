package dev.jaccard;

import dev.jaccard.emit.Lanes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link BoxTransfer} with vectors, over native memory. Loading this class needs the
 * vector module.
 *
 * <p>A transposition takes four vectors of four quarters each. Interleaved vector {@code k} holds
 * quarter {@code k} of the boxes; its coordinates are dealt to its quarters, coordinate {@code c}
 * to quarter {@code (c + k) % 4}. Now quarter {@code q} of plane {@code c} stands in vector {@code
 * (q - c) % 4}, at its own place but for a rotation by {@code c} quarters, so that the planes are
 * put together by blends alone and rotated back: 7 permutations, which one port executes, and 8
 * blends. The way back does the same in reverse, with the same blends.
 */
final class VectorBoxLoops {

  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = SPECIES.length();
  private static final long VECTOR_BYTES = SPECIES.vectorByteSize();
  private static final int QUARTER = LANES / 4;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private static final VectorShuffle<Float> DEAL_0 = deal(0);
  private static final VectorShuffle<Float> DEAL_1 = deal(1);
  private static final VectorShuffle<Float> DEAL_2 = deal(2);
  private static final VectorShuffle<Float> DEAL_3 = deal(3);

  private static final VectorShuffle<Float> GATHER_0 = gather(0);
  private static final VectorShuffle<Float> GATHER_1 = gather(1);
  private static final VectorShuffle<Float> GATHER_2 = gather(2);
  private static final VectorShuffle<Float> GATHER_3 = gather(3);

  private static final VectorShuffle<Float> ROTATE_1 = rotate(1);
  private static final VectorShuffle<Float> ROTATE_2 = rotate(2);
  private static final VectorShuffle<Float> ROTATE_3 = rotate(3);

  private static final VectorMask<Float> ODD_QUARTERS = quarters(0b1010);
  private static final VectorMask<Float> UPPER_HALF = quarters(0b1100);

  private VectorBoxLoops() {}

  /** Lane {@code (c + k) % 4, j} of the dealt vector is coordinate {@code c} of its box j. */
  private static VectorShuffle<Float> deal(int k) {
    return SPECIES.shuffleFromOp(lane -> lane % QUARTER * 4 + Math.floorMod(lane / QUARTER - k, 4));
  }

  /** The inverse of {@link #deal}. */
  private static VectorShuffle<Float> gather(int k) {
    return SPECIES.shuffleFromOp(lane -> (lane + k) % 4 * QUARTER + lane / 4);
  }

  /** Moves every quarter down by {@code k} places; {@code rotate(4 - k)} is the inverse. */
  private static VectorShuffle<Float> rotate(int k) {
    return SPECIES.shuffleFromOp(lane -> (lane + k * QUARTER) % LANES);
  }

  private static VectorMask<Float> quarters(int bits) {
    boolean[] mask = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      mask[lane] = (bits >> lane / QUARTER & 1) != 0;
    }
    return VectorMask.fromArray(SPECIES, mask, 0);
  }

  /** The most boxes, at most so many, that fill whole vectors. */
  static int wholeVectors(int count) {
    return SPECIES.loopBound(count);
  }

  /** Converts as many boxes as fill whole vectors, into other planes or in place. */
  static void convert(Boxes source, Boxes destination, AxisMap map) {
    for (int axis = 0; axis < 2; axis++) {
      convertAxis(
          source.segment(),
          source.planeOffset(axis),
          source.planeOffset(axis + 2),
          destination.segment(),
          destination.planeOffset(axis),
          destination.planeOffset(axis + 2),
          source.count(),
          map);
    }
  }

  private static void convertAxis(
      MemorySegment source,
      long sourceFirst,
      long sourceSecond,
      MemorySegment destination,
      long destinationFirst,
      long destinationSecond,
      int count,
      AxisMap map) {
    // tells C2 the exact classes, see dev.jaccard.emit
    source.isNative();
    destination.isNative();
    float firstByFirst = map.firstByFirst();
    float firstBySecond = map.firstBySecond();
    float secondByFirst = map.secondByFirst();
    float secondBySecond = map.secondBySecond();
    // masks and not branches: C2 takes a condition that does not change in the loop for one that
    // never changes, and compiles anew for every pair of formats
    VectorMask<Float> copiesFirst = SPECIES.maskAll(map.copiesFirst());
    VectorMask<Float> copiesSecond = SPECIES.maskAll(map.copiesSecond());
    int limit = SPECIES.loopBound(count);
    for (int i = 0; i < limit; i += LANES) {
      long offset = i * 4L;
      var first = FloatVector.fromMemorySegment(SPECIES, source, sourceFirst + offset, ORDER);
      var second = FloatVector.fromMemorySegment(SPECIES, source, sourceSecond + offset, ORDER);
      first
          .mul(firstByFirst)
          .add(second.mul(firstBySecond))
          .blend(first, copiesFirst)
          .intoMemorySegment(destination, destinationFirst + offset, ORDER);
      first
          .mul(secondByFirst)
          .add(second.mul(secondBySecond))
          .blend(second, copiesSecond)
          .intoMemorySegment(destination, destinationSecond + offset, ORDER);
    }
  }

  /** Copies as many rows as fill whole vectors into planes. */
  static void deinterleave(MemorySegment interleaved, Boxes boxes) {
    MemorySegment planes = boxes.segment();
    // tells C2 the exact classes, see dev.jaccard.emit
    interleaved.isNative();
    planes.isNative();
    long stride = boxes.planeStride();
    int limit = SPECIES.loopBound(boxes.count());
    for (int i = 0; i < limit; i += LANES) {
      long row = i * 16L;
      long column = i * 4L;
      var dealt0 =
          FloatVector.fromMemorySegment(SPECIES, interleaved, row, ORDER).rearrange(DEAL_0);
      var dealt1 =
          FloatVector.fromMemorySegment(SPECIES, interleaved, row + VECTOR_BYTES, ORDER)
              .rearrange(DEAL_1);
      var dealt2 =
          FloatVector.fromMemorySegment(SPECIES, interleaved, row + 2 * VECTOR_BYTES, ORDER)
              .rearrange(DEAL_2);
      var dealt3 =
          FloatVector.fromMemorySegment(SPECIES, interleaved, row + 3 * VECTOR_BYTES, ORDER)
              .rearrange(DEAL_3);
      var pair01 = dealt0.blend(dealt1, ODD_QUARTERS);
      var pair12 = dealt1.blend(dealt2, ODD_QUARTERS);
      var pair23 = dealt2.blend(dealt3, ODD_QUARTERS);
      var pair30 = dealt3.blend(dealt0, ODD_QUARTERS);
      pair01.blend(pair23, UPPER_HALF).intoMemorySegment(planes, column, ORDER);
      pair30
          .blend(pair12, UPPER_HALF)
          .rearrange(ROTATE_1)
          .intoMemorySegment(planes, column + stride, ORDER);
      pair23
          .blend(pair01, UPPER_HALF)
          .rearrange(ROTATE_2)
          .intoMemorySegment(planes, column + 2 * stride, ORDER);
      pair12
          .blend(pair30, UPPER_HALF)
          .rearrange(ROTATE_3)
          .intoMemorySegment(planes, column + 3 * stride, ORDER);
    }
  }

  /** Copies as many boxes as fill whole vectors into rows. */
  static void interleave(Boxes boxes, MemorySegment interleaved) {
    MemorySegment planes = boxes.segment();
    // tells C2 the exact classes, see dev.jaccard.emit
    interleaved.isNative();
    planes.isNative();
    long stride = boxes.planeStride();
    int limit = SPECIES.loopBound(boxes.count());
    for (int i = 0; i < limit; i += LANES) {
      long row = i * 16L;
      long column = i * 4L;
      var plane0 = FloatVector.fromMemorySegment(SPECIES, planes, column, ORDER);
      var plane1 =
          FloatVector.fromMemorySegment(SPECIES, planes, column + stride, ORDER)
              .rearrange(ROTATE_3);
      var plane2 =
          FloatVector.fromMemorySegment(SPECIES, planes, column + 2 * stride, ORDER)
              .rearrange(ROTATE_2);
      var plane3 =
          FloatVector.fromMemorySegment(SPECIES, planes, column + 3 * stride, ORDER)
              .rearrange(ROTATE_1);
      var pair01 = plane0.blend(plane1, ODD_QUARTERS);
      var pair12 = plane1.blend(plane2, ODD_QUARTERS);
      var pair23 = plane2.blend(plane3, ODD_QUARTERS);
      var pair30 = plane3.blend(plane0, ODD_QUARTERS);
      pair01
          .blend(pair23, UPPER_HALF)
          .rearrange(GATHER_0)
          .intoMemorySegment(interleaved, row, ORDER);
      pair30
          .blend(pair12, UPPER_HALF)
          .rearrange(GATHER_1)
          .intoMemorySegment(interleaved, row + VECTOR_BYTES, ORDER);
      pair23
          .blend(pair01, UPPER_HALF)
          .rearrange(GATHER_2)
          .intoMemorySegment(interleaved, row + 2 * VECTOR_BYTES, ORDER);
      pair12
          .blend(pair30, UPPER_HALF)
          .rearrange(GATHER_3)
          .intoMemorySegment(interleaved, row + 3 * VECTOR_BYTES, ORDER);
    }
  }
}
