package dev.jaccard.emit;

import java.lang.foreign.MemorySegment;

/** An emitted loop over pairs. Instances have no state and are thread-safe. */
public interface Loop {
  /**
   * Runs the loop.
   *
   * @param segments the memory of each argument, for a loop over segments
   * @param arrays the memory of each argument, for a loop over arrays
   * @param offsets where each plane begins, inputs first: bytes in a segment, elements in an array
   * @param scalars the scalars' values
   * @param count how many pairs; for a vector loop a multiple of the lanes
   */
  void run(MemorySegment[] segments, float[][] arrays, long[] offsets, float[] scalars, int count);
}
