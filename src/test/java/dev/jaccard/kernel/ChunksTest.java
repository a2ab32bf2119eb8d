package dev.jaccard.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Chunks run once each, whatever the executor does. */
@Timeout(60)
class ChunksTest {
  private static final int COUNT = 100;

  private static void assertEachRunsOnce(Executor executor, int threads) {
    AtomicIntegerArray runs = new AtomicIntegerArray(COUNT);
    Chunks.run(COUNT, executor, threads, runs::incrementAndGet);
    int[] once = new int[COUNT];
    Arrays.fill(once, 1);
    int[] actual = new int[COUNT];
    Arrays.setAll(actual, runs::get);
    assertArrayEquals(once, actual);
  }

  @Test
  void everyChunkRunsOnceOnAnyNumberOfThreads() {
    try (ExecutorService pool = Executors.newFixedThreadPool(3);
        ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int threads : new int[] {1, 2, 3, 7, 1000}) {
        assertEachRunsOnce(pool, threads);
        assertEachRunsOnce(virtual, threads);
        assertEachRunsOnce(ForkJoinPool.commonPool(), threads);
      }
    }
  }

  @Test
  void anExecutorThatRunsTasksAtOnceOrNeverDoesNoHarm() {
    assertEachRunsOnce(Runnable::run, 3);
    assertEachRunsOnce(task -> {}, 3);
  }

  @Test
  void anExecutorThatRejectsTasksDoesNoHarm() {
    assertEachRunsOnce(
        task -> {
          throw new RejectedExecutionException("full");
        },
        3);
  }

  @Test
  void anExecutorThatRejectsTheSecondTaskDoesNoHarm() {
    try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
      int[] calls = {0};
      assertEachRunsOnce(
          task -> {
            if (calls[0]++ > 0) {
              throw new RejectedExecutionException("full");
            }
            pool.execute(task);
          },
          3);
    }
  }

  @Test
  void aTaskThatIsRunAfterwardsDoesNothing() {
    List<Runnable> late = new ArrayList<>();
    AtomicIntegerArray runs = new AtomicIntegerArray(COUNT);
    Chunks.run(COUNT, late::add, 3, runs::incrementAndGet);
    assertEquals(2, late.size());
    late.forEach(Runnable::run);
    for (int i = 0; i < COUNT; i++) {
      assertEquals(1, runs.get(i));
    }
  }

  @Test
  void anExceptionOfAChunkReachesTheCallerAfterAllThatBeganHaveEnded() {
    try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
      for (Throwable thrown :
          List.of(new IllegalStateException("broken"), new StackOverflowError("broken"))) {
        AtomicIntegerArray running = new AtomicIntegerArray(1);
        Throwable caught =
            assertThrows(
                thrown.getClass(),
                () ->
                    Chunks.run(
                        COUNT,
                        pool,
                        4,
                        chunk -> {
                          running.incrementAndGet(0);
                          if (chunk == 5) {
                            running.decrementAndGet(0);
                            sneak(thrown);
                          }
                          Thread.onSpinWait();
                          running.decrementAndGet(0);
                        }));
        assertSame(thrown, caught);
        assertEquals(0, running.get(0), "no chunk is still running");
      }
    }
  }

  private static void sneak(Throwable thrown) {
    switch (thrown) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError(thrown);
    }
  }

  @Test
  void anInterruptIsKeptForTheCaller() {
    try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
      Thread.currentThread().interrupt();
      assertEachRunsOnce(pool, 2);
      assertTrue(Thread.interrupted());
    }
  }
}
