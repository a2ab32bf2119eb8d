package dev.jaccard.bench;

import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opencv.core.MatOfInt;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Greedy suppression beside a plain Java loop, OpenCV, DJL and ONNX Runtime, on one thread. Before
 * anything is timed, all of them must keep the same boxes; OpenCV and DJL, which compute overlaps
 * in double, as many but for one in a thousand.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 5,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class NmsBenchmark {
  /** The number of boxes. */
  @Param({"300", "1000", "8400", "25200", "100000"})
  public int boxes;

  /** How they lie. */
  @Param({"CLUSTERED", "SPREAD", "OVERLAPPING"})
  public SceneData.Kind scene;

  private NmsContenders contenders;
  private OpenCvNms openCv;
  private OnnxNms onnx;
  private DjlNms djl;

  /**
   * Makes the scene and compares the results.
   *
   * @throws OrtException if ONNX Runtime refuses the model
   */
  @Setup(Level.Trial)
  public void prepare() throws OrtException {
    contenders = new NmsContenders(scene, boxes);
    SceneData data = contenders.scene();
    openCv = new OpenCvNms(data, NmsContenders.THRESHOLD);
    djl = new DjlNms(data, NmsContenders.THRESHOLD);
    onnx = new OnnxNms(data.rows, data.scoreArray, NmsContenders.THRESHOLD);
    contenders.requireEqual("ONNX Runtime", onnx.apply());
    contenders.requireAsMany("OpenCV", openCv().total());
    contenders.requireAsMany("DJL", djl().size());
  }

  /**
   * This library.
   *
   * @return how many boxes are kept
   */
  @Benchmark
  public int jaccard() {
    return contenders.jaccard();
  }

  /**
   * A plain Java loop.
   *
   * @return how many boxes are kept
   */
  @Benchmark
  public int plainLoop() {
    return contenders.plainLoop();
  }

  /**
   * OpenCV's NMSBoxes.
   *
   * @return the kept indices
   */
  @Benchmark
  public MatOfInt openCv() {
    return openCv.apply();
  }

  /**
   * ONNX Runtime's operator.
   *
   * @return the kept indices
   */
  @Benchmark
  public int[] onnxRuntime() {
    return onnx.apply();
  }

  /**
   * DJL's Rectangle.nms, which its translators call.
   *
   * @return the kept indices
   */
  @Benchmark
  public List<Integer> djl() {
    return djl.apply();
  }

  /**
   * Frees ONNX Runtime's memory.
   *
   * @throws OrtException if it cannot
   */
  @TearDown(Level.Trial)
  public void close() throws OrtException {
    onnx.close();
  }
}
