package dev.jaccard.bench;

import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.opencv.dnn.Dnn;

/** OpenCV in the suite: its suppression. */
public final class OpenCvPeer implements HeadPeer {
  /** Made by the service loader; fails where the library is missing. */
  public OpenCvPeer() {
    Objects.requireNonNull(Dnn.class);
  }

  @Override
  public String label() {
    return "opencv";
  }

  @Override
  public Optional<DoubleSupplier> suppression(SceneData scene, float threshold) {
    OpenCvNms nms = new OpenCvNms(scene, threshold);
    return Optional.of(() -> nms.apply().total());
  }
}
