package dev.jaccard.yolo;

import dev.jaccard.emit.VectorSupport;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When the vector scans are worth using. Before C2 has compiled them every vector is an object, and
 * an image takes a hundred milliseconds instead of a tenth of one. So decoders start with the
 * scalar scans, and when a JVM has scanned some images, a thread warms the vector scans up on
 * scratch memory. A short run never pays for that.
 */
final class ScanWarmUp {
  /** Scores that are scanned before a warm-up pays: some ten images of the usual size. */
  private static final long PATIENCE = 6L << 20;

  private static final int ANCHORS = 1024;
  private static final int CLASSES = 80;

  /** Compiled scans take 0.05 to 0.2 ns for a score; those before, some 10. */
  private static final long COMPILED_NANOS = 2L * 2 * ANCHORS * CLASSES;

  /** How many sizes are scanned in turn. */
  private static final int ROUGH = 60;

  /** Rounds in a row that must be fast. */
  private static final int FAST_ROUNDS = 8;

  /** Where C2 is absent or does not know the vectors, they never become fast. */
  private static final long GIVE_UP_NANOS = 60_000_000_000L;

  private static final AtomicLong SCANNED = new AtomicLong();
  private static volatile boolean warm;
  private static CompletableFuture<Void> running;

  private ScanWarmUp() {}

  /** Whether to scan so many scores by vectors. */
  static boolean isWarm(long scores) {
    if (!warm && SCANNED.addAndGet(scores) >= PATIENCE) {
      start();
    }
    return warm;
  }

  /** Starts to warm up, once; what is returned completes when the vector scans are in use. */
  static synchronized CompletableFuture<Void> start() {
    if (running == null) {
      running = new CompletableFuture<>();
      if (VectorSupport.available()) {
        Thread.ofPlatform().name("jaccard-scan-warm-up").daemon().start(ScanWarmUp::run);
      } else {
        running.complete(null);
      }
    }
    return running;
  }

  private static void run() {
    long end = System.nanoTime() + GIVE_UP_NANOS;
    // without an owner, like all memory that the vector loops see; freed by the collector
    MemorySegment scores = Arena.ofAuto().allocate(4L * ANCHORS * CLASSES, 64);
    float[] best = new float[ANCHORS];
    float[] label = new float[ANCHORS];
    int[] survivors = new int[ANCHORS];
    int fast = 0;
    int round = 0;
    while (fast < FAST_ROUNDS && System.nanoTime() < end) {
      long start = System.nanoTime();
      // sizes that change, for C2 leaves out branches that were never taken
      int odd = ++round % ROUGH;
      int anchors = ANCHORS - odd;
      int classes = CLASSES - odd;
      scores.set(ValueLayout.JAVA_FLOAT, 4L * round % scores.byteSize(), odd % 2);
      VectorScan.planes(scores, 0, 4L * ANCHORS, classes, anchors, best, label, 0);
      VectorScan.rows(scores, 0, 4L * CLASSES, classes, anchors, 0, survivors, 0, 0);
      fast = System.nanoTime() - start < COMPILED_NANOS ? fast + 1 : 0;
    }
    warm = fast == FAST_ROUNDS;
    running.complete(null);
  }
}
