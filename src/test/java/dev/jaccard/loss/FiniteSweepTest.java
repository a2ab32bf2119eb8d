package dev.jaccard.loss;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.Backend;
import dev.jaccard.Batch;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.golden.LossSettings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many pairs drawn over bit patterns up to 1e9, degenerate ones among them: every loss and every
 * gradient is finite.
 *
 * <p>{@code ./mvnw -Pexhaustive -Dtest=FiniteSweepTest -Djaccard.sweep.pairs=1000000000}
 */
@Tag("exhaustive")
class FiniteSweepTest {
  private static final long PAIRS = Long.getLong("jaccard.sweep.pairs", 1_000_000_000);
  private static final int BLOCK = 1 << 13;

  /** Each drawn block of predictions meets its targets at this many offsets. */
  private static final int OFFSETS = 64;

  private static final int INFINITE = 0x7F800000;
  private static final double REPORT_SECONDS = 5;

  static Stream<LossSettings> bases() {
    return LossTable.bases();
  }

  @ParameterizedTest
  @MethodSource("bases")
  void everyLossAndEveryGradientIsFinite(LossSettings settings) {
    BoxLoss loss = LossTable.builder(settings).backend(Backend.AUTO).build();
    for (BoxFormat format : BoxFormat.values()) {
      loss.warmUp(format);
    }
    long rounds = Math.max(1, PAIRS / ((long) BLOCK * OFFSETS));
    AtomicLong done = new AtomicLong();
    long start = System.nanoTime();
    AtomicLong reported = new AtomicLong(start);
    LongStream.range(0, rounds)
        .parallel()
        .forEach(round -> {
          sweep(settings, loss, BoxFormat.values()[(int) (round % 3)], round);
          long pairs = done.incrementAndGet() * BLOCK * OFFSETS;
          report(settings, pairs, start, reported);
        });
    System.out.printf(
        "%s: %,d pairs are finite, %.0f s%n",
        settings, done.get() * BLOCK * OFFSETS, (System.nanoTime() - start) * 1e-9);
  }

  private static void report(LossSettings settings, long pairs, long start, AtomicLong reported) {
    long now = System.nanoTime();
    long last = reported.get();
    if ((now - last) * 1e-9 > REPORT_SECONDS && reported.compareAndSet(last, now)) {
      double seconds = (now - start) * 1e-9;
      System.out.printf(
          "%s: %,d of %,d pairs, %.0f s, %.0f s to go%n",
          settings, pairs, PAIRS, seconds, seconds * (PAIRS - pairs) / pairs);
    }
  }

  private static void sweep(LossSettings settings, BoxLoss loss, BoxFormat format, long seed) {
    Pairs drawn = Pairs.finite(format, BLOCK, seed);
    // targets once more after themselves: every offset is a view
    float[] twice = new float[8 * BLOCK];
    System.arraycopy(drawn.targets(), 0, twice, 0, 4 * BLOCK);
    System.arraycopy(drawn.targets(), 0, twice, 4 * BLOCK, 4 * BLOCK);
    Random random = new Random(~seed);
    try (Arena arena = Arena.ofShared()) {
      Boxes predictions = drawn.prediction(arena);
      Boxes targets = Boxes.fromInterleaved(arena, twice, 2 * BLOCK, format);
      MemorySegment losses = arena.allocate(4L * BLOCK, 64);
      Boxes gradient = Boxes.allocate(arena, BLOCK, format);
      Batch batch = new Batch(predictions, targets.slice(0, BLOCK));
      batch.losses(losses).gradient(gradient);
      for (int i = 0; i < OFFSETS; i++) {
        int offset = i == 0 ? 0 : random.nextInt(BLOCK);
        Boxes target = targets.slice(offset, BLOCK);
        double sum = loss.forwardBackward(batch.boxes(predictions, target));
        boolean finite = Double.isFinite(sum) && isFinite(losses);
        for (int plane = 0; plane < 4; plane++) {
          finite &= isFinite(gradient.plane(plane));
        }
        if (!finite) {
          assertTrue(false, settings + " " + first(predictions, target, losses, gradient));
        }
      }
    }
  }

  private static boolean isFinite(MemorySegment plane) {
    int largest = 0;
    for (long i = 0; i < BLOCK; i++) {
      largest = Math.max(largest, plane.getAtIndex(ValueLayout.JAVA_INT, i) & Integer.MAX_VALUE);
    }
    return largest < INFINITE;
  }

  private static String first(
      Boxes predictions, Boxes targets, MemorySegment losses, Boxes gradient) {
    for (int i = 0; i < BLOCK; i++) {
      float loss = losses.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      float zero = loss * 0;
      for (int k = 0; k < 4; k++) {
        zero += gradient.get(i, k) * 0;
      }
      if (zero != 0) {
        return row(predictions, i) + row(targets, i) + "-> " + loss + " " + row(gradient, i);
      }
    }
    return "the sum alone";
  }

  private static String row(Boxes boxes, int index) {
    StringBuilder text = new StringBuilder(boxes.format() + " [");
    for (int k = 0; k < 4; k++) {
      text.append(k == 0 ? "" : ", ").append(boxes.get(index, k));
    }
    return text.append("] ").toString();
  }
}
