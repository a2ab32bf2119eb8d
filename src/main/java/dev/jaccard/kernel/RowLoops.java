package dev.jaccard.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;

/**
 * What a softmax needs of rows beside its exponentials: sums over rows, multiples of rows. By
 * vectors along the rows, or by scalars, with the same bits: a row is summed in {@value #PARTS}
 * parts, element k in part k mod {@value #PARTS}, from the first to the last, and the parts by
 * halves (0 and 8, 1 and 9, ..., then 0 and 4, ...), whatever the width of vectors is.
 *
 * <p>Thread-safe; allocates nothing per call.
 */
public abstract sealed class RowLoops permits ScalarRowLoops, VectorRowLoops {
  /** The parts that a row is summed in. */
  public static final int PARTS = 16;

  /** Floats that are worked on before a warm-up pays. */
  private static final long PATIENCE = 1 << 18;

  private static final int WARM_ROWS = 64;
  private static final int WARM_WIDTH = 80;
  private static final int LONGEST_WARM_WIDTH = WARM_WIDTH + PARTS;

  /** Of both loops; compiled they take 0.1 ns for a float each, before C2 some 10. */
  private static final long COMPILED_NANOS = 4L * WARM_ROWS * LONGEST_WARM_WIDTH;

  private static final WarmUp WARM_UP =
      new WarmUp("jaccard-warm-up-rows", PATIENCE, COMPILED_NANOS, RowLoops::rounds);

  private static final RowLoops SCALAR = new ScalarRowLoops();

  /** Only touched where the vector module is. */
  private static final class Vectors {
    private static final RowLoops LOOPS = new VectorRowLoops();
  }

  /**
   * The loops for rows of a width.
   *
   * @param choice which loops
   * @param width the floats of a row
   * @param floats how many floats are going to be worked on
   * @return loops by vectors where they are compiled or asked for, and rows are not shorter than a
   *     vector; those work on memory outside of the heap that belongs to no thread
   */
  public static RowLoops of(Kernel.Choice choice, int width, long floats) {
    boolean vectors =
        choice == Kernel.Choice.VECTOR
            || (choice == Kernel.Choice.WHEN_READY && WARM_UP.isReadyAfter(floats));
    return vectors && width >= PARTS ? Vectors.LOOPS : SCALAR;
  }

  /**
   * Starts to compile the loops by vectors.
   *
   * @return what completes when they are in use, or were given up
   */
  public static CompletableFuture<Void> warmUp() {
    return WARM_UP.start();
  }

  private static Runnable rounds() {
    long stride = (long) LONGEST_WARM_WIDTH * Float.BYTES;
    long block = WARM_ROWS * stride;
    MemorySegment memory = Arena.ofAuto().allocate(block + 2 * stride, PARTS * Float.BYTES);
    Stripes rows = new Stripes();
    rows.set(memory, 0, stride);
    long plane = block;
    int[] round = {0};
    return () -> {
      // widths with a rest and without, for C2 leaves out branches that were never taken
      int width = WARM_WIDTH + round[0]++ % PARTS;
      RowLoops loops = Vectors.LOOPS;
      loops.sums(rows, WARM_ROWS, width, memory, plane);
      loops.multiples(rows, WARM_ROWS, width, memory, plane, plane + stride);
    };
  }

  /**
   * Whether these are loops by vectors.
   *
   * @return false of those by scalars, which work on memory of any kind
   */
  public abstract boolean isVector();

  /**
   * Writes the sum of each row.
   *
   * @param rows the rows
   * @param count how many, at least 1
   * @param width the floats of a row
   * @param to where the sums are written, side by side
   * @param toOffset where the first goes, in bytes
   */
  public abstract void sums(Stripes rows, int count, int width, MemorySegment to, long toOffset);

  /**
   * Multiplies each element by what its row has one of, and takes from the product another.
   *
   * @param rows the rows, which the results replace
   * @param count how many, at least 1
   * @param width the floats of a row
   * @param planes where factors and what is taken lie, each side by side
   * @param factors where the first factor lies, in bytes
   * @param taken where the first of what is taken lies, in bytes
   */
  public abstract void multiples(
      Stripes rows, int count, int width, MemorySegment planes, long factors, long taken);

  /** The sum of the parts from a place on, by halves. */
  static float total(MemorySegment parts, long at) {
    float even = quarter(parts, at) + quarter(parts, at + 2L * Float.BYTES);
    float odd = quarter(parts, at + Float.BYTES) + quarter(parts, at + 3L * Float.BYTES);
    return even + odd;
  }

  private static float quarter(MemorySegment parts, long at) {
    return (get(parts, at, 0) + get(parts, at, 8)) + (get(parts, at, 4) + get(parts, at, 12));
  }

  private static float get(MemorySegment parts, long at, int part) {
    return parts.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at + (long) part * Float.BYTES);
  }
}
