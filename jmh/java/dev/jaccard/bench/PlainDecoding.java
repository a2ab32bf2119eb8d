package dev.jaccard.bench;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Decoding as applications write it: plain loops over an array, objects, a list. */
public final class PlainDecoding {
  private PlainDecoding() {}

  /**
   * A detection.
   *
   * @param x1 the left side
   * @param y1 the top
   * @param x2 the right side
   * @param y2 the bottom
   * @param score the score
   * @param label the class
   */
  public record Found(float x1, float y1, float x2, float y2, float score, int label) {
    private float overlap(Found other) {
      float width = Math.max(0, Math.min(x2, other.x2) - Math.max(x1, other.x1));
      float height = Math.max(0, Math.min(y2, other.y2) - Math.max(y1, other.y1));
      float both = width * height;
      return both / (area() + other.area() - both);
    }

    private float area() {
      return (x2 - x1) * (y2 - y1);
    }
  }

  /**
   * Copies the output to an array and goes through it anchor by anchor.
   *
   * @param buffer the output
   * @return the detections, best first
   */
  public static List<Found> anchorByAnchor(FloatBuffer buffer) {
    int anchors = HeadOutput.ANCHORS;
    float[] output = new float[buffer.remaining()];
    buffer.get(buffer.position(), output);
    List<Found> candidates = new ArrayList<>();
    for (int i = 0; i < anchors; i++) {
      int best = 0;
      float score = 0;
      for (int c = 0; c < HeadOutput.CLASSES; c++) {
        float value = output[(4 + c) * anchors + i];
        if (value > score) {
          score = value;
          best = c;
        }
      }
      if (score > HeadOutput.CONFIDENCE) {
        candidates.add(found(output, i, score, best));
      }
    }
    return suppressed(candidates);
  }

  /**
   * The same plane by plane, with the best class of each anchor in arrays: kinder to caches.
   *
   * @param buffer the output
   * @return the detections, best first
   */
  public static List<Found> planeByPlane(FloatBuffer buffer) {
    int anchors = HeadOutput.ANCHORS;
    float[] output = new float[buffer.remaining()];
    buffer.get(buffer.position(), output);
    float[] scores = new float[anchors];
    int[] labels = new int[anchors];
    for (int c = 0; c < HeadOutput.CLASSES; c++) {
      int plane = (4 + c) * anchors;
      for (int i = 0; i < anchors; i++) {
        if (output[plane + i] > scores[i]) {
          scores[i] = output[plane + i];
          labels[i] = c;
        }
      }
    }
    List<Found> candidates = new ArrayList<>();
    for (int i = 0; i < anchors; i++) {
      if (scores[i] > HeadOutput.CONFIDENCE) {
        candidates.add(found(output, i, scores[i], labels[i]));
      }
    }
    return suppressed(candidates);
  }

  private static Found found(float[] output, int anchor, float score, int label) {
    int anchors = HeadOutput.ANCHORS;
    float x = output[anchor];
    float y = output[anchors + anchor];
    float w = output[2 * anchors + anchor] / 2;
    float h = output[3 * anchors + anchor] / 2;
    return new Found(x - w, y - h, x + w, y + h, score, label);
  }

  private static List<Found> suppressed(List<Found> candidates) {
    candidates.sort(Comparator.comparing(Found::score).reversed());
    List<Found> kept = new ArrayList<>();
    for (Found next : candidates) {
      boolean suppressed = false;
      for (Found better : kept) {
        if (better.label == next.label && better.overlap(next) > HeadOutput.IOU) {
          suppressed = true;
          break;
        }
      }
      if (!suppressed) {
        kept.add(next);
      }
    }
    return kept;
  }
}
