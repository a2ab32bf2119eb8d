package dev.jaccard.bench;

import ai.djl.modality.cv.output.Rectangle;
import java.util.List;
import java.util.stream.IntStream;

/** DJL's Rectangle.nms, which its translators call. */
final class DjlNms {
  private final List<Rectangle> boxes;
  private final List<Double> scores;
  private final float threshold;

  DjlNms(SceneData scene, float threshold) {
    this.boxes =
        IntStream.range(0, scene.scoreArray.length).mapToObj(i -> box(scene.rows, 4 * i)).toList();
    this.scores =
        IntStream.range(0, scene.scoreArray.length)
            .mapToObj(i -> (double) scene.scoreArray[i])
            .toList();
    this.threshold = threshold;
  }

  private static Rectangle box(float[] rows, int at) {
    float x = rows[at];
    float y = rows[at + 1];
    return new Rectangle(x, y, (double) rows[at + 2] - x, (double) rows[at + 3] - y);
  }

  /** The kept indices. */
  List<Integer> apply() {
    return Rectangle.nms(boxes, scores, threshold);
  }
}
