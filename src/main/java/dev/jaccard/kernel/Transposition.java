package dev.jaccard.kernel;

import dev.jaccard.emit.Lanes;
import dev.jaccard.emit.VectorSupport;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Transposes blocks of floats between rows and planes.
 *
 * <p>Squares of as many rows as a vector has lanes go through a scratch in log2(lanes) rounds, each
 * of which interleaves vector i with vector i + lanes/2: after the last, rows are columns. What is
 * left at the edges, and memory that vector loops should not see, is moved float by float.
 */
public final class Transposition {
  private static final ValueLayout.OfFloat FLOATS = ValueLayout.JAVA_FLOAT_UNALIGNED;

  /** The floats of a cache line: so many planes are written at a time. */
  private static final int TILE = 16;

  /** So many squares are timed together, and so many times in a row they must be fast. */
  private static final int ROUND = 200;

  private static final int FAST_ROUNDS = 3;

  /** A square of 256 floats takes some 100 ns; before C2 it takes a hundred times as long. */
  private static final long FAST_NANOS = 1500;

  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private static volatile boolean ready;
  private static CompletableFuture<Void> warmUp;

  private Transposition() {}

  /**
   * Whether a call should use vectors: before C2 has compiled them, each operation allocates.
   *
   * @param choice how the call chooses its loops
   * @return true if vectors are there, and fast or asked for
   */
  public static boolean useVectors(Kernel.Choice choice) {
    if (choice == Kernel.Choice.WHEN_READY && !ready) {
      warmUp();
    }
    return choice == Kernel.Choice.VECTOR || (choice == Kernel.Choice.WHEN_READY && ready);
  }

  /**
   * Starts to compile the squares in the background, once.
   *
   * @return what completes when they are fast, or were given up
   */
  public static synchronized CompletableFuture<Void> warmUp() {
    if (warmUp == null) {
      warmUp = new CompletableFuture<>();
      if (VectorSupport.available()) {
        Thread thread = new Thread(Transposition::warm, "jaccard-warm-up-transposition");
        thread.setDaemon(true);
        thread.start();
      } else {
        warmUp.complete(null);
      }
    }
    return warmUp;
  }

  private static void warm() {
    try {
      int side = Squares.LANES;
      long stride = (long) side * Float.BYTES;
      MemorySegment from = Arena.ofAuto().allocate(side * stride, stride);
      MemorySegment to = Arena.ofAuto().allocate(side * stride, stride);
      long end = System.nanoTime() + PATIENCE_NANOS;
      int fast = 0;
      while (fast < FAST_ROUNDS && System.nanoTime() < end) {
        long start = System.nanoTime();
        for (int i = 0; i < ROUND; i++) {
          Squares.move(from, 0, stride, to, 0, stride);
        }
        fast = System.nanoTime() - start < ROUND * FAST_NANOS ? fast + 1 : 0;
      }
      ready = fast == FAST_ROUNDS;
    } finally {
      warmUp.complete(null);
    }
  }

  /**
   * Reads rows and writes planes.
   *
   * @param rows memory with the rows, one after another
   * @param firstElement where the first of them begins, in floats
   * @param count how many rows
   * @param width how many floats a row has
   * @param planes where plane 0 begins at 0
   * @param planeStride the distance of the planes in bytes
   * @param vectors whether vectors may be used
   */
  public static void rowsToPlanes(
      MemorySegment rows,
      long firstElement,
      int count,
      int width,
      MemorySegment planes,
      long planeStride,
      boolean vectors) {
    long rowStride = (long) width * Float.BYTES;
    move(
        rows, firstElement * Float.BYTES, rowStride, planes, 0, planeStride, count, width, vectors);
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
   * @param vectors whether vectors may be used
   */
  public static void planesToRows(
      MemorySegment planes,
      long planeStride,
      int count,
      int width,
      MemorySegment rows,
      long firstElement,
      boolean vectors) {
    long rowStride = (long) width * Float.BYTES;
    move(
        planes, 0, planeStride, rows, firstElement * Float.BYTES, rowStride, width, count, vectors);
  }

  /** Writes row i of a matrix as column i of another one. */
  private static void move(
      MemorySegment from,
      long fromOffset,
      long fromStride,
      MemorySegment to,
      long toOffset,
      long toStride,
      int rows,
      int columns,
      boolean vectors) {
    int squareRows = 0;
    int squareColumns = 0;
    if (vectors && VectorSupport.available() && Argument.isDirect(from) && Argument.isDirect(to)) {
      squareRows = rows - rows % Squares.LANES;
      squareColumns = columns - columns % Squares.LANES;
      for (int row = 0; row < squareRows; row += Squares.LANES) {
        for (int column = 0; column < squareColumns; column += Squares.LANES) {
          Squares.move(
              from,
              fromOffset + row * fromStride + (long) column * Float.BYTES,
              fromStride,
              to,
              toOffset + column * toStride + (long) row * Float.BYTES,
              toStride);
        }
      }
    }
    moveRest(
        from,
        fromOffset,
        fromStride,
        to,
        toOffset,
        toStride,
        0,
        squareRows,
        squareColumns,
        columns);
    moveRest(from, fromOffset, fromStride, to, toOffset, toStride, squareRows, rows, 0, columns);
  }

  private static void moveRest(
      MemorySegment from,
      long fromOffset,
      long fromStride,
      MemorySegment to,
      long toOffset,
      long toStride,
      int firstRow,
      int lastRow,
      int firstColumn,
      int lastColumn) {
    for (int tile = firstColumn; tile < lastColumn; tile += TILE) {
      int end = Math.min(lastColumn, tile + TILE);
      for (int row = firstRow; row < lastRow; row++) {
        long source = fromOffset + row * fromStride;
        long target = toOffset + (long) row * Float.BYTES;
        for (int column = tile; column < end; column++) {
          float value = from.get(FLOATS, source + (long) column * Float.BYTES);
          to.set(FLOATS, target + column * toStride, value);
        }
      }
    }
  }

  /** Squares of vectors; only to be touched where the Vector API is there. */
  private static final class Squares {
    private static final int LANES = Lanes.COUNT;
    private static final VectorShuffle<Float> LOW = interleaving(0);
    private static final VectorShuffle<Float> HIGH = interleaving(LANES / 2);
    private static final ThreadLocal<float[][]> SCRATCH =
        ThreadLocal.withInitial(() -> new float[2][LANES * LANES]);

    private Squares() {}

    /** Lanes from one on: of the first vector, of the second, and so on in turns. */
    private static VectorShuffle<Float> interleaving(int first) {
      return VectorShuffle.fromOp(
          Lanes.SPECIES, lane -> first + lane / 2 + (lane % 2 == 0 ? 0 : LANES));
    }

    private static void move(
        MemorySegment from,
        long fromOffset,
        long fromStride,
        MemorySegment to,
        long toOffset,
        long toStride) {
      float[][] scratch = SCRATCH.get();
      float[] now = scratch[0];
      float[] next = scratch[1];
      int half = LANES / 2;
      for (int i = 0; i < half; i++) {
        FloatVector upper =
            FloatVector.fromMemorySegment(
                Lanes.SPECIES, from, fromOffset + i * fromStride, Lanes.ORDER);
        FloatVector lower =
            FloatVector.fromMemorySegment(
                Lanes.SPECIES, from, fromOffset + (i + half) * fromStride, Lanes.ORDER);
        upper.rearrange(LOW, lower).intoArray(now, 2 * i * LANES);
        upper.rearrange(HIGH, lower).intoArray(now, (2 * i + 1) * LANES);
      }
      for (int round = 4; round < LANES; round *= 2) {
        interleave(now, next);
        float[] swapped = now;
        now = next;
        next = swapped;
      }
      for (int i = 0; i < half; i++) {
        FloatVector upper = FloatVector.fromArray(Lanes.SPECIES, now, i * LANES);
        FloatVector lower = FloatVector.fromArray(Lanes.SPECIES, now, (i + half) * LANES);
        upper
            .rearrange(LOW, lower)
            .intoMemorySegment(to, toOffset + 2L * i * toStride, Lanes.ORDER);
        upper
            .rearrange(HIGH, lower)
            .intoMemorySegment(to, toOffset + (2L * i + 1) * toStride, Lanes.ORDER);
      }
    }

    private static void interleave(float[] now, float[] next) {
      int half = LANES / 2;
      for (int i = 0; i < half; i++) {
        FloatVector upper = FloatVector.fromArray(Lanes.SPECIES, now, i * LANES);
        FloatVector lower = FloatVector.fromArray(Lanes.SPECIES, now, (i + half) * LANES);
        upper.rearrange(LOW, lower).intoArray(next, 2 * i * LANES);
        upper.rearrange(HIGH, lower).intoArray(next, (2 * i + 1) * LANES);
      }
    }
  }
}
