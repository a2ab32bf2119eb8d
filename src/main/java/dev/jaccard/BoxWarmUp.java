package dev.jaccard;

import dev.jaccard.kernel.WarmUp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;

/** When the vector loops of boxes are worth using. */
final class BoxWarmUp {

  /** Boxes that are moved before a warm-up pays: some 20 ms of scalar loops. */
  private static final long PATIENCE = 8L << 20;

  private static final int BOXES = 1024;
  private static final int TIMES = 16;

  /** Compiled loops take about 1 ns for transposing, converting and transposing back a box. */
  private static final long COMPILED_NANOS = 8L * BOXES * TIMES;

  private static final WarmUp WARM_UP =
      new WarmUp("jaccard-boxes-warm-up", PATIENCE, COMPILED_NANOS, BoxWarmUp::round);

  private BoxWarmUp() {}

  /** Whether to move this many boxes by vectors. */
  static boolean isWarm(int count) {
    return WARM_UP.isReadyAfter(count);
  }

  /** Warms the vector loops up now. */
  static CompletableFuture<Void> start() {
    return WARM_UP.start();
  }

  private static Runnable round() {
    // without an owner, like all memory that the vector loops see; freed by the collector
    Arena arena = Arena.ofAuto();
    Boxes source = Boxes.allocate(arena, BOXES, BoxFormat.XYXY);
    MemorySegment destination = arena.allocate(source.segment().byteSize(), 64);
    MemorySegment rows = arena.allocate(BOXES * 16L, 64);
    return () -> {
      for (int time = 0; time < TIMES; time++) {
        VectorBoxLoops.deinterleave(rows, source);
        convert(source.segment(), destination, source.planeStride(), time);
        VectorBoxLoops.interleave(source, rows);
      }
    };
  }

  /** Another pair of formats each time, for C2 leaves out branches that were never taken. */
  private static void convert(MemorySegment source, MemorySegment destination, long stride, int k) {
    BoxFormat[] formats = BoxFormat.values();
    BoxFormat from = formats[k % 3];
    BoxFormat to = formats[(k + 1 + k / 3 % 2) % 3];
    VectorBoxLoops.convert(
        Boxes.wrap(source, BOXES, stride, from),
        Boxes.wrap(destination, BOXES, stride, to),
        AxisMap.between(from, to));
  }
}
