package dev.jaccard.kernel;

import dev.jaccard.emit.Lanes;
import dev.jaccard.emit.Loop;
import dev.jaccard.emit.MemoryKind;
import dev.jaccard.emit.VectorSupport;
import dev.jaccard.lower.Program;
import dev.jaccard.lower.Split;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs a program for one box, given by scalars, against a tile of boxes, given by planes: a row of
 * a matrix of pairs. What depends on the tile's boxes alone is computed when the tile is loaded.
 *
 * <p>Thread-safe; each thread has its own {@link PairTile}, and nothing is allocated per call.
 */
public final class PairKernel {
  /** The boxes of a tile: its planes stay in the nearest caches. */
  public static final int TILE = 2048;

  private static final long WARM_UP_PAIRS = 262_144;

  private final Program before;
  private final Program main;
  private final String argument;
  private final ReadyLoop beforeSegments;
  private final ReadyLoop beforeArrays;
  private final ReadyLoop mainSegments;
  private final ReadyLoop mainArrays;
  private final AtomicLong seen = new AtomicLong();

  /**
   * A kernel.
   *
   * @param program what is computed of a pair; its first output is the row
   * @param argument the argument that holds the tile's boxes
   */
  public PairKernel(Program program, String argument) {
    Split split = Split.of(program, argument);
    this.before = split.before();
    this.main = split.main();
    this.argument = argument;
    this.beforeSegments = new ReadyLoop(before, MemoryKind.SEGMENTS);
    this.beforeArrays = new ReadyLoop(before, MemoryKind.ARRAYS);
    this.mainSegments = new ReadyLoop(main, MemoryKind.SEGMENTS);
    this.mainArrays = new ReadyLoop(main, MemoryKind.ARRAYS);
  }

  /**
   * What is computed of each pair.
   *
   * @return the program without what is computed once per box
   */
  public Program main() {
    return main;
  }

  /**
   * What is computed once per box.
   *
   * @return the program; it may have no outputs
   */
  public Program before() {
    return before;
  }

  /**
   * Starts to compile the vector loops.
   *
   * @return what completes when they are in use
   */
  public CompletableFuture<Void> warmUp() {
    CompletableFuture<Void> loop = mainSegments.startWarmUp();
    return before.outputs().isEmpty()
        ? loop
        : CompletableFuture.allOf(loop, beforeSegments.startWarmUp());
  }

  /**
   * Takes note of work, so that much of it starts the warm-up.
   *
   * @param pairs how many pairs are going to be computed
   */
  public void note(long pairs) {
    if (seen.get() < WARM_UP_PAIRS
        && seen.addAndGet(pairs) >= WARM_UP_PAIRS
        && VectorSupport.available()) {
      warmUp();
    }
  }

  /**
   * Whether the vector loops are compiled.
   *
   * @return true if they run
   */
  public boolean isReady() {
    return mainSegments.isReady() && (before.outputs().isEmpty() || beforeSegments.isReady());
  }

  /**
   * Loads boxes into this thread's tile.
   *
   * @param boxes their planes
   * @param start the first box
   * @param count how many, at most {@link #TILE}
   * @param vector whether rows are computed by vectors
   * @return the tile, until this thread loads another one
   */
  public PairTile load(Argument boxes, int start, int count, boolean vector) {
    PairTile tile = PairTile.ofThisThread();
    tile.reserve(before, main, argument);
    tile.load(boxes, start, count, vector);
    if (!before.outputs().isEmpty()) {
      if (vector) {
        beforeSegments
            .vector()
            .run(tile.segments, null, tile.beforeOffsets, tile.noScalars, padded(count));
      } else {
        beforeArrays.scalar().run(null, tile.arrays, tile.beforeIndices, tile.noScalars, count);
      }
    }
    return tile;
  }

  private static int padded(int count) {
    return Math.ceilDiv(count, Lanes.COUNT) * Lanes.COUNT;
  }

  /**
   * Computes a row into the tile.
   *
   * @param tile the tile, as {@link #load} gave it
   * @param scalars the value of each of the main program's scalars, in its order
   */
  public void row(PairTile tile, float[] scalars) {
    if (tile.isVector()) {
      mainSegments
          .vector()
          .run(tile.segments, null, tile.mainOffsets, scalars, padded(tile.count()));
    } else {
      mainArrays.scalar().run(null, tile.arrays, tile.mainIndices, scalars, tile.count());
    }
  }

  /**
   * Computes a row into memory.
   *
   * @param tile the tile, as {@link #load} gave it
   * @param scalars the value of each of the main program's scalars, in its order
   * @param destination where the row is written
   * @param offset its first byte
   * @param direct whether {@link Argument#isDirect} of the memory
   */
  public void row(
      PairTile tile, float[] scalars, MemorySegment destination, long offset, boolean direct) {
    int count = tile.count();
    if (!tile.isVector() || !direct || count < Lanes.COUNT) {
      row(tile, scalars);
      tile.copyRow(destination, offset);
      return;
    }
    Loop loop = mainSegments.vector();
    int whole = count - count % Lanes.COUNT;
    loop.run(tile.direct(destination, offset, 0), null, tile.directOffsets, scalars, whole);
    if (whole < count) {
      // the last vector once more, moved back so that it ends with the row
      int moved = count - Lanes.COUNT;
      loop.run(
          tile.direct(destination, offset, moved), null, tile.directOffsets, scalars, Lanes.COUNT);
    }
  }
}
