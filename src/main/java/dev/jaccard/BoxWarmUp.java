package dev.jaccard;

import dev.jaccard.emit.VectorSupport;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When the vector loops of boxes are worth using. Before C2 has compiled them every vector is an
 * object, and a million boxes take a second instead of a millisecond. So transfers start with the
 * scalar loops, and when a JVM has moved many boxes, a thread warms the vector loops on scratch
 * memory. A short run never pays for that.
 */
final class BoxWarmUp {

  /** Boxes that are moved before a warm-up pays: some 20 ms of scalar loops. */
  private static final long PATIENCE = 8L << 20;

  private static final int BOXES = 1024;
  private static final int ROUNDS = 16;

  /** Compiled loops take about 1 ns for a round of transposing, converting and transposing back. */
  private static final long COMPILED_NANOS = 8L * BOXES * ROUNDS;

  /** Where C2 is absent or does not know the vectors, they never become fast. */
  private static final long GIVE_UP_NANOS = 60_000_000_000L;

  private static final AtomicLong MOVED = new AtomicLong();
  private static final AtomicBoolean STARTED = new AtomicBoolean();
  private static volatile boolean warm;

  private BoxWarmUp() {}

  /** Whether to move this many boxes by vectors. */
  static boolean isWarm(int count) {
    if (!warm
        && MOVED.addAndGet(count) >= PATIENCE
        && VectorSupport.available()
        && STARTED.compareAndSet(false, true)) {
      Thread.ofPlatform().name("jaccard-boxes-warm-up").daemon().start(BoxWarmUp::run);
    }
    return warm;
  }

  /** Warms the vector loops up and returns when they are compiled; needs the vector module. */
  static void run() {
    long end = System.nanoTime() + GIVE_UP_NANOS;
    // without an owner, like all memory that the vector loops see; freed by the collector
    Arena arena = Arena.ofAuto();
    Boxes source = Boxes.allocate(arena, BOXES, BoxFormat.XYXY);
    MemorySegment destination = arena.allocate(source.segment().byteSize(), 64);
    MemorySegment rows = arena.allocate(BOXES * 16L, 64);
    while (!warm && System.nanoTime() < end) {
      long start = System.nanoTime();
      for (int round = 0; round < ROUNDS; round++) {
        VectorBoxLoops.deinterleave(rows, source);
        convert(source.segment(), destination, source.planeStride(), round);
        VectorBoxLoops.interleave(source, rows);
      }
      warm = System.nanoTime() - start < COMPILED_NANOS;
    }
  }

  /** Another pair of formats each round, for C2 leaves out branches that were never taken. */
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
