package dev.jaccard.cli;

import dev.jaccard.loss.RunningMean;
import dev.jaccard.npy.NpyType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * What a run gives.
 *
 * @param result the sum of loss · weight over the normalizer
 * @param runningMean the running mean after this batch, or null where the loss has none
 * @param losses loss · weight of each pair, or null
 * @param gradient the gradient of the result with respect to the prediction, or null
 */
record LossResult(double result, RunningMean runningMean, Values losses, Values gradient) {
  private static final int COORDINATES = 4;
  private static final long ALIGNMENT = 64;

  /** An array as a file holds it. */
  record Values(NpyType type, long[] shape, MemorySegment data) {}

  /** Room for floats that are to be written to a file; null where there is no file. */
  static Values room(Arena arena, Path file, long... shape) {
    if (file == null) {
      return null;
    }
    long count = 1;
    for (long extent : shape) {
      count *= extent;
    }
    return new Values(NpyType.FLOAT32, shape, arena.allocate(count * Float.BYTES, ALIGNMENT));
  }

  /** The memory, or null. */
  static MemorySegment data(Values values) {
    return values == null ? null : values.data();
  }

  /** Losses as they are to be written; null if there are none. */
  static Values losses(NpyType type, int count, MemorySegment data) {
    return data == null ? null : new Values(type, new long[] {count}, data);
  }

  /** A gradient as it is to be written; null if there is none. */
  static Values gradient(NpyType type, int count, Layout layout, MemorySegment data) {
    long[] shape =
        layout == Layout.ROWS ? new long[] {count, COORDINATES} : new long[] {COORDINATES, count};
    return data == null ? null : new Values(type, shape, data);
  }
}
