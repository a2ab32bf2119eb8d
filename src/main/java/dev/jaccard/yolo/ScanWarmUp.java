package dev.jaccard.yolo;

import dev.jaccard.kernel.WarmUp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;

/** When the vector scans are worth using. */
final class ScanWarmUp {
  /** Scores that are scanned before a warm-up pays: some ten images of the usual size. */
  private static final long PATIENCE = 6L << 20;

  private static final int ANCHORS = 1024;
  private static final int CLASSES = 80;

  /** Compiled scans take 0.05 to 0.2 ns for a score; those before, some 10. */
  private static final long COMPILED_NANOS = 2L * 2 * ANCHORS * CLASSES;

  /** How many sizes are scanned in turn. */
  private static final int ROUGH = 60;

  private static final WarmUp WARM_UP =
      new WarmUp("jaccard-scan-warm-up", PATIENCE, COMPILED_NANOS, ScanWarmUp::rounds);

  private ScanWarmUp() {}

  /** Whether to scan so many scores by vectors. */
  static boolean isWarm(long scores) {
    return WARM_UP.isReadyAfter(scores);
  }

  /** Warms the vector scans up now; what is returned completes when they are in use. */
  static CompletableFuture<Void> start() {
    return WARM_UP.start();
  }

  private static Runnable rounds() {
    // without an owner, like all memory that the vector loops see; freed by the collector
    MemorySegment scores = Arena.ofAuto().allocate(4L * ANCHORS * CLASSES, 64);
    Survivors survivors = new Survivors();
    int[] rounds = {0};
    return () -> {
      // sizes that change, for C2 leaves out branches that were never taken
      int round = ++rounds[0];
      int odd = round % ROUGH;
      int anchors = ANCHORS - odd;
      int classes = CLASSES - odd;
      scores.set(ValueLayout.JAVA_FLOAT, 4L * round % scores.byteSize(), odd % 2);
      survivors.clear(ANCHORS);
      VectorScan.planes(scores, 0, 4L * ANCHORS, classes, anchors, odd, 0, survivors, 0);
      survivors.clear(ANCHORS);
      VectorScan.rows(scores, 0, 4L * CLASSES, classes, anchors, 0, survivors, 0);
    };
  }
}
