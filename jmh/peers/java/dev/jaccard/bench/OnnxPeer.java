package dev.jaccard.bench;

import ai.onnxruntime.OrtException;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** ONNX Runtime in the suite: its operator for suppression. */
public final class OnnxPeer implements HeadPeer {
  /** Made by the service loader. */
  public OnnxPeer() {}

  @Override
  public String label() {
    return "onnxruntime";
  }

  @Override
  public Optional<DoubleSupplier> suppression(SceneData scene, float threshold) {
    try {
      OnnxNms nms = new OnnxNms(scene.rows, scene.scoreArray, threshold);
      return Optional.of(() -> nms.apply().length);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
