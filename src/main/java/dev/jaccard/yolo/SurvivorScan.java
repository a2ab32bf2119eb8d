package dev.jaccard.yolo;

import dev.jaccard.kernel.Argument;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Finds the anchors of a region that may survive the thresholds: those whose best class, or whose
 * objectness where there is one, is above a bound. Everything else of an anchor is only read when
 * it survives.
 *
 * <p>Vector loops see one kind of memory only, native and without an owner; other memory passes
 * block by block through a scratch. Used by one thread at a time.
 */
final class SurvivorScan {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  /** Anchors per block: with 80 classes some 80 KB, in the second-level cache. */
  private static final int BLOCK = 256;

  private final Head head;
  private final Survivors survivors = new Survivors();
  private final float[] best = new float[BLOCK];
  private final int[] label = new int[BLOCK];
  private float[] block = new float[BLOCK];
  private MemorySegment scratch;

  SurvivorScan(Head head) {
    this.head = head;
  }

  /** Whether a scan knows the best class of each anchor and its score. */
  boolean knowsBestClass() {
    return head.scores() == Head.Scores.CLASSES && head.layout() == TensorLayout.CHANNELS;
  }

  /**
   * Scans.
   *
   * @param bound what scores are compared with, in the tensor's terms
   * @param vectors whether to use vectors
   * @return the anchors that survive, until the next scan
   */
  Survivors find(Region region, float bound, boolean vectors) {
    survivors.clear(region.count);
    boolean rows = head.layout() == TensorLayout.ROWS;
    if (head.scores() != Head.Scores.CLASSES) {
      if (rows) {
        gateOfRows(region, bound);
      } else {
        gatePlane(region, bound);
      }
    } else if (rows) {
      if (vectors && head.classes() >= VectorScan.fewestClasses()) {
        rowsByVectors(region, bound);
      } else {
        rows(region, bound);
      }
    } else if (vectors && region.count >= VectorScan.TILE) {
      planesByVectors(region, bound);
    } else {
      planes(region, bound);
    }
    return survivors;
  }

  private void gateOfRows(Region region, float bound) {
    int gate = head.gate();
    for (int i = 0; i < region.count; i++) {
      if (region.get(i, gate) > bound) {
        survivors.add(i);
      }
    }
  }

  private void gatePlane(Region region, float bound) {
    for (int start = 0; start < region.count; start += BLOCK) {
      int size = Math.min(BLOCK, region.count - start);
      copy(region, start, head.gate(), size);
      for (int i = 0; i < size; i++) {
        if (block[i] > bound) {
          survivors.add(start + i);
        }
      }
    }
  }

  private void rows(Region region, float bound) {
    int classes = head.classes();
    if (block.length < classes) {
      block = new float[classes];
    }
    for (int i = 0; i < region.count; i++) {
      copy(region, i, head.firstClass(), classes);
      if (ScalarScan.anyAbove(block, classes, bound)) {
        survivors.add(i);
      }
    }
  }

  private void planes(Region region, float bound) {
    for (int start = 0; start < region.count; start += BLOCK) {
      int size = Math.min(BLOCK, region.count - start);
      ScalarScan.start(best, label, size);
      for (int c = 0; c < head.classes(); c++) {
        copy(region, start, head.firstClass() + c, size);
        ScalarScan.plane(block, c, size, best, label);
      }
      ScalarScan.above(best, label, size, bound, survivors, start);
    }
  }

  private void planesByVectors(Region region, float bound) {
    long first = region.position(0, head.firstClass());
    if (Argument.isDirect(region.segment)) {
      VectorScan.planes(
          region.segment,
          first,
          region.channelStride,
          head.classes(),
          region.count,
          0,
          bound,
          survivors,
          0);
      return;
    }
    // a plane more than a block wide, off a multiple of 4 KiB
    long stride = (BLOCK + 16) * 4L;
    MemorySegment staged = scratch(stride * head.classes());
    int last = Math.max(0, region.count - BLOCK);
    for (int start = 0; start < region.count; start += BLOCK) {
      // the last block overlaps the one before
      int from = Math.min(start, last);
      int size = Math.min(BLOCK, region.count);
      for (int c = 0; c < head.classes(); c++) {
        MemorySegment.copy(
            region.segment,
            region.position(from, head.firstClass() + c),
            staged,
            c * stride,
            size * 4L);
      }
      VectorScan.planes(
          staged, 0, stride, head.classes(), size, start - from, bound, survivors, from);
    }
  }

  private void rowsByVectors(Region region, float bound) {
    long first = region.position(0, head.firstClass());
    if (Argument.isDirect(region.segment)) {
      VectorScan.rows(
          region.segment,
          first,
          region.anchorStride,
          head.classes(),
          region.count,
          bound,
          survivors,
          0);
      return;
    }
    long stride = region.anchorStride;
    MemorySegment staged = scratch(stride * BLOCK);
    for (int start = 0; start < region.count; start += BLOCK) {
      int size = Math.min(BLOCK, region.count - start);
      MemorySegment.copy(region.segment, region.position(start, 0), staged, 0, size * stride);
      VectorScan.rows(
          staged, head.firstClass() * 4L, stride, head.classes(), size, bound, survivors, start);
    }
  }

  /** Copies floats that stand side by side into the block. */
  private void copy(Region region, int anchor, int channel, int count) {
    MemorySegment.copy(region.segment, FLOAT, region.position(anchor, channel), block, 0, count);
  }

  /** Memory without an owner, like all that vector loops see; freed by the collector. */
  private MemorySegment scratch(long bytes) {
    if (scratch == null || scratch.byteSize() < bytes) {
      scratch = Arena.ofAuto().allocate(bytes, 64);
    }
    return scratch;
  }
}
