package dev.jaccard.kernel;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.Executor;

/**
 * What batches of all kinds can be told: what the sum is divided by, and which threads take part.
 * Mutable, to be used by one thread at a time.
 */
public final class CallOptions {
  private double normalizer = 1;
  private boolean mean;
  private Executor executor;
  private int threads = 1;

  /** The sum, on the calling thread. */
  public CallOptions() {}

  /**
   * Sets what the sum is divided by.
   *
   * @param value a finite number above 0
   * @throws IllegalArgumentException if it is not
   */
  public void normalizer(double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "normalizer is " + value + " but must be a finite number above 0");
    }
    this.normalizer = value;
    this.mean = false;
  }

  /** Asks for the mean in the place of a given normalizer. */
  public void mean() {
    this.mean = true;
  }

  /**
   * What the sum is divided by.
   *
   * @param counted how many there are of what a mean is taken over
   * @return the divisor, above 0
   */
  public double divisor(int counted) {
    return mean ? Math.max(1, counted) : normalizer;
  }

  /**
   * Lets other threads take part.
   *
   * @param pool runs their parts, or null
   * @param threadCount how many threads at the most, the calling one included
   * @throws IllegalArgumentException if there are fewer threads than 1
   */
  public void executor(Executor pool, int threadCount) {
    if (threadCount < 1) {
      throw new IllegalArgumentException("threads is " + threadCount + " but must be at least 1");
    }
    this.executor = pool;
    this.threads = threadCount;
  }

  /**
   * What runs the other threads' parts.
   *
   * @return the executor, or null
   */
  public Executor executor() {
    return executor;
  }

  /**
   * How many threads take part at the most.
   *
   * @return the number, the calling one included
   */
  public int threads() {
    return threads;
  }

  /**
   * Fails unless all threads that take part may read a segment now.
   *
   * @param name the argument, for the message
   * @param segment the memory
   */
  public void requireReadable(String name, MemorySegment segment) {
    Memory.requireReadable(segment, name);
    if (executor != null && threads > 1 && !Argument.isShared(segment)) {
      throw new IllegalArgumentException(
          name
              + " lies in a confined arena, which other threads cannot reach, but an executor is"
              + " given; use Arena.ofShared() or Arena.ofAuto()");
    }
  }
}
