package dev.jaccard.bench;

import dev.jaccard.classification.ClassLayout;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Something that does what stands around a detector's head: losses of scores, suppression,
 * decoding. Those whose libraries are on the class path are found as services.
 */
public interface HeadPeer {
  /**
   * The name in results.
   *
   * @return such as {@code opencv}
   */
  String label();

  /**
   * A loss of scores or distances, forward and backward; it fails if its gradient is another one.
   *
   * @param loss the loss's name
   * @param layout how the logits lie
   * @param contenders the loss of this library over the same logits
   * @return a call that returns the sum of the losses, or empty if it does not have this loss
   */
  default Optional<DoubleSupplier> scores(
      String loss, ClassLayout layout, ScoreContenders contenders) {
    return Optional.empty();
  }

  /**
   * Greedy suppression without classes.
   *
   * @param scene the boxes
   * @param threshold the overlap above which a box goes
   * @return a call that returns how many boxes are kept, or empty if it has no suppression
   */
  default Optional<DoubleSupplier> suppression(SceneData scene, float threshold) {
    return Optional.empty();
  }

  /**
   * Decoding of an output of YOLOv8, suppression included.
   *
   * @param contenders the decoder of this library and the output
   * @return a call that returns how many detections there are, or empty if it has no decoder
   */
  default Optional<DoubleSupplier> decoding(DecodeContenders contenders) {
    return Optional.empty();
  }
}
