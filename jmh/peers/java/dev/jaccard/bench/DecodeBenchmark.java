package dev.jaccard.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The contenders of {@link DecodeContenders} and DJL's translator, each alone: again and again over
 * the same output.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class DecodeBenchmark {
  private DecodeContenders contenders;
  private DjlDecoding djl;

  /** Makes the output, compiles the scans, and checks that all find the same. */
  @Setup(Level.Trial)
  public void prepare() {
    contenders = new DecodeContenders();
    djl = new DjlDecoding(contenders.output());
    contenders.requireSame(djl.sorted());
  }

  /**
   * The decoder.
   *
   * @return the number of detections
   */
  @Benchmark
  public int decoder() {
    return contenders.decoder();
  }

  /**
   * Plain loops, anchor by anchor.
   *
   * @return the detections
   */
  @Benchmark
  public Object plainLoop() {
    return contenders.anchorByAnchor();
  }

  /**
   * Plain loops, plane by plane.
   *
   * @return the detections
   */
  @Benchmark
  public Object plainLoopByPlanes() {
    return contenders.planeByPlane();
  }

  /**
   * DJL's translator, from an NDArray on.
   *
   * @return the detections
   */
  @Benchmark
  public Object djl() {
    return djl.process();
  }
}
