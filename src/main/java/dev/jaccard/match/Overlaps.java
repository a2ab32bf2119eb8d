package dev.jaccard.match;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import dev.jaccard.kernel.WarmUp;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;

/**
 * Crosses out candidates that overlap a box too much: by vectors when those are compiled, with the
 * same result before.
 */
final class Overlaps {
  private static final int BOXES = 1024;

  /** Some 20 ms of scalar loops. */
  private static final long PATIENCE = 1L << 22;

  /** Compiled, a vector of candidates takes about 6 ns of IoU and 12 ns of DIoU. */
  private static final long COMPILED_NANOS = BOXES * 16L;

  private static final WarmUp WARM_UP =
      new WarmUp("jaccard-nms-warm-up", PATIENCE, COMPILED_NANOS, Overlaps::rounds);

  private Overlaps() {}

  /** Starts to compile the vector loops. */
  static CompletableFuture<Void> warmUp() {
    return WARM_UP.start();
  }

  private static Runnable rounds() {
    Candidates one = new Candidates();
    one.load(
        Boxes.wrap(new float[] {1, 1, 2, 2}, 1, BoxFormat.XYXY),
        MemorySegment.ofArray(new float[1]),
        null,
        false,
        0,
        1);
    BoxGrid grid = new BoxGrid();
    Candidates all = new Candidates();
    float[] scores = new float[BOXES];
    float[] planes = new float[4 * BOXES];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = i / (2 * BOXES) + 1.5f * (i % 3 - 1);
    }
    all.load(
        Boxes.wrap(planes, BOXES, BoxFormat.XYXY),
        MemorySegment.ofArray(scores),
        null,
        false,
        0,
        BOXES);
    grid.fill(all);
    return () -> {
      VectorOverlaps.crossOut(grid, 0, BOXES, one, 0, 0.5f);
      VectorOverlaps.crossOutByDistance(grid, 0, BOXES, one, 0, 0.5f);
    };
  }

  /**
   * Crosses out the candidates of a range whose IoU with one of them all is above a threshold.
   *
   * @param grid the planes; the range may be exceeded by what fills a vector
   * @param from where the range begins
   * @param to where it ends
   * @param boxes the candidates by rank
   * @param of the one that crosses others of its type out
   * @param threshold the threshold
   * @return how many were crossed out that were not before
   */
  static int crossOut(BoxGrid grid, int from, int to, Candidates boxes, int of, float threshold) {
    if (WARM_UP.isReadyAfter(to - from)) {
      return VectorOverlaps.crossOut(grid, from, to, boxes, of, threshold);
    }
    return scalarCrossOut(grid, from, to, boxes, of, threshold);
  }

  static int scalarCrossOut(
      BoxGrid grid, int from, int to, Candidates boxes, int of, float threshold) {
    float left = boxes.x1[of];
    float top = boxes.y1[of];
    float right = boxes.x2[of];
    float bottom = boxes.y2[of];
    float area = boxes.area[of];
    int type = boxes.type[of];
    int count = 0;
    for (int i = from; i < to; i++) {
      float width = Math.min(right, grid.x2[i]) - Math.max(left, grid.x1[i]);
      float height = Math.min(bottom, grid.y2[i]) - Math.max(top, grid.y1[i]);
      if (width > 0 && height > 0 && grid.crossed[i] == 0 && grid.type[i] == type) {
        float intersection = width * height;
        if (intersection / (area + grid.area[i] - intersection) > threshold) {
          grid.crossed[i] = 1;
          count++;
        }
      }
    }
    return count;
  }

  /** Likewise by IoU - rho²/c², the similarity of DIoU. */
  static int crossOutByDistance(
      BoxGrid grid, int from, int to, Candidates boxes, int of, float threshold) {
    if (WARM_UP.isReadyAfter(to - from)) {
      return VectorOverlaps.crossOutByDistance(grid, from, to, boxes, of, threshold);
    }
    return scalarCrossOutByDistance(grid, from, to, boxes, of, threshold);
  }

  static int scalarCrossOutByDistance(
      BoxGrid grid, int from, int to, Candidates boxes, int of, float threshold) {
    float left = boxes.x1[of];
    float top = boxes.y1[of];
    float right = boxes.x2[of];
    float bottom = boxes.y2[of];
    float area = boxes.area[of];
    int type = boxes.type[of];
    int count = 0;
    for (int i = from; i < to; i++) {
      float width = Math.min(right, grid.x2[i]) - Math.max(left, grid.x1[i]);
      float height = Math.min(bottom, grid.y2[i]) - Math.max(top, grid.y1[i]);
      if (width > 0 && height > 0 && grid.crossed[i] == 0 && grid.type[i] == type) {
        float intersection = width * height;
        float overlap = intersection / (area + grid.area[i] - intersection);
        float dx = (left + right - (grid.x1[i] + grid.x2[i])) * 0.5f;
        float dy = (top + bottom - (grid.y1[i] + grid.y2[i])) * 0.5f;
        float w = Math.max(right, grid.x2[i]) - Math.min(left, grid.x1[i]);
        float h = Math.max(bottom, grid.y2[i]) - Math.min(top, grid.y1[i]);
        if (overlap - (dx * dx + dy * dy) / (w * w + h * h) > threshold) {
          grid.crossed[i] = 1;
          count++;
        }
      }
    }
    return count;
  }
}
