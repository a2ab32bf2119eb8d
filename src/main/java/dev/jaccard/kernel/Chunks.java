package dev.jaccard.kernel;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs numbered chunks on the calling thread and on others. The caller takes part and waits only
 * for chunks that somebody has begun, so that an executor without a free thread, or one that
 * rejects tasks, does no harm.
 */
public final class Chunks {
  /** What is done with a chunk. */
  @FunctionalInterface
  public interface Body {
    /**
     * Does it.
     *
     * @param chunk the number of the chunk
     */
    void run(int chunk);
  }

  private final int count;
  private final Body body;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private Chunks(int count, Body body) {
    this.count = count;
    this.body = body;
  }

  /**
   * Runs all chunks and returns when all are done.
   *
   * @param count how many chunks
   * @param executor runs the other threads' part; may be null if {@code threads} is 1
   * @param threads how many threads at the most, the calling one included
   * @param body what is done; the first exception is thrown again
   */
  public static void run(int count, Executor executor, int threads, Body body) {
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
