package dev.jaccard.bench;

import ai.djl.modality.cv.output.Rectangle;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** DJL in the suite: its suppression, and its translator for YOLOv8. */
public final class DjlPeer implements HeadPeer {
  /** Made by the service loader; fails where the library is missing. */
  public DjlPeer() {
    Objects.requireNonNull(Rectangle.class);
  }

  @Override
  public String label() {
    return "djl";
  }

  @Override
  public Optional<DoubleSupplier> suppression(SceneData scene, float threshold) {
    DjlNms nms = new DjlNms(scene, threshold);
    return Optional.of(() -> nms.apply().size());
  }

  @Override
  public Optional<DoubleSupplier> decoding(DecodeContenders contenders) {
    DjlDecoding djl = new DjlDecoding(contenders.output());
    contenders.requireSame(djl.sorted());
    return Optional.of(() -> djl.process().getNumberOfObjects());
  }
}
