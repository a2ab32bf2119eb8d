package dev.jaccard.yolo;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a model's output holds: for each anchor the channels of a box, perhaps an objectness, and a
 * score per class.
 *
 * <p>The factory methods are the heads as they are usually exported; {@link #layout} and {@link
 * #logits} adapt them to other exports. Heads are immutable and thread-safe.
 *
 * <table>
 * <caption>Heads</caption>
 * <tr><th>head</th><th>usual shape</th><th>box</th><th>score of class c</th></tr>
 * <tr><td>{@link #yolov5}, {@link #yolov6}, {@link #yolov7}</td><td>[n][5+C]</td>
 *     <td>centre, size in pixels</td><td>objectness · class</td></tr>
 * <tr><td>{@link #yolov8}: v8, v9, v11, v12</td><td>[4+C][n]</td>
 *     <td>centre, size in pixels</td><td>class</td></tr>
 * <tr><td>{@link #yolox}</td><td>[n][5+C]</td>
 *     <td>offsets in cells</td><td>objectness · class</td></tr>
 * <tr><td>{@link #rawAnchors}: v5, v7</td><td>[k][5+C][H][W] per level</td>
 *     <td>logits</td><td>sigmoid(objectness) · sigmoid(class)</td></tr>
 * <tr><td>{@link #rawDistribution}: v8 to v12</td><td>[4·bins+C][n]</td>
 *     <td>distribution of each side</td><td>sigmoid(class)</td></tr>
 * <tr><td>{@link #endToEnd}: v10 and others</td><td>[n][6]</td>
 *     <td>corners in pixels</td><td>as it stands there, no suppression</td></tr>
 * </table>
 */
public final class Head {
  /** In place of a level: the anchors of all of them stand in one tensor. */
  static final int ALL_LEVELS = -1;

  private static final float[][] NO_ANCHORS = {};

  /** How the scores of classes come about. */
  enum Scores {
    /** A channel per class. */
    CLASSES,
    /** A channel for objectness, then one per class, which it multiplies. */
    OBJECTNESS,
    /** One channel for the score and one for the class. */
    LABEL
  }

  private final String name;
  private final int classes;
  private final Scores scores;
  private final BoxCoding coding;
  private final TensorLayout layout;
  private final boolean logits;
  private final Grid grid;
  private final float[][] anchors;

  private Head(
      String name,
      int classes,
      Scores scores,
      BoxCoding coding,
      TensorLayout layout,
      boolean logits,
      Grid grid,
      float[][] anchors) {
    if (classes < 1) {
      throw new IllegalArgumentException("classes is " + classes + " but must be at least 1");
    }
    this.name = name;
    this.classes = classes;
    this.scores = scores;
    this.coding = coding;
    this.layout = layout;
    this.logits = logits;
    this.grid = grid;
    this.anchors = anchors;
  }

  private static Head rows(String name, int classes, BoxCoding coding, Grid grid) {
    return new Head(
        name, classes, Scores.OBJECTNESS, coding, TensorLayout.ROWS, false, grid, NO_ANCHORS);
  }

  /**
   * YOLOv5, decoded: {@code [n][5+C]}, rows of cx, cy, w, h, objectness, classes; probabilities.
   *
   * @param classes C, at least 1
   * @return the head
   */
  public static Head yolov5(int classes) {
    return rows("yolov5", classes, new BoxCoding.CenterSize(), null);
  }

  /**
   * YOLOv6, decoded: as YOLOv5, where the objectness is 1.
   *
   * @param classes C, at least 1
   * @return the head
   */
  public static Head yolov6(int classes) {
    return rows("yolov6", classes, new BoxCoding.CenterSize(), null);
  }

  /**
   * YOLOv7, decoded: as YOLOv5.
   *
   * @param classes C, at least 1
   * @return the head
   */
  public static Head yolov7(int classes) {
    return rows("yolov7", classes, new BoxCoding.CenterSize(), null);
  }

  /**
   * YOLOv8, v9, v11 and v12, decoded: {@code [4+C][n]}, planes of cx, cy, w, h, classes;
   * probabilities.
   *
   * @param classes C, at least 1
   * @return the head
   */
  public static Head yolov8(int classes) {
    return new Head(
        "yolov8",
        classes,
        Scores.CLASSES,
        new BoxCoding.CenterSize(),
        TensorLayout.CHANNELS,
        false,
        null,
        NO_ANCHORS);
  }

  /**
   * YOLOX: {@code [n][5+C]}, rows of dx, dy, log w, log h, objectness, classes; objectness and
   * classes are probabilities. The centre is (d + cell) · stride, a side is exp(log w) · stride.
   *
   * @param classes C, at least 1
   * @param grid the cells, as many as rows
   * @return the head
   */
  public static Head yolox(int classes, Grid grid) {
    Objects.requireNonNull(grid, "grid");
    return rows("yolox", classes, new BoxCoding.GridOffset(), grid);
  }

  /**
   * The raw head of YOLOv8 to v12: {@code [4·bins+C][n]}, or a tensor {@code [4·bins+C][H][W]} per
   * level; classes are logits.
   *
   * <p>The first 4·bins channels are the distributions of the distances from the cell's centre to
   * the left, top, right and bottom side, in strides: the distance is the sum of k · softmax(t)_k.
   * With one bin it is the channel itself.
   *
   * @param classes C, at least 1
   * @param bins {@code reg_max}, usually 16
   * @param grid the cells
   * @return the head
   */
  public static Head rawDistribution(int classes, int bins, Grid grid) {
    Objects.requireNonNull(grid, "grid");
    if (bins < 1) {
      throw new IllegalArgumentException("bins is " + bins + " but must be at least 1");
    }
    return new Head(
        "rawDistribution",
        classes,
        Scores.CLASSES,
        new BoxCoding.SideDistribution(bins),
        TensorLayout.CHANNELS,
        true,
        grid,
        NO_ANCHORS);
  }

  /**
   * The raw head of YOLOv5 and v7: for each level a tensor {@code [k·(5+C)][H][W]} or {@code
   * [k][5+C][H][W]}, in {@link TensorLayout#ROWS} {@code [k][H][W][5+C]}; all channels are logits.
   *
   * <p>With s the sigmoid of a channel, the centre is (2s - 1/2 + cell) · stride and a side is
   * (2s)² · anchor.
   *
   * @param classes C, at least 1
   * @param grid the cells
   * @param anchors for each level w, h, w, h, ... of its k anchors in pixels
   * @return the head
   */
  public static Head rawAnchors(int classes, Grid grid, float[][] anchors) {
    Objects.requireNonNull(grid, "grid");
    if (anchors.length != grid.levels()) {
      throw new IllegalArgumentException(
          "anchors has %d levels but must have %d, as the grid %s has"
              .formatted(anchors.length, grid.levels(), grid));
    }
    float[][] copy = new float[anchors.length][];
    for (int level = 0; level < copy.length; level++) {
      copy[level] = anchors[level].clone();
      if (copy[level].length == 0 || copy[level].length % 2 != 0) {
        throw new IllegalArgumentException(
            "anchors[%d] has %d numbers but must have a width and a height for each anchor"
                .formatted(level, copy[level].length));
      }
      for (int i = 0; i < copy[level].length; i++) {
        if (!(copy[level][i] > 0 && copy[level][i] < Float.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException(
              "anchors[%d][%d] is %s but must be a finite number above 0"
                  .formatted(level, i, copy[level][i]));
        }
      }
    }
    return new Head(
        "rawAnchors",
        classes,
        Scores.OBJECTNESS,
        new BoxCoding.AnchorBox(true),
        TensorLayout.CHANNELS,
        true,
        grid,
        copy);
  }

  /**
   * Heads that need no suppression, such as YOLOv10's: {@code [n][6]}, rows of x1, y1, x2, y2,
   * score, class, best first. Rows whose class is not one of 0 to C - 1 are padding.
   *
   * @param classes C, at least 1
   * @return the head
   */
  public static Head endToEnd(int classes) {
    return new Head(
        "endToEnd",
        classes,
        Scores.LABEL,
        new BoxCoding.Corners(),
        TensorLayout.ROWS,
        false,
        null,
        NO_ANCHORS);
  }

  /**
   * The same head in another layout.
   *
   * @param newLayout planes or rows
   * @return a head
   */
  public Head layout(TensorLayout newLayout) {
    Objects.requireNonNull(newLayout, "layout");
    return new Head(name, classes, scores, coding, newLayout, logits, grid, anchors);
  }

  /**
   * The same head from an export that applies the sigmoid or does not.
   *
   * @param areLogits true where objectness and class scores are logits; false where the sigmoid has
   *     been applied to them, and, with {@link #rawAnchors}, to the box as well
   * @return a head
   */
  public Head logits(boolean areLogits) {
    BoxCoding sameBox =
        coding instanceof BoxCoding.AnchorBox ? new BoxCoding.AnchorBox(areLogits) : coding;
    return new Head(name, classes, scores, sameBox, layout, areLogits, grid, anchors);
  }

  /**
   * How many classes there are.
   *
   * @return C, at least 1
   */
  public int classes() {
    return classes;
  }

  Scores scores() {
    return scores;
  }

  BoxCoding coding() {
    return coding;
  }

  /**
   * How the output holds the channels.
   *
   * @return planes or rows
   */
  public TensorLayout layout() {
    return layout;
  }

  boolean areLogits() {
    return logits;
  }

  Grid grid() {
    return grid;
  }

  /** The channel after the box: objectness, the score of a label, or the first class. */
  int gate() {
    return coding.channels();
  }

  /** The channel of class 0. */
  int firstClass() {
    return coding.channels() + (scores == Scores.OBJECTNESS ? 1 : 0);
  }

  /** The channels of an anchor. */
  int channels() {
    return scores == Scores.LABEL ? coding.channels() + 2 : firstClass() + classes;
  }

  /** How many anchors a cell of a level has. */
  int perCell(int level) {
    return anchors.length == 0 ? 1 : anchors[level].length / 2;
  }

  /** The shapes that one image's tensor may have: of all anchors, or of those of a level. */
  List<long[]> shapes(int level) {
    boolean rows = layout == TensorLayout.ROWS;
    if (level == ALL_LEVELS) {
      long cells = grid == null ? -1 : grid.cells();
      return List.of(rows ? new long[] {cells, channels()} : new long[] {channels(), cells});
    }
    long height = grid.rows(level);
    long width = grid.columns(level);
    long some = perCell(level);
    List<long[]> shapes = new ArrayList<>();
    shapes.add(
        rows
            ? new long[] {some, height, width, channels()}
            : new long[] {some, channels(), height, width});
    if (!rows) {
      shapes.add(new long[] {some * channels(), height, width});
    }
    if (some == 1) {
      long cells = height * width;
      if (rows) {
        shapes.add(new long[] {height, width, channels()});
      }
      shapes.add(rows ? new long[] {cells, channels()} : new long[] {channels(), cells});
    }
    return shapes;
  }

  /** Widths and heights of the anchors of a level. */
  float[] anchors(int level) {
    return anchors[level];
  }

  /** Whether each level has a tensor of its own. */
  boolean needsTensorPerLevel() {
    return anchors.length > 0;
  }

  /**
   * A description for messages.
   *
   * @return kind, classes, layout, and the grid if there is one
   */
  @Override
  public String toString() {
    return "%s(%d classes, %s%s)".formatted(name, classes, layout, grid == null ? "" : ", " + grid);
  }
}
