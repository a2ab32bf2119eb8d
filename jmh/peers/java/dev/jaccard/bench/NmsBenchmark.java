package dev.jaccard.bench;

import ai.djl.modality.cv.output.Rectangle;
import ai.onnxruntime.OrtException;
import dev.jaccard.match.Nms;
import dev.jaccard.match.NmsWorkspace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.opencv.core.MatOfFloat;
import org.opencv.core.MatOfInt;
import org.opencv.core.MatOfRect2d;
import org.opencv.core.Rect2d;
import org.opencv.dnn.Dnn;
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
  private static final float THRESHOLD = 0.65f;
  private static final double OTHER_PRECISION = 1e-3;

  /** The number of boxes. */
  @Param({"300", "1000", "8400", "25200", "100000"})
  public int boxes;

  /** How they lie. */
  @Param({"CLUSTERED", "SPREAD", "OVERLAPPING"})
  public SceneData.Kind scene;

  private SceneData data;
  private Nms nms;
  private NmsWorkspace workspace;
  private MemorySegment kept;
  private int[] plainKept;
  private MatOfRect2d rectangles;
  private MatOfFloat confidences;
  private MatOfInt indices;
  private OnnxNms onnx;
  private List<Rectangle> djlBoxes;
  private List<Double> djlScores;

  /**
   * Makes the scene and compares the results.
   *
   * @throws OrtException if ONNX Runtime refuses the model
   */
  @Setup(Level.Trial)
  public void prepare() throws OrtException {
    data = new SceneData(scene, boxes, 1);
    nms = Nms.greedy(THRESHOLD);
    workspace = new NmsWorkspace();
    kept = Arena.ofAuto().allocate(4L * boxes, 4);
    plainKept = new int[boxes];
    nu.pattern.OpenCV.loadLocally();
    org.opencv.core.Core.setNumThreads(1);
    Rect2d[] all = new Rect2d[boxes];
    for (int i = 0; i < boxes; i++) {
      float[] rows = data.rows;
      all[i] =
          new Rect2d(
              rows[4 * i],
              rows[4 * i + 1],
              (double) rows[4 * i + 2] - rows[4 * i],
              (double) rows[4 * i + 3] - rows[4 * i + 1]);
    }
    rectangles = new MatOfRect2d(all);
    confidences = new MatOfFloat(data.scoreArray);
    indices = new MatOfInt();
    djlBoxes =
        Arrays.stream(all).map(box -> new Rectangle(box.x, box.y, box.width, box.height)).toList();
    djlScores = IntStream.range(0, boxes).mapToObj(i -> (double) data.scoreArray[i]).toList();
    onnx = new OnnxNms(data.rows, data.scoreArray, THRESHOLD);
    Nms.warmUp().join();
    compare();
  }

  private void compare() {
    int count = jaccard();
    int[] ours = Arrays.copyOf(kept.toArray(ValueLayout.JAVA_INT), count);
    int plain = plainLoop();
    requireEqual("the plain loop", ours, Arrays.copyOf(plainKept, plain));
    requireEqual("ONNX Runtime", ours, onnx.apply());
    openCv();
    requireAsMany("OpenCV", count, (int) indices.total());
    requireAsMany("DJL", count, djl().size());
  }

  private static void requireAsMany(String name, int ours, int theirs) {
    if (Math.abs(theirs - ours) > Math.max(1, ours * OTHER_PRECISION)) {
      throw new IllegalStateException(name + " keeps " + theirs + " boxes, not " + ours);
    }
  }

  private static void requireEqual(String name, int[] ours, int[] theirs) {
    if (!Arrays.equals(ours, theirs)) {
      throw new IllegalStateException(
          name + " keeps " + theirs.length + " other boxes than our " + ours.length);
    }
  }

  /**
   * This library.
   *
   * @return how many boxes are kept
   */
  @Benchmark
  public int jaccard() {
    return nms.apply(data.boxes, data.scores, null, kept, workspace);
  }

  /**
   * A plain Java loop.
   *
   * @return how many boxes are kept
   */
  @Benchmark
  public int plainLoop() {
    return PlainNms.apply(data.rows, data.scoreArray, THRESHOLD, plainKept);
  }

  /**
   * OpenCV's NMSBoxes.
   *
   * @return the kept indices
   */
  @Benchmark
  public MatOfInt openCv() {
    Dnn.NMSBoxes(rectangles, confidences, 0, THRESHOLD, indices);
    return indices;
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
    return Rectangle.nms(djlBoxes, djlScores, THRESHOLD);
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
