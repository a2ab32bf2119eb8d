package dev.jaccard.match;

import dev.jaccard.emit.VectorSupport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * When hand-written vector loops are worth using. Before C2 every vector is an object, a hundred
 * times slower than a scalar loop. So the scalar loops run first, and when they have done much
 * work, a thread of its own runs the vector loops on scratch data until they are fast. Thread-safe.
 */
final class WarmUp {
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
   * @param patience how much work is done before it pays
   * @param compiledNanos a round is compiled when it takes less
   * @param rounds makes what is run again and again; called where the vector module is
   */
  WarmUp(String name, long patience, long compiledNanos, Supplier<Runnable> rounds) {
    this.name = name;
    this.patience = patience;
    this.compiledNanos = compiledNanos;
    this.rounds = rounds;
  }

  boolean isReady() {
    return ready;
  }

  /** Takes note of work. */
  void note(long amount) {
    if (!ready
        && work.get() < patience
        && work.addAndGet(amount) >= patience
        && VectorSupport.available()) {
      start();
    }
  }

  /** Starts, once; what is returned completes when vectors are in use, or never will be. */
  synchronized CompletableFuture<Void> start() {
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
