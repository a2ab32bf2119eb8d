package dev.jaccard.kernel;

import dev.jaccard.emit.Lanes;
import dev.jaccard.emit.Loop;
import dev.jaccard.emit.MemoryKind;
import dev.jaccard.emit.VectorSupport;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import dev.jaccard.lower.NonNegative;
import dev.jaccard.lower.Program;
import dev.jaccard.lower.Repetition;
import dev.jaccard.lower.Split;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Runs a program for some boxes, given by scalars, against a tile of boxes, given by planes: rows
 * of a matrix of pairs. What depends on the tile's boxes alone is computed when the tile is loaded;
 * some rows are computed at once, as registers allow, so that its planes are read once for all; and
 * where no coordinate of these rows has a sign, minima and maxima are those of ints. The bits are
 * the same.
 *
 * <p>Thread-safe; each thread has its own {@link PairTile}, and nothing is allocated per call.
 */
public final class PairKernel {
  /** The most boxes of a tile: its planes stay in the nearest caches. */
  static final int TILE = 2048;

  /** Those of 512 bits; {@link Lanes} is only there with the vector module. */
  private static final int MOST_LANES = 16;

  /** The most rows at once. */
  private static final int MOST_ROWS = 2;

  /** The most values that are the same for all boxes of a tile; the others need registers too. */
  private static final int MOST_INVARIANTS = 24;

  private static final long WARM_UP_PAIRS = 262_144;

  private final Program before;
  private final Program main;
  private final int rows;
  private final String argument;
  private final ReadyLoop beforeSegments;
  private final ReadyLoop beforeArrays;
  private final ReadyLoop mainSegments;
  private final ReadyLoop mainArrays;
  private final ReadyLoop unsignedSegments;
  private final AtomicLong seen = new AtomicLong();

  /**
   * A kernel.
   *
   * @param program what is computed of a pair; its output is the row, or the planes that rows
   *     accumulate into
   * @param argument the argument that holds the tile's boxes
   * @param varying the scalars that have a value for each row
   * @param coordinates those of them that are coordinates
   */
  public PairKernel(
      Program program, String argument, Set<String> varying, Set<String> coordinates) {
    Split split = Split.of(program, argument);
    Program one = split.main();
    Program all = Repetition.of(one, MOST_ROWS, varying);
    this.rows = all.sharedValues() <= MOST_INVARIANTS ? MOST_ROWS : 1;
    this.before = inTile(split.before());
    this.main = inTile(Repetition.of(one, rows, varying));
    this.argument = argument;
    Program known =
        NonNegative.of(one, node -> node.op() == Op.SCALAR && coordinates.contains(node.payload()));
    Program unsigned = inTile(Repetition.of(known, rows, varying));
    this.beforeSegments = new ReadyLoop(before, MemoryKind.SEGMENTS);
    this.beforeArrays = new ReadyLoop(before, MemoryKind.ARRAYS);
    this.mainSegments = new ReadyLoop(main, MemoryKind.SEGMENTS);
    this.mainArrays = new ReadyLoop(main, MemoryKind.ARRAYS);
    this.unsignedSegments =
        unsigned.operationCount() < main.operationCount()
            ? new ReadyLoop(unsigned, MemoryKind.SEGMENTS)
            : mainSegments;
  }

  /** What is read lies in a tile; rows may be written elsewhere. */
  private static Program inTile(Program program) {
    Set<String> read =
        program.inputPlanes().stream().map(Plane::argument).collect(Collectors.toSet());
    return program.withPlanesApart(read, PairTile.STRIDE);
  }

  /**
   * What is computed of each pair.
   *
   * @return the program without what is computed once per box, for {@link #rows()} rows
   */
  public Program main() {
    return main;
  }

  /**
   * How many rows are computed at once.
   *
   * @return 1 or more
   */
  public int rows() {
    return rows;
  }

  /**
   * Starts to compile the vector loops.
   *
   * @return what completes when they are in use
   */
  public CompletableFuture<Void> warmUp() {
    CompletableFuture<Void> loops =
        CompletableFuture.allOf(mainSegments.startWarmUp(), unsignedSegments.startWarmUp());
    return before.outputs().isEmpty()
        ? loops
        : CompletableFuture.allOf(loops, beforeSegments.startWarmUp());
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
    return mainSegments.isReady()
        && unsignedSegments.isReady()
        && (before.outputs().isEmpty() || beforeSegments.isReady());
  }

  /**
   * How many boxes each tile of some boxes has, but for the last one: tiles of about the same size.
   *
   * @param count how many boxes there are
   * @return a multiple of the lanes of any vector
   */
  public static int tileSize(int count) {
    int even = Math.ceilDiv(count, Math.max(1, Math.ceilDiv(count, TILE)));
    return Math.ceilDiv(even, MOST_LANES) * MOST_LANES;
  }

  /**
   * Loads boxes into this thread's tile.
   *
   * @param boxes their planes
   * @param start the first box
   * @param count how many, at most {@link #tileSize}
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
   * Computes rows into the tile.
   *
   * @param tile the tile, as {@link #load} gave it
   * @param scalars the value of each of the main program's scalars, in its order
   * @param signed whether one of the rows' coordinates has a sign
   */
  public void rows(PairTile tile, float[] scalars, boolean signed) {
    if (tile.isVector()) {
      loop(signed).run(tile.segments, null, tile.mainOffsets, scalars, padded(tile.count()));
    } else {
      mainArrays.scalar().run(null, tile.arrays, tile.mainIndices, scalars, tile.count());
    }
  }

  private Loop loop(boolean signed) {
    return (signed ? mainSegments : unsignedSegments).vector();
  }

  /**
   * Computes rows into memory.
   *
   * @param tile the tile, as {@link #load} gave it
   * @param scalars the value of each of the main program's scalars, in its order
   * @param signed whether one of the rows' coordinates has a sign
   * @param destination where the rows are written
   * @param offset the first byte of the first row
   * @param stride the bytes from one row to the next
   * @param present how many rows there are; what is computed beyond repeats the last one
   * @param direct whether {@link Argument#isDirect} of the memory
   */
  public void rows(
      PairTile tile,
      float[] scalars,
      boolean signed,
      MemorySegment destination,
      long offset,
      long stride,
      int present,
      boolean direct) {
    int count = tile.count();
    if (!tile.isVector() || !direct || count < Lanes.COUNT) {
      rows(tile, scalars, signed);
      for (int row = 0; row < present; row++) {
        tile.copyRow(row, destination, offset + row * stride);
      }
      return;
    }
    Loop loop = loop(signed);
    int whole = count - count % Lanes.COUNT;
    tile.direct(destination, offset, stride, present, 0);
    loop.run(tile.directSegments, null, tile.directOffsets, scalars, whole);
    if (whole < count) {
      // the last vector once more, moved back so that it ends with the row
      tile.direct(destination, offset, stride, present, count - Lanes.COUNT);
      loop.run(tile.directSegments, null, tile.directOffsets, scalars, Lanes.COUNT);
    }
  }
}
