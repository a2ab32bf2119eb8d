package dev.jaccard.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;

/** What a call allocates. */
final class Allocation {
  private static final int CALLS = 100;
  private static final int TRIES = 5;

  private Allocation() {}

  /** The bytes that the calling thread allocates in a call; the least of some tries. */
  static double bytesPerCall(DoubleSupplier call) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < TRIES; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int k = 0; k < CALLS; k++) {
        call.getAsDouble();
      }
      least = Math.min(least, (double) (threads.getCurrentThreadAllocatedBytes() - before) / CALLS);
    }
    return least;
  }
}
