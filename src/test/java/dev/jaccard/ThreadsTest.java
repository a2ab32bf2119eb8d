package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaccard.kernel.Kernel;
import dev.jaccard.loss.Pairs;
import dev.jaccard.loss.RunningMean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Any number of threads and every split give the same bits and the same sum. */
@Tag("width")
@Timeout(120)
class ThreadsTest {
  private static final int[] THREADS = {1, 2, 3, 7, 1000};
  private static final int COUNT = 3 * Kernel.CHUNK + 77;
  private static final Pairs PAIRS = Pairs.finite(BoxFormat.CXCYWH, COUNT, 8);

  /** Outputs of a call, in memory that all threads may reach. */
  private static final class Call {
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment losses = arena.allocate(4L * COUNT, 64);
    private final Boxes gradient = Boxes.allocate(arena, COUNT, PAIRS.format());
    private final Batch batch =
        new Batch(PAIRS.prediction(arena), PAIRS.target(arena)).losses(losses).gradient(gradient);

    private float[] outputs() {
      float[] outputs = new float[5 * COUNT];
      MemorySegment.copy(losses, ValueLayout.JAVA_FLOAT, 0, outputs, 0, COUNT);
      for (int k = 0; k < 4; k++) {
        MemorySegment.copy(
            gradient.plane(k), ValueLayout.JAVA_FLOAT, 0, outputs, (1 + k) * COUNT, COUNT);
      }
      return outputs;
    }
  }

  private static BoxLoss loss(Backend backend) {
    return BoxLoss.builder("ciou").backend(backend).build();
  }

  private static void assertSame(BoxLoss loss, Executor executor, String what) {
    Call alone = new Call();
    double sum = loss.forwardBackward(alone.batch);
    for (int threads : THREADS) {
      Call call = new Call();
      call.batch.executor(executor, threads);
      String text = what + ", " + threads + " threads";
      assertEquals(sum, loss.forwardBackward(call.batch), text);
      assertArrayEquals(alone.outputs(), call.outputs(), text);
      assertEquals(sum, loss.forwardBackward(call.batch), text + ", once more");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR"})
  void anyNumberOfThreadsGivesTheSameBitsAndTheSameSum(Backend backend) {
    try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
      assertSame(loss(backend), pool, "a pool of 3");
    }
  }

  @Test
  void everyExecutorGivesTheSameBitsAndTheSameSum() {
    BoxLoss loss = loss(Backend.SCALAR);
    assertSame(loss, ForkJoinPool.commonPool(), "the common pool");
    assertSame(loss, Runnable::run, "the calling thread");
    assertSame(loss, task -> {}, "an executor that runs nothing");
    assertSame(
        loss,
        task -> {
          throw new RejectedExecutionException("full");
        },
        "an executor that rejects");
    try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      assertSame(loss, virtual, "virtual threads");
    }
  }

  @Test
  void aTaskThatIsRunAfterTheCallTouchesNothing() {
    List<Runnable> late = new ArrayList<>();
    Call call = new Call();
    loss(Backend.SCALAR).forwardBackward(call.batch.executor(late::add, 2));
    call.losses.fill((byte) 1);
    float[] before = call.outputs();
    late.forEach(Runnable::run);
    assertArrayEquals(before, call.outputs());
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR"})
  void everySplitGivesTheSameBits(Backend backend) {
    BoxLoss loss = loss(backend);
    Call whole = new Call();
    loss.forwardBackward(whole.batch);
    Call parts = new Call();
    int start = 0;
    for (int end : new int[] {1, 2, 17, 100, Kernel.CHUNK, Kernel.CHUNK + 3, COUNT}) {
      int count = end - start;
      loss.forwardBackward(
          PAIRS.prediction(parts.arena).slice(start, count),
          PAIRS.target(parts.arena).slice(start, count),
          parts.losses.asSlice(4L * start, 4L * count),
          parts.gradient.slice(start, count));
      start = end;
    }
    assertArrayEquals(whole.outputs(), parts.outputs());
  }

  @Test
  void sumsOfPartsThatAreWholeChunksAddUpToTheSum() {
    BoxLoss loss = loss(Backend.SCALAR);
    Arena arena = Arena.ofAuto();
    Boxes prediction = PAIRS.prediction(arena);
    Boxes target = PAIRS.target(arena);
    double sum = 0;
    for (int start = 0; start < COUNT; start += Kernel.CHUNK) {
      int count = Math.min(Kernel.CHUNK, COUNT - start);
      sum += loss.forward(prediction.slice(start, count), target.slice(start, count));
    }
    assertEquals(loss.forward(prediction, target), sum);
  }

  @Test
  void theRunningMeanIsTheSameForAnyNumberOfThreads() {
    BoxLoss wiou = BoxLoss.builder("wiou").backend(Backend.SCALAR).build();
    RunningMean alone = wiou.updated(RunningMean.INITIAL, new Call().batch);
    try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
      for (int threads : THREADS) {
        Batch batch = new Call().batch.executor(pool, threads);
        assertEquals(alone, wiou.updated(RunningMean.INITIAL, batch), threads + " threads");
      }
    }
  }

  @Test
  void aLossMayBeUsedByManyThreadsAtOnce() {
    BoxLoss loss = loss(Backend.SCALAR);
    Call expected = new Call();
    double sum = loss.forwardBackward(expected.batch);
    float[] outputs = expected.outputs();
    IntStream.range(0, 16)
        .parallel()
        .forEach(i -> {
          Call call = new Call();
          assertEquals(sum, loss.forwardBackward(call.batch));
          assertArrayEquals(outputs, call.outputs());
        });
  }
}
