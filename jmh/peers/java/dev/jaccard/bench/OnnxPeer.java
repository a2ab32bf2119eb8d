package dev.jaccard.bench;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** ONNX Runtime in the suite: its operator for suppression. */
public final class OnnxPeer implements HeadPeer {
  /** Made by the service loader; fails where the library is missing. */
  public OnnxPeer() {
    Objects.requireNonNull(OrtEnvironment.class);
  }

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
