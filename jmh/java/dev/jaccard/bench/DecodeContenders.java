package dev.jaccard.bench;

import dev.jaccard.yolo.Decoder;
import dev.jaccard.yolo.Detections;
import dev.jaccard.yolo.Head;
import dev.jaccard.yolo.Tensor;
import java.lang.foreign.Arena;
import java.util.List;

/**
 * From an output of YOLOv8, [84][8400] with 100 candidates, to detections, suppression included:
 * the decoder and plain loops, which must find the same.
 */
public final class DecodeContenders {
  private static final int CAPACITY = 300;

  /** Pixels: DJL's corners come from a corner and a size in double. */
  private static final double CLOSE = 1e-3;

  private final HeadOutput output = new HeadOutput();
  private final Tensor tensor =
      Tensor.of(output.segment, 1, HeadOutput.CHANNELS, HeadOutput.ANCHORS);
  private final Decoder decoder =
      Decoder.builder(Head.yolov8(HeadOutput.CLASSES))
          .confidence(HeadOutput.CONFIDENCE)
          .iou(HeadOutput.IOU)
          .build();
  private final Detections detections = Detections.allocate(Arena.ofAuto(), CAPACITY);

  /** Makes the output, compiles the scans, and checks that all find the same. */
  public DecodeContenders() {
    Decoder.warmUp().join();
    requireSame(anchorByAnchor());
    requireSame(planeByPlane());
  }

  /**
   * What all of them decode.
   *
   * @return the output
   */
  public HeadOutput output() {
    return output;
  }

  /**
   * Fails unless the decoder finds the same.
   *
   * @param expected what another one found, best first
   */
  public void requireSame(List<PlainDecoding.Found> expected) {
    if (decoder() != expected.size()) {
      throw new IllegalStateException(detections + " and not " + expected.size());
    }
    for (int i = 0; i < expected.size(); i++) {
      PlainDecoding.Found found = expected.get(i);
      if (found.score() != detections.score(i)
          || found.label() != detections.classOf(i)
          || Math.abs(found.x1() - detections.corner(i, 0)) > CLOSE
          || Math.abs(found.y2() - detections.corner(i, 3)) > CLOSE) {
        throw new IllegalStateException("detection " + i + " is not " + found);
      }
    }
  }

  /**
   * The decoder.
   *
   * @return the number of detections
   */
  public int decoder() {
    return decoder.decode(tensor, null, detections);
  }

  /**
   * Plain loops, anchor by anchor.
   *
   * @return the detections
   */
  public List<PlainDecoding.Found> anchorByAnchor() {
    return PlainDecoding.anchorByAnchor(output.buffer);
  }

  /**
   * Plain loops, plane by plane.
   *
   * @return the detections
   */
  public List<PlainDecoding.Found> planeByPlane() {
    return PlainDecoding.planeByPlane(output.buffer);
  }
}
