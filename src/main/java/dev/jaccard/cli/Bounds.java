package dev.jaccard.cli;

import dev.jaccard.lower.Program;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;

/** How fast a loop can be at best: by what it moves and by what it computes. */
final class Bounds {
  private static final long COPY_BYTES = 32L << 20;
  private static final int COPIES = 6;
  private static final long ALIGNMENT = 64;

  /** Two units that take vectors, at some 3 GHz. */
  private static final double COMMON_OPERATIONS_PER_NANO = 6;

  private Bounds() {}

  /** The bounds of a program as lines of text. */
  static List<String> of(Program program) {
    Cost cost = Cost.of(program);
    double bandwidth = Copying.BYTES_PER_NANO;
    int lanes = Machine.lanes();
    double operations = (double) cost.operations() / lanes;
    return List.of(
        line(
            "memory      %d bytes per pair (%d planes read, %d written)",
            cost.bytesPerPair(), program.inputPlanes().size(), program.outputs().size()),
        line(
            "            %d/B ns per pair at B GB/s; copying runs at %.1f GB/s here, now, on one"
                + " thread: %.2f ns",
            cost.bytesPerPair(), bandwidth, cost.bytesPerPair() / bandwidth),
        line(
            "arithmetic  %d operations for %d pairs, %d of them divisions: %.2f per pair",
            cost.operations(), lanes, cost.divisions(), operations),
        line(
            "            %.2f/R ns per pair at R operations per ns; at %.0f (two a cycle, 3 GHz):"
                + " %.2f ns",
            operations, COMMON_OPERATIONS_PER_NANO, operations / COMMON_OPERATIONS_PER_NANO));
  }

  private static String line(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }

  /** What copying reached, measured once. */
  private static final class Copying {
    private static final double BYTES_PER_NANO = bytesPerNano();
  }

  /** Bytes read and written per nanosecond when memory is copied that no cache holds. */
  private static double bytesPerNano() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment source = arena.allocate(COPY_BYTES, ALIGNMENT);
      MemorySegment destination = arena.allocate(COPY_BYTES, ALIGNMENT);
      source.fill((byte) 1);
      long best = Long.MAX_VALUE;
      for (int i = 0; i < COPIES; i++) {
        long start = System.nanoTime();
        destination.copyFrom(source);
        best = Math.min(best, System.nanoTime() - start);
      }
      return 2.0 * COPY_BYTES / best;
    }
  }
}
