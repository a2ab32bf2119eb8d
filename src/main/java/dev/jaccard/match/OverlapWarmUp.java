package dev.jaccard.match;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import dev.jaccard.kernel.WarmUp;
import java.lang.foreign.MemorySegment;

/** When {@link VectorOverlaps} are compiled, by running them over a scene that has all ranges. */
final class OverlapWarmUp {
  private static final int SIDE = 32;
  private static final int BOXES = SIDE * SIDE;

  /** Some 20 ms of scalar loops. */
  private static final long PATIENCE = 1L << 22;

  /**
   * Compiled, a round takes some 10 µs at 512 bits and 28 at 128; not compiled, a millisecond and
   * more.
   */
  private static final long COMPILED_NANOS = BOXES * 64L;

  static final WarmUp INSTANCE =
      new WarmUp("jaccard-nms-warm-up", PATIENCE, COMPILED_NANOS, OverlapWarmUp::rounds);

  private OverlapWarmUp() {}

  /**
   * Boxes close together in a corner and far apart elsewhere, so that all kinds of ranges occur.
   */
  private static Runnable rounds() {
    float[] planes = new float[4 * BOXES];
    int[] types = new int[BOXES];
    for (int i = 0; i < BOXES; i++) {
      int column = i % SIDE;
      int row = i / SIDE;
      planes[i] = column * column;
      planes[i + BOXES] = row * row;
      planes[i + 2 * BOXES] = planes[i] + SIDE;
      planes[i + 3 * BOXES] = planes[i + BOXES] + SIDE;
      types[i] = i % 2;
    }
    Candidates all = new Candidates();
    all.load(
        Boxes.wrap(planes, BOXES, BoxFormat.XYXY),
        MemorySegment.ofArray(new float[BOXES]),
        MemorySegment.ofArray(types),
        false,
        0,
        BOXES,
        false);
    BoxGrid grid = new BoxGrid();
    grid.fill(all);
    Partners partners = new Partners();
    partners.start(grid);
    long[] marks = new long[BOXES / Long.SIZE];
    return () -> {
      for (int of = 0; of < BOXES; of += SIDE + 1) {
        grid.window(all, of, 0, 0);
        VectorOverlaps.crossOut(grid, all, of, 0.5f);
        VectorOverlaps.crossOutByDistance(grid, all, of, 0.5f);
        VectorOverlaps.mark(grid, all, of, 0.5f, 0, of, partners);
      }
      VectorMarks.notBelowZero(grid.area, BOXES, marks);
      VectorMarks.atLeast(all.key, BOXES, 0, marks);
    };
  }
}
