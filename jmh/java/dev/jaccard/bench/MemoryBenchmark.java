package dev.jaccard.bench;

import dev.jaccard.emit.MemoryKind;
import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.kernel.MemoryProgram;
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

/** The memory kernel: reads and writes the planes of a loss and computes next to nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 5,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class MemoryBenchmark {
  /** The number of pairs. */
  @Param({"1024", "8192", "1048576"})
  public int pairs;

  private Kernel forward;
  private Kernel backward;
  private Argument[] forwardArguments;
  private Argument[] backwardArguments;

  /** Makes the pairs and compiles the kernels. */
  @Setup(Level.Trial)
  public void prepare() {
    Pairs data = new Pairs(pairs);
    forward = new Kernel(MemoryProgram.forward());
    backward = new Kernel(MemoryProgram.backward());
    forwardArguments = data.arguments(forward.program());
    backwardArguments = data.arguments(backward.program());
    forward.warmUp(MemoryKind.SEGMENTS).join();
    backward.warmUp(MemoryKind.SEGMENTS).join();
  }

  /**
   * Eight planes in, one out.
   *
   * @return the sum of the plane written
   */
  @Benchmark
  public double forward() {
    return forward.run(forwardArguments, new float[0], pairs, Kernel.Choice.WHEN_READY, null, 1);
  }

  /**
   * Eight planes in, five out.
   *
   * @return the sum of the first plane written
   */
  @Benchmark
  public double forwardBackward() {
    return backward.run(backwardArguments, new float[0], pairs, Kernel.Choice.WHEN_READY, null, 1);
  }
}
