package dev.jaccard.kernel;

import dev.jaccard.emit.VectorSupport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * When vector loops that were written by hand are worth using. Before C2 every vector is an object,
 * a hundred times slower than a scalar loop. So the scalar loops run first, and when they have done
 * much work, a thread of its own runs the vector loops on scratch data until they are fast: a short
 * run never pays for that. Thread-safe.
 */
public final class WarmUp {
  /** Where C2 is absent or does not know the vectors, they never become fast. */
  private static final long GIVE_UP_NANOS = 60_000_000_000L;

  private static final int FAST_ROUNDS = 3;

  private final String name;
  private final long patience;
  private final long compiledNanos;
  private final Supplier<Runnable> rounds;
  private final AtomicLong work = new AtomicLong();
  private CompletableFuture<Void> started;
  private volatile boolean ready;

  /**
   * A warm-up.
   *
   * @param name of the thread
   * @param patience how much work is done before it pays, in the caller's unit
   * @param compiledNanos a round is compiled when it takes less
   * @param rounds makes what is run again and again; called where the vector module is, in the
   *     thread that warms up
   */
  public WarmUp(String name, long patience, long compiledNanos, Supplier<Runnable> rounds) {
    this.name = name;
    this.patience = patience;
    this.compiledNanos = compiledNanos;
    this.rounds = rounds;
  }

  /**
   * Whether the vector loops are to be used.
   *
   * @return true once they are fast
   */
  public boolean isReady() {
    return ready;
  }

  /**
   * Takes note of work, and starts when it is much.
   *
   * @param amount how much, in the unit of the patience
   * @return whether the vector loops are to be used
   */
  public boolean isReadyAfter(long amount) {
    if (!ready
        && work.get() < patience
        && work.addAndGet(amount) >= patience
        && VectorSupport.available()) {
      start();
    }
    return ready;
  }

  /**
   * Starts, once.
   *
   * @return what completes when the vector loops are in use, or will never be
   */
  public synchronized CompletableFuture<Void> start() {
    if (started == null) {
      started = new CompletableFuture<>();
      if (VectorSupport.available()) {
        Thread.ofPlatform().name(name).daemon().start(this::run);
      } else {
        started.complete(null);
      }
    }
    return started;
  }

  private void run() {
    try {
      long end = System.nanoTime() + GIVE_UP_NANOS;
      Runnable round = rounds.get();
      int fast = 0;
      while (fast < FAST_ROUNDS && System.nanoTime() < end) {
        long start = System.nanoTime();
        round.run();
        fast = System.nanoTime() - start < compiledNanos ? fast + 1 : 0;
      }
      ready = fast == FAST_ROUNDS;
    } finally {
      started.complete(null);
    }
  }
}
