package dev.jaccard.bench;

import dev.jaccard.yolo.Decoder;
import dev.jaccard.yolo.Detections;
import dev.jaccard.yolo.Head;
import dev.jaccard.yolo.Tensor;
import java.lang.foreign.Arena;
import java.util.List;
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
 * From an output of YOLOv8, [84][8400] with 100 candidates, to detections, suppression included:
 * the decoder, plain loops, and DJL's translator, which all must find the same.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dai.djl.offline=true"})
public class DecodeBenchmark {
  private HeadOutput output;
  private Tensor tensor;
  private Decoder decoder;
  private Detections detections;
  private DjlDecoding djl;

  /** Makes the output, compiles the scans, and checks that all find the same. */
  @Setup(Level.Trial)
  public void prepare() {
    output = new HeadOutput();
    tensor = Tensor.of(output.segment, 1, HeadOutput.CHANNELS, HeadOutput.ANCHORS);
    decoder =
        Decoder.builder(Head.yolov8(HeadOutput.CLASSES))
            .confidence(HeadOutput.CONFIDENCE)
            .iou(HeadOutput.IOU)
            .build();
    detections = Detections.allocate(Arena.ofAuto(), 300);
    djl = new DjlDecoding(output);
    Decoder.warmUp().join();
    requireSame(PlainDecoding.anchorByAnchor(output.buffer));
    requireSame(PlainDecoding.planeByPlane(output.buffer));
    requireSame(djl.sorted());
  }

  private void requireSame(List<PlainDecoding.Found> expected) {
    if (decoder.decode(tensor, null, detections) != expected.size()) {
      throw new IllegalStateException(detections + " and not " + expected.size());
    }
    for (int i = 0; i < expected.size(); i++) {
      PlainDecoding.Found found = expected.get(i);
      if (found.score() != detections.score(i)
          || found.label() != detections.classOf(i)
          || Math.abs(found.x1() - detections.corner(i, 0)) > 1e-3
          || Math.abs(found.y2() - detections.corner(i, 3)) > 1e-3) {
        throw new IllegalStateException("detection " + i + " is not " + found);
      }
    }
  }

  /**
   * The decoder.
   *
   * @return the number of detections
   */
  @Benchmark
  public int decoder() {
    return decoder.decode(tensor, null, detections);
  }

  /**
   * Plain loops, anchor by anchor.
   *
   * @return the detections
   */
  @Benchmark
  public Object plainLoop() {
    return PlainDecoding.anchorByAnchor(output.buffer);
  }

  /**
   * Plain loops, plane by plane.
   *
   * @return the detections
   */
  @Benchmark
  public Object plainLoopByPlanes() {
    return PlainDecoding.planeByPlane(output.buffer);
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
