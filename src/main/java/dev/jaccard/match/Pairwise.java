package dev.jaccard.match;

import dev.jaccard.Backend;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.emit.VectorSupport;
import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Chunks;
import dev.jaccard.kernel.Memory;
import dev.jaccard.kernel.PairKernel;
import dev.jaccard.kernel.PairTile;
import dev.jaccard.loss.Catalog;
import dev.jaccard.loss.IntersectionOverArea;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The similarity of every one of n boxes a to every one of m boxes b: 1 - loss of any loss of the
 * catalogue or of one's own, the IoU itself, or the intersection over the area of a. Box a is the
 * prediction where the two differ.
 *
 * <pre>{@code
 * Pairwise iou = Pairwise.of("iou");
 * iou.matrix(a, b, similarities);               // [n][m] floats, row-major
 * iou.bestPerColumn(a, b, values, rows);        // without the matrix
 * Pairwise.of(BoxLoss.builder("ciou").inner(0.75).build()).topPerRow(a, b, 10, values, columns);
 * }</pre>
 *
 * <p>The methods that give no matrix look at each row while it is in the nearest cache and take
 * memory for n + m values only. Similarities that are NaN, as those of boxes that are not finite,
 * are never best, above or among the top.
 *
 * <p>{@code 1 - loss} has the bits of 1 minus the loss that {@link BoxLoss} gives for the same
 * pair; {@code iou} in its linear form is intersection / union, rounded once and 0 where nothing
 * overlaps, also for boxes without area, and {@code ciou}, which takes an arctangent of each box in
 * the place of one per pair, is within 1e-6 of it.
 *
 * <p>Instances are immutable and thread-safe; the kernels belong to the instance, so keep it. The
 * scalar reading runs until the vector loops are compiled in the background; the bits are the same.
 * A call allocates some small objects, nothing per box or pair. All arguments are checked before
 * anything is written.
 */
public final class Pairwise {
  /** The name of the similarity intersection / area of a. */
  public static final String INTERSECTION_OVER_AREA = "ioa";

  /** The rows that share a tile: enough to forget the cost of loading it. */
  private static final int ROWS = 256;

  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final Map<String, Pairwise> NAMED = new ConcurrentHashMap<>();
  private static final int KINDS = PairProgram.values().length;

  private final BoxLoss loss;
  private final Executor executor;
  private final int threads;
  private final AtomicReferenceArray<Rows> rows;

  private Pairwise(BoxLoss loss, Executor executor, int threads, AtomicReferenceArray<Rows> rows) {
    this.loss = loss;
    this.executor = executor;
    this.threads = threads;
    this.rows = rows;
  }

  /**
   * A similarity with its defaults.
   *
   * @param name a loss of the catalogue, see {@link Catalog#entries()}, or {@code ioa}
   * @return the similarity
   * @throws IllegalArgumentException if there is none of that name, or a parameter has no default
   */
  public static Pairwise of(String name) {
    Pairwise known = NAMED.get(name);
    return known != null ? known : NAMED.computeIfAbsent(name, n -> of(builder(n).build()));
  }

  /**
   * What a similarity is built with: its parameters, modifiers, convention and backend.
   *
   * @param name a loss of the catalogue or {@code ioa}
   * @return a builder of the loss that is 1 - similarity, for {@link #of(BoxLoss)}
   * @throws IllegalArgumentException if there is none of that name
   */
  public static BoxLoss.Builder builder(String name) {
    return name.equals(INTERSECTION_OVER_AREA)
        ? BoxLoss.define(name, new IntersectionOverArea())
        : BoxLoss.builder(name);
  }

  /**
   * The similarity that belongs to a loss.
   *
   * @param loss the loss; its backend, which must not be {@link Backend#REFERENCE}, is how the
   *     similarity is computed
   * @return the similarity
   * @throws IllegalArgumentException if the loss has a focal weight, which has no meaning here
   */
  public static Pairwise of(BoxLoss loss) {
    Objects.requireNonNull(loss, "loss");
    if (loss.backend() == Backend.REFERENCE) {
      throw new IllegalArgumentException(
          "backend is REFERENCE but must be AUTO, VECTOR or SCALAR: it is for aligned pairs only");
    }
    // shows what is wrong now rather than at the first call
    loss.similarityForFixedPrediction(BoxFormat.XYXY);
    return new Pairwise(
        loss, null, 1, new AtomicReferenceArray<>(BoxFormat.values().length * KINDS));
  }

  /**
   * Lets other threads take part. The results have the same bits.
   *
   * @param pool runs the other threads' parts, such as a ForkJoinPool
   * @param threadCount how many threads at the most, the calling one included
   * @return a similarity with this option, which shares the kernels
   */
  public Pairwise executor(Executor pool, int threadCount) {
    Objects.requireNonNull(pool, "pool");
    if (threadCount < 1) {
      throw new IllegalArgumentException("threads is " + threadCount + " but must be at least 1");
    }
    return new Pairwise(loss, pool, threadCount, rows);
  }

  /**
   * Compiles the vector loops in the background. Without this, the scalar reading runs until much
   * has been computed.
   *
   * @param format the boxes' format
   * @return what completes when they are in use
   */
  public CompletableFuture<Void> warmUp(BoxFormat format) {
    return CompletableFuture.allOf(
        Arrays.stream(PairProgram.values())
            .map(what -> rows(format, what).kernel().warmUp())
            .toArray(CompletableFuture[]::new));
  }

  /**
   * Writes the similarity of every pair.
   *
   * @param a n boxes
   * @param b m boxes of the same format
   * @param similarities room for n·m floats; that of a's box i and b's box j goes to i·m + j
   */
  public void matrix(Boxes a, Boxes b, MemorySegment similarities) {
    check(a, b);
    requireOutput("similarities", similarities, (long) a.count() * b.count(), a, b);
    boolean direct = Argument.isDirect(similarities);
    long rowBytes = (long) b.count() * Float.BYTES;
    int tiles = tiles(b);
    Run run = new Run(a, b, PairProgram.SIMILARITY);
    forEach(
        blocks(a) * tiles,
        chunk -> {
          int start = chunk % tiles * run.tileSize;
          PairTile tile = run.load(start);
          int block = chunk / tiles;
          int end = run.end(block);
          for (int row = block * ROWS; row < end; row += run.step) {
            long offset = row * rowBytes + (long) start * Float.BYTES;
            run.computeInto(tile, row, end, similarities, offset, rowBytes, direct);
          }
        });
  }

  /**
   * Finds the box of a that is most similar to each box of b.
   *
   * @param a n boxes
   * @param b m boxes of the same format
   * @param values room for m floats: the largest similarity of each column, -infinity where there
   *     is none
   * @param bestRows room for m ints: the index in a, the lowest one at equal values, -1 where there
   *     is none
   */
  public void bestPerColumn(Boxes a, Boxes b, MemorySegment values, MemorySegment bestRows) {
    check(a, b);
    requireBest(values, "bestRows", bestRows, b.count(), a, b);
    Run run = new Run(a, b, PairProgram.BEST);
    forEach(
        tiles(b),
        chunk -> {
          int start = chunk * run.tileSize;
          PairTile tile = run.load(start);
          tile.fill(PairProgram.BEST_VALUE, Float.NEGATIVE_INFINITY);
          tile.fill(PairProgram.BEST_ROW, Float.intBitsToFloat(-1));
          for (int row = 0; row < a.count(); row += run.step) {
            run.compute(tile, row, a.count());
          }
          tile.copy(PairProgram.BEST_VALUE, values, (long) start * Float.BYTES);
          tile.copy(PairProgram.BEST_ROW, bestRows, (long) start * Integer.BYTES);
        });
  }

  /**
   * Finds the box of b that is most similar to each box of a.
   *
   * @param a n boxes
   * @param b m boxes of the same format
   * @param values room for n floats: the largest similarity of each row, -infinity where there is
   *     none
   * @param bestColumns room for n ints: the index in b, the lowest one at equal values, -1 where
   *     there is none
   */
  public void bestPerRow(Boxes a, Boxes b, MemorySegment values, MemorySegment bestColumns) {
    check(a, b);
    requireBest(values, "bestColumns", bestColumns, a.count(), a, b);
    scanRows(
        a,
        b,
        new RowConsumer() {
          @Override
          public void begin(int row) {
            values.set(FLOAT, row * 4L, Float.NEGATIVE_INFINITY);
            bestColumns.set(INT, row * 4L, -1);
          }

          @Override
          public void accept(Row found, int row, int start) {
            int at = found.best(values.get(FLOAT, row * 4L));
            if (at >= 0) {
              values.set(FLOAT, row * 4L, found.get(at));
              bestColumns.set(INT, row * 4L, start + at);
            }
          }
        });
  }

  /**
   * Counts the pairs whose similarity is above a threshold.
   *
   * @param a n boxes
   * @param b m boxes of the same format
   * @param threshold the threshold, not NaN
   * @param counts room for n ints: how many columns of each row
   * @return how many pairs
   */
  public long countAbove(Boxes a, Boxes b, float threshold, MemorySegment counts) {
    check(a, b);
    Checks.requireNumber("threshold", threshold);
    requireOutput("counts", counts, a.count(), a, b);
    scanRows(
        a,
        b,
        new RowConsumer() {
          @Override
          public void begin(int row) {
            counts.set(INT, row * 4L, 0);
          }

          @Override
          public void accept(Row found, int row, int start) {
            int above = counts.get(INT, row * 4L) + found.countAbove(threshold);
            counts.set(INT, row * 4L, above);
          }
        });
    return sum(counts, a.count());
  }

  private static long sum(MemorySegment counts, int length) {
    long total = 0;
    for (int row = 0; row < length; row++) {
      total += counts.get(INT, row * 4L);
    }
    return total;
  }

  /**
   * Lists the pairs whose similarity is above a threshold, row by row, as a sparse matrix.
   *
   * @param a n boxes
   * @param b m boxes of the same format
   * @param threshold the threshold, not NaN
   * @param counts n ints, as {@link #countAbove} gave them for the same boxes and threshold
   * @param columns room for as many ints as the counts' sum: the columns of row 0 in ascending
   *     order, then those of row 1, ...
   * @param values room for as many floats, the similarities; or null
   * @throws IllegalArgumentException if an argument is not as it must be; where counts are not
   *     those of these boxes, that shows when some of the outputs are written
   */
  public void listAbove(
      Boxes a,
      Boxes b,
      float threshold,
      MemorySegment counts,
      MemorySegment columns,
      MemorySegment values) {
    check(a, b);
    Checks.requireNumber("threshold", threshold);
    Checks.requireElements("counts", counts, a.count(), "boxes of a");
    long[] next = new long[a.count()];
    long[] end = new long[a.count()];
    long total = 0;
    for (int row = 0; row < next.length; row++) {
      int count = counts.get(INT, row * 4L);
      if (count < 0 || count > b.count()) {
        throw new IllegalArgumentException(
            "counts[%d] is %d but must be in [0, %d]".formatted(row, count, b.count()));
      }
      next[row] = total;
      total += count;
      end[row] = total;
    }
    requireOutput("columns", columns, total, a, b);
    Checks.requireApart("columns", columns, "counts", counts);
    if (values != null) {
      requireOutput("values", values, total, a, b);
      Checks.requireApart("values", values, "counts", counts);
      Checks.requireApart("values", values, "columns", columns);
    }
    scanRows(
        a,
        b,
        new RowConsumer() {
          @Override
          public void begin(int row) {}

          @Override
          public void accept(Row found, int row, int start) {
            int at = found.nextAbove(0, threshold);
            while (at < found.count()) {
              if (next[row] == end[row]) {
                throw wrongCount(counts, row, "more");
              }
              columns.set(INT, next[row] * 4L, start + at);
              if (values != null) {
                values.set(FLOAT, next[row] * 4L, found.get(at));
              }
              next[row]++;
              at = found.nextAbove(at + 1, threshold);
            }
          }
        });
    for (int row = 0; row < next.length; row++) {
      if (next[row] != end[row]) {
        throw wrongCount(counts, row, "fewer");
      }
    }
  }

  private static IllegalArgumentException wrongCount(MemorySegment counts, int row, String found) {
    return new IllegalArgumentException(
        "counts[%d] is %d but %s columns are above the threshold; it must be what countAbove gives"
            .formatted(row, counts.get(INT, row * 4L), found));
  }

  /**
   * Finds the boxes of b that are most similar to each box of a.
   *
   * @param a n boxes
   * @param b m boxes of the same format
   * @param k how many, at least 1
   * @param values room for n·k floats, [n][k]: the largest similarities of each row in descending
   *     order, -infinity where there are fewer than k
   * @param columns room for n·k ints: the indices in b, at equal values the lower one first, -1
   *     where there are fewer than k
   */
  public void topPerRow(Boxes a, Boxes b, int k, MemorySegment values, MemorySegment columns) {
    check(a, b);
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + " but must be at least 1");
    }
    requireBest(values, "columns", columns, (long) a.count() * k, a, b);
    scanRows(
        a,
        b,
        new RowConsumer() {
          @Override
          public void begin(int row) {
            for (long i = (long) row * k; i < (row + 1L) * k; i++) {
              values.set(FLOAT, i * 4, Float.NEGATIVE_INFINITY);
              columns.set(INT, i * 4, -1);
            }
          }

          @Override
          public void accept(Row found, int row, int start) {
            long first = (long) row * k * 4;
            long last = first + (k - 1L) * 4;
            int at = found.nextAbove(0, values.get(FLOAT, last));
            while (at < found.count()) {
              insert(first, last, found.get(at), start + at);
              at = found.nextAbove(at + 1, values.get(FLOAT, last));
            }
          }

          private void insert(long first, long last, float value, int column) {
            long to = last;
            while (to > first && values.get(FLOAT, to - 4) < value) {
              values.set(FLOAT, to, values.get(FLOAT, to - 4));
              columns.set(INT, to, columns.get(INT, to - 4));
              to -= 4;
            }
            values.set(FLOAT, to, value);
            columns.set(INT, to, column);
          }
        });
  }

  /** What is done with each row, a tile of columns at a time, in ascending order. */
  private interface RowConsumer {
    void begin(int row);

    void accept(Row found, int row, int start);
  }

  private void scanRows(Boxes a, Boxes b, RowConsumer consumer) {
    Run run = new Run(a, b, PairProgram.SIMILARITY);
    int tiles = tiles(b);
    forEach(
        blocks(a),
        block -> {
          int end = run.end(block);
          for (int row = block * ROWS; row < end; row++) {
            consumer.begin(row);
          }
          for (int t = 0; t < tiles; t++) {
            int start = t * run.tileSize;
            PairTile tile = run.load(start);
            Row found = new Row(tile);
            for (int row = block * ROWS; row < end; row += run.step) {
              run.compute(tile, row, end);
              for (int r = 0; r < Math.min(run.step, end - row); r++) {
                consumer.accept(found.at(r), row + r, start);
              }
            }
          }
        });
  }

  private static int tiles(Boxes b) {
    return b.count() == 0 ? 0 : Math.ceilDiv(b.count(), PairKernel.tileSize(b.count()));
  }

  private static int blocks(Boxes a) {
    return Math.ceilDiv(a.count(), ROWS);
  }

  private void forEach(int chunks, Chunks.Task body) {
    if (threads < 2 || chunks < 2) {
      for (int chunk = 0; chunk < chunks; chunk++) {
        body.run(chunk);
      }
    } else {
      Chunks.run(chunks, executor, threads, body);
    }
  }

  /** A call: its boxes and the kernel. */
  private final class Run {
    private final Boxes a;
    private final Boxes b;
    private final Rows kernel;
    private final Argument columns = new Argument();
    private final int tileSize;
    private final int step;

    private Run(Boxes a, Boxes b, PairProgram what) {
      this.a = a;
      this.b = b;
      this.kernel = rows(a.format(), what);
      this.tileSize = PairKernel.tileSize(b.count());
      this.step = kernel.kernel().rows();
      columns.set(b.segment(), 0, b.planeStride());
      if (loss.backend() == Backend.AUTO) {
        kernel.kernel().note((long) a.count() * b.count());
      }
    }

    private int end(int block) {
      return Math.min(a.count(), (block + 1) * ROWS);
    }

    private PairTile load(int start) {
      boolean vector =
          switch (loss.backend()) {
            case VECTOR -> true;
            case AUTO -> VectorSupport.available() && kernel.kernel().isReady();
            default -> false;
          };
      int count = Math.min(tileSize, b.count() - start);
      return kernel.kernel().load(columns, start, count, vector);
    }

    private void compute(PairTile tile, int first, int end) {
      boolean signed = kernel.set(tile.scalars(), a, first, end);
      kernel.kernel().rows(tile, tile.scalars(), signed);
    }

    private void computeInto(
        PairTile tile,
        int first,
        int end,
        MemorySegment destination,
        long offset,
        long stride,
        boolean direct) {
      boolean signed = kernel.set(tile.scalars(), a, first, end);
      int rows = Math.min(step, end - first);
      kernel.kernel().rows(tile, tile.scalars(), signed, destination, offset, stride, rows, direct);
    }
  }

  private Rows rows(BoxFormat format, PairProgram what) {
    int index = format.ordinal() * KINDS + what.ordinal();
    Rows known = rows.get(index);
    if (known == null) {
      rows.compareAndSet(index, null, new Rows(loss, format, what));
      known = rows.get(index);
    }
    return known;
  }

  private void check(Boxes a, Boxes b) {
    Objects.requireNonNull(a, "a");
    Objects.requireNonNull(b, "b");
    if (a.format() != b.format()) {
      throw new IllegalArgumentException(
          "b has format " + b.format() + " but must have " + a.format() + " like a");
    }
    Memory.requireReadable(a.segment(), "a");
    Memory.requireReadable(b.segment(), "b");
    requireShared("a", a.segment());
    requireShared("b", b.segment());
  }

  private void requireShared(String name, MemorySegment segment) {
    if (threads > 1 && !Argument.isShared(segment)) {
      throw new IllegalArgumentException(
          name
              + " lies in a confined arena, which other threads cannot reach, but an executor is"
              + " given; use Arena.ofShared() or Arena.ofAuto()");
    }
  }

  private void requireOutput(String name, MemorySegment output, long count, Boxes a, Boxes b) {
    Checks.requireRoom(name, output, count);
    requireShared(name, output);
    Checks.requireApart(name, output, "a", a);
    Checks.requireApart(name, output, "b", b);
  }

  private void requireBest(
      MemorySegment values, String name, MemorySegment indices, long count, Boxes a, Boxes b) {
    requireOutput("values", values, count, a, b);
    requireOutput(name, indices, count, a, b);
    Checks.requireApart(name, indices, "values", values);
  }

  @Override
  public String toString() {
    return "similarity of " + loss;
  }
}
