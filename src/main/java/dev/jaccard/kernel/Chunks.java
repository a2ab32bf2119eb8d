package dev.jaccard.kernel;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs numbered chunks on the calling thread and on others, and sums what they give in their order.
 * The caller takes part and waits only for chunks that somebody has begun, so that an executor
 * without a free thread, or one that rejects tasks, does no harm.
 */
public final class Chunks {
  /** What is done with a chunk. */
  @FunctionalInterface
  public interface Body {
    /**
     * Works on a chunk.
     *
     * @param chunk its number, from 0
     * @return what is to be summed
     */
    double run(int chunk);
  }

  /** What is done with a chunk that gives nothing to sum. */
  @FunctionalInterface
  public interface Task {
    /**
     * Works on a chunk.
     *
     * @param chunk its number, from 0
     */
    void run(int chunk);
  }

  private final int count;
  private final Task body;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private Chunks(int count, Task body) {
    this.count = count;
    this.body = body;
  }

  /**
   * Runs chunks and adds what they give, from the first to the last. On one thread it allocates
   * nothing.
   *
   * @param count the number of chunks
   * @param executor other threads to use, or null
   * @param threads how many threads at the most, the calling one included
   * @param body what is done with a chunk, by several threads at a time
   * @return the sum
   */
  public static double sum(int count, Executor executor, int threads, Body body) {
    double sum = 0;
    if (executor == null || threads < 2 || count < 2) {
      for (int chunk = 0; chunk < count; chunk++) {
        sum += body.run(chunk);
      }
      return sum;
    }
    double[] sums = new double[count];
    run(count, executor, threads, chunk -> sums[chunk] = body.run(chunk));
    for (double part : sums) {
      sum += part;
    }
    return sum;
  }

  /**
   * Runs all chunks and returns when all are done.
   *
   * @param count how many chunks
   * @param executor runs the other threads' part; may be null if {@code threads} is 1
   * @param threads how many threads at the most, the calling one included
   * @param body what is done; the first exception is thrown again
   */
  public static void run(int count, Executor executor, int threads, Task body) {
    Chunks chunks = new Chunks(count, body);
    int helpers = Math.min(threads, count) - 1;
    for (int i = 0; i < helpers; i++) {
      try {
        executor.execute(chunks::work);
      } catch (RejectedExecutionException e) {
        break;
      }
    }
    chunks.work();
    chunks.await();
  }

  private void work() {
    for (int chunk = next.getAndIncrement(); chunk < count; chunk = next.getAndIncrement()) {
      try {
        if (failure.get() == null) {
          body.run(chunk);
        }
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      } finally {
        if (finished.incrementAndGet() == count) {
          synchronized (this) {
            notifyAll();
          }
        }
      }
    }
  }

  private void await() {
    boolean interrupted = false;
    synchronized (this) {
      while (finished.get() < count) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }
}
