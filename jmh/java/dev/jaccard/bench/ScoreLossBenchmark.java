package dev.jaccard.bench;

import dev.jaccard.classification.ClassLayout;
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
 * Losses of a detector's head, forward and backward, beside a kernel that moves the same memory;
 * the time is of one call over all anchors: 80 logits each, of dfl 64.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 5,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class ScoreLossBenchmark {
  /** The loss. */
  @Param({"bce", "focal", "varifocal", "softmax-ce", "dfl"})
  public String loss;

  /** The number of anchors. */
  @Param({"8400", "134400"})
  public int anchors;

  /** How the logits lie. */
  @Param({"CHANNELS_FIRST"})
  public ClassLayout layout;

  /** Whether targets are sparse. */
  @Param({"false"})
  public boolean sparse;

  private ScoreContenders contenders;

  /** Makes the logits and compiles the kernels. */
  @Setup(Level.Trial)
  public void prepare() {
    contenders = new ScoreContenders(loss, layout, sparse, anchors);
  }

  /**
   * Losses and gradients.
   *
   * @return the sum of the losses
   */
  @Benchmark
  public double forwardBackward() {
    return contenders.loss().getAsDouble();
  }

  /**
   * The memory alone.
   *
   * @return the sum of what was written
   */
  @Benchmark
  public double memory() {
    return contenders.memory().getAsDouble();
  }
}
