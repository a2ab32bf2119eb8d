package dev.jaccard.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Transposes blocks of floats between rows and planes. */
public final class Transposition {
  private static final ValueLayout.OfFloat FLOATS = ValueLayout.JAVA_FLOAT_UNALIGNED;

  /** The floats of a cache line: so many planes are written at a time. */
  private static final int TILE = 16;

  private Transposition() {}

  /**
   * Reads rows and writes planes.
   *
   * @param rows memory with the rows, one after another
   * @param firstElement where the first of them begins, in floats
   * @param count how many rows
   * @param width how many floats a row has
   * @param planes where plane 0 begins at 0
   * @param planeStride the distance of the planes in bytes
   */
  public static void rowsToPlanes(
      MemorySegment rows,
      long firstElement,
      int count,
      int width,
      MemorySegment planes,
      long planeStride) {
    for (int column = 0; column < width; column += TILE) {
      int end = Math.min(width, column + TILE);
      for (int row = 0; row < count; row++) {
        long from = (firstElement + (long) row * width) * Float.BYTES;
        long to = (long) row * Float.BYTES;
        for (int k = column; k < end; k++) {
          planes.set(FLOATS, to + k * planeStride, rows.get(FLOATS, from + (long) k * Float.BYTES));
        }
      }
    }
  }

  /**
   * Reads planes and writes rows.
   *
   * @param planes where plane 0 begins at 0
   * @param planeStride the distance of the planes in bytes
   * @param count how many rows
   * @param width how many floats a row has
   * @param rows memory for the rows, one after another
   * @param firstElement where the first of them begins, in floats
   */
  public static void planesToRows(
      MemorySegment planes,
      long planeStride,
      int count,
      int width,
      MemorySegment rows,
      long firstElement) {
    for (int column = 0; column < width; column += TILE) {
      int end = Math.min(width, column + TILE);
      for (int row = 0; row < count; row++) {
        long to = (firstElement + (long) row * width) * Float.BYTES;
        long from = (long) row * Float.BYTES;
        for (int k = column; k < end; k++) {
          rows.set(FLOATS, to + (long) k * Float.BYTES, planes.get(FLOATS, from + k * planeStride));
        }
      }
    }
  }
}
