package dev.jaccard.yolo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The oracle: decodes one image in plain double loops over arrays, candidate by candidate. It
 * shares no code with the library.
 */
final class PlainDecoder {
  /** What the numbers of a head mean. */
  enum Kind {
    /** cx cy w h, objectness, classes. */
    OBJECTNESS,
    /** cx cy w h, classes. */
    CLASSES,
    /** Offsets in cells, objectness, classes. */
    CELLS,
    /** Per level and anchor: activations of cx cy w h, objectness, classes. */
    ANCHORS,
    /** Distributions of the sides, classes. */
    DISTRIBUTION,
    /** x1 y1 x2 y2, score, class. */
    LABELLED
  }

  /** A detection. */
  record Found(double[] corners, double score, int label, int index) {}

  Kind kind = Kind.CLASSES;
  int classes = 3;
  int bins = 4;
  boolean rows;
  boolean logits;
  int width;
  int height;
  int[] strides = {};
  float[][] anchors = {};
  boolean tensorPerLevel;
  double[] thresholds = {0.25, 0.25, 0.25};
  double iou = 0.65;
  boolean agnostic;
  boolean multiLabel;
  int topK = 30000;
  int maximum = 300;

  /** Scale, padding and size of the image along x and y, or null. */
  double[] letterbox;

  int channels() {
    return switch (kind) {
      case OBJECTNESS, CELLS, ANCHORS -> 5 + classes;
      case CLASSES -> 4 + classes;
      case DISTRIBUTION -> 4 * bins + classes;
      case LABELLED -> 6;
    };
  }

  int cells(int level) {
    return width / strides[level] * (height / strides[level]);
  }

  int allCells() {
    int all = 0;
    for (int level = 0; level < strides.length; level++) {
      all += cells(level);
    }
    return all;
  }

  /** The detections of an image, whose tensors are given as arrays. */
  List<Found> decode(List<float[]> tensors) {
    List<Found> candidates = new ArrayList<>();
    if (tensorPerLevel) {
      for (int level = 0; level < strides.length; level++) {
        int perCell = anchors.length == 0 ? 1 : anchors[level].length / 2;
        for (int k = 0; k < perCell; k++) {
          int size = cells(level) * channels();
          float[] part = Arrays.copyOfRange(tensors.get(level), k * size, (k + 1) * size);
          for (int cell = 0; cell < cells(level); cell++) {
            candidates(candidates, channelsOf(part, cells(level), cell), level, cell, k);
          }
        }
      }
    } else {
      float[] tensor = tensors.getFirst();
      int count = tensor.length / channels();
      int level = 0;
      int before = 0;
      for (int i = 0; i < count; i++) {
        while (strides.length > 0 && i - before == cells(level)) {
          before = i;
          level++;
        }
        candidates(candidates, channelsOf(tensor, count, i), level, i - before, 0);
      }
    }
    return kind == Kind.LABELLED ? finish(candidates) : finish(suppressed(candidates));
  }

  private double[] channelsOf(float[] tensor, int count, int anchor) {
    double[] values = new double[channels()];
    for (int c = 0; c < values.length; c++) {
      values[c] = tensor[rows ? anchor * values.length + c : c * count + anchor];
    }
    return values;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private float probability(double value) {
    return (float) (logits ? sigmoid(value) : value);
  }

  private void candidates(List<Found> to, double[] v, int level, int cell, int anchor) {
    if (kind == Kind.LABELLED) {
      int label = (int) v[5];
      if (v[5] >= 0 && v[5] < classes && probability(v[4]) > (float) thresholds[label]) {
        add(to, Arrays.copyOf(v, 4), probability(v[4]), label);
      }
      return;
    }
    int first = channels() - classes;
    float objectness = 1;
    if (kind != Kind.CLASSES && kind != Kind.DISTRIBUTION) {
      objectness = probability(v[first - 1]);
      double least = Arrays.stream(thresholds).min().orElseThrow();
      if (!(objectness > (float) least)) {
        return;
      }
    }
    int best = -1;
    for (int c = 0; c < classes; c++) {
      if (!Double.isNaN(v[first + c]) && (best < 0 || v[first + c] > v[first + best])) {
        best = c;
      }
    }
    for (int c = 0; c < classes; c++) {
      float score = objectness * probability(v[first + c]);
      if ((multiLabel || c == best) && score > (float) thresholds[c]) {
        add(to, corners(v, level, cell, anchor), score, c);
      }
    }
  }

  private static void add(List<Found> to, double[] corners, double score, int label) {
    if (Arrays.stream(corners).allMatch(x -> Float.isFinite((float) x))) {
      to.add(new Found(corners, score, label, to.size()));
    }
  }

  private double[] corners(double[] v, int level, int cell, int anchor) {
    if (kind == Kind.OBJECTNESS || kind == Kind.CLASSES) {
      return centered(v[0], v[1], v[2], v[3]);
    }
    int stride = strides[level];
    int column = cell % (width / stride);
    int row = cell / (width / stride);
    if (kind == Kind.CELLS) {
      return centered(
          (v[0] + column) * stride,
          (v[1] + row) * stride,
          Math.exp(v[2]) * stride,
          Math.exp(v[3]) * stride);
    }
    if (kind == Kind.ANCHORS) {
      double[] s = Arrays.stream(v, 0, 4).map(x -> logits ? sigmoid(x) : x).toArray();
      return centered(
          (2 * s[0] - 0.5 + column) * stride,
          (2 * s[1] - 0.5 + row) * stride,
          4 * s[2] * s[2] * anchors[level][2 * anchor],
          4 * s[3] * s[3] * anchors[level][2 * anchor + 1]);
    }
    double[] sides = new double[4];
    for (int side = 0; side < 4; side++) {
      double[] part = Arrays.copyOfRange(v, side * bins, (side + 1) * bins);
      double largest = Arrays.stream(part).max().orElseThrow();
      double total = Arrays.stream(part).map(x -> Math.exp(x - largest)).sum();
      for (int k = 0; k < bins; k++) {
        sides[side] += bins == 1 ? part[0] : k * Math.exp(part[k] - largest) / total;
      }
    }
    return new double[] {
      (column + 0.5 - sides[0]) * stride,
      (row + 0.5 - sides[1]) * stride,
      (column + 0.5 + sides[2]) * stride,
      (row + 0.5 + sides[3]) * stride
    };
  }

  private static double[] centered(double x, double y, double w, double h) {
    return new double[] {x - w / 2, y - h / 2, x + w / 2, y + h / 2};
  }

  private List<Found> suppressed(List<Found> candidates) {
    List<Found> order = new ArrayList<>(candidates);
    order.sort(Comparator.comparingDouble(Found::score).reversed());
    List<Found> kept = new ArrayList<>();
    for (Found next : order.subList(0, Math.min(topK, order.size()))) {
      if (kept.stream()
          .noneMatch(k -> (agnostic || k.label == next.label) && overlap(k, next) > (float) iou)) {
        kept.add(next);
      }
    }
    return kept;
  }

  private static double overlap(Found a, Found b) {
    double w = Math.min(a.corners[2], b.corners[2]) - Math.max(a.corners[0], b.corners[0]);
    double h = Math.min(a.corners[3], b.corners[3]) - Math.max(a.corners[1], b.corners[1]);
    double both = Math.max(0, w) * Math.max(0, h);
    return both / (area(a.corners) + area(b.corners) - both);
  }

  private static double area(double[] c) {
    return (c[2] - c[0]) * (c[3] - c[1]);
  }

  private List<Found> finish(List<Found> kept) {
    return kept.stream()
        .limit(maximum)
        .map(found -> new Found(inImage(found.corners), found.score, found.label, found.index))
        .toList();
  }

  private double[] inImage(double[] corners) {
    double[] result = corners.clone();
    for (int i = 0; i < 4 && letterbox != null; i++) {
      double scale = letterbox[i % 2];
      double pad = letterbox[2 + i % 2];
      double size = letterbox[4 + i % 2];
      result[i] = Math.max(0, Math.min(size, (corners[i] - pad) / scale));
    }
    return result;
  }
}
