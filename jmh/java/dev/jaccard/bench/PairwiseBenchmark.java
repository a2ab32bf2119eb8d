package dev.jaccard.bench;

import dev.jaccard.Backend;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.match.Pairwise;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Similarities of all pairs of some boxes with 8,400, on one thread; the time is of one call.
 * Before anything is timed, vectors and scalars must give the same matrix.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 5,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class PairwiseBenchmark {
  static final int COLUMNS = 8400;

  /** The similarity. */
  @Param({"iou", "ciou"})
  public String similarity;

  /** The number of rows. */
  @Param({"64", "1000"})
  public int rows;

  private Pairwise pairwise;
  private SceneData a;
  private SceneData b;
  private MemorySegment matrix;
  private MemorySegment values;
  private MemorySegment indices;
  private byte fill;

  /** Makes the boxes, compiles the loops and compares them. */
  @Setup(Level.Trial)
  public void prepare() {
    Arena arena = Arena.ofAuto();
    a = new SceneData(SceneData.Kind.CLUSTERED, rows, 1);
    b = new SceneData(SceneData.Kind.CLUSTERED, COLUMNS, 2);
    matrix = arena.allocate(4L * rows * COLUMNS, 64);
    values = arena.allocate(4L * COLUMNS, 64);
    indices = arena.allocate(4L * COLUMNS, 64);
    pairwise = Pairwise.of(similarity);
    pairwise.warmUp(BoxFormat.XYXY).join();
    MemorySegment scalar = arena.allocate(matrix.byteSize(), 64);
    Pairwise.of(BoxLoss.builder(similarity).backend(Backend.SCALAR).build())
        .matrix(a.boxes, b.boxes, scalar);
    if (matrix().mismatch(scalar) != -1) {
      throw new IllegalStateException("vectors and scalars give different matrices");
    }
  }

  /**
   * All similarities.
   *
   * @return the matrix
   */
  @Benchmark
  public MemorySegment matrix() {
    pairwise.matrix(a.boxes, b.boxes, matrix);
    return matrix;
  }

  /**
   * The best row of each column, without a matrix.
   *
   * @return the rows
   */
  @Benchmark
  public MemorySegment bestPerColumn() {
    pairwise.bestPerColumn(a.boxes, b.boxes, values, indices);
    return indices;
  }

  /**
   * The best column of each row, without a matrix.
   *
   * @return the columns
   */
  @Benchmark
  public MemorySegment bestPerRow() {
    pairwise.bestPerRow(a.boxes, b.boxes, values, indices);
    return indices;
  }

  /**
   * What memory alone takes: the matrix is filled.
   *
   * @return the matrix
   */
  @Benchmark
  public MemorySegment memory() {
    return matrix.fill(fill++);
  }
}
