package dev.jaccard.bench;

import dev.jaccard.Backend;
import dev.jaccard.Batch;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import java.util.concurrent.ForkJoinPool;
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

/** Every base loss, forward and forward with backward; the time is of one call over all pairs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 5,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class BoxLossBenchmark {
  /** The loss. */
  @Param({
    "iou", "giou", "diou", "ciou", "eiou", "siou", "wiou", "mpdiou", "shape", "piou", "piou2",
    "nwd", "bounded"
  })
  public String loss;

  /** The number of pairs. */
  @Param({"1024", "8192", "1048576"})
  public int pairs;

  /** The backend: AUTO (vectors, after warm-up), SCALAR or REFERENCE. */
  @Param({"AUTO"})
  public Backend backend;

  /** How many threads. */
  @Param({"1"})
  public int threads;

  private BoxLoss boxLoss;
  private Batch batch;

  /** Makes the pairs and compiles the kernels. */
  @Setup(Level.Trial)
  public void prepare() {
    boxLoss = Losses.build(loss, backend);
    Pairs data = new Pairs(pairs);
    batch = new Batch(data.prediction, data.target).losses(data.losses).gradient(data.gradient);
    if (threads > 1) {
      batch.executor(ForkJoinPool.commonPool(), threads);
    }
    if (backend == Backend.AUTO) {
      boxLoss.warmUp(BoxFormat.XYXY);
      boxLoss.warmUp(BoxFormat.XYXY, false).join();
    }
  }

  /**
   * Losses.
   *
   * @return their sum
   */
  @Benchmark
  public double forward() {
    return boxLoss.forward(batch);
  }

  /**
   * Losses and gradients.
   *
   * @return the sum of the losses
   */
  @Benchmark
  public double forwardBackward() {
    return boxLoss.forwardBackward(batch);
  }
}
