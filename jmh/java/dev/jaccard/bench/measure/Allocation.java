package dev.jaccard.bench.measure;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;

/** What a call allocates. */
public final class Allocation {
  private static final int MOST_CALLS = 100;
  private static final long NANOS = 1_000_000;
  private static final int TRIES = 3;

  private Allocation() {}

  /**
   * The bytes that the calling thread allocates in a call.
   *
   * @param call the call
   * @return the least of some tries, as C2 and others allocate now and then
   */
  public static double bytesPerCall(DoubleSupplier call) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < TRIES && least > 0; i++) {
      long end = System.nanoTime() + NANOS;
      long before = threads.getCurrentThreadAllocatedBytes();
      int calls = 0;
      do {
        call.getAsDouble();
        calls++;
      } while (calls < MOST_CALLS && System.nanoTime() < end);
      least = Math.min(least, (double) (threads.getCurrentThreadAllocatedBytes() - before) / calls);
    }
    return least;
  }
}
