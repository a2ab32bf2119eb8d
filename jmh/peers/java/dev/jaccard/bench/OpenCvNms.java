package dev.jaccard.bench;

import org.opencv.core.Core;
import org.opencv.core.MatOfFloat;
import org.opencv.core.MatOfInt;
import org.opencv.core.MatOfRect2d;
import org.opencv.core.Rect2d;
import org.opencv.dnn.Dnn;

/** OpenCV's NMSBoxes on one thread. */
final class OpenCvNms {
  private final MatOfRect2d rectangles;
  private final MatOfFloat confidences;
  private final MatOfInt indices;
  private final float threshold;

  OpenCvNms(SceneData scene, float threshold) {
    nu.pattern.OpenCV.loadLocally();
    Core.setNumThreads(1);
    this.indices = new MatOfInt();
    this.rectangles = new MatOfRect2d(rectangles(scene.rows));
    this.confidences = new MatOfFloat(scene.scoreArray);
    this.threshold = threshold;
  }

  private static Rect2d[] rectangles(float[] rows) {
    Rect2d[] all = new Rect2d[rows.length / 4];
    for (int i = 0; i < all.length; i++) {
      double x = rows[4 * i];
      double y = rows[4 * i + 1];
      all[i] = new Rect2d(x, y, rows[4 * i + 2] - x, rows[4 * i + 3] - y);
    }
    return all;
  }

  /** The kept indices. */
  MatOfInt apply() {
    Dnn.NMSBoxes(rectangles, confidences, 0, threshold, indices);
    return indices;
  }
}
