package dev.jaccard.match;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import dev.jaccard.kernel.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * Weighted boxes fusion (arXiv 1910.13302): boxes that overlap are not suppressed but averaged.
 *
 * <p>Boxes are taken by descending score. Each joins the fused box of its class with which its IoU
 * is the largest, if that is above the threshold, or begins a new one. A fused box is the mean of
 * its members weighted by their scores; its score is the mean of theirs, times min(members, models)
 * / models: boxes that few of the models saw are trusted less.
 *
 * <p>The cost is not quadratic: a box is compared with the fused boxes near it only. Those are in
 * the cells of a grid, from one to another of which they move with their members. Only with scores
 * that are not above 0, or with coordinates beyond 1e15, all fused boxes are near. Instances are
 * immutable and thread-safe; options return a new instance. Calls allocate nothing once the
 * workspace has grown.
 */
public final class BoxFusion {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private final double iouThreshold;
  private final boolean filtered;
  private final float scoreThreshold;
  private final int models;

  private BoxFusion(double iouThreshold, boolean filtered, float scoreThreshold, int models) {
    this.iouThreshold = iouThreshold;
    this.filtered = filtered;
    this.scoreThreshold = scoreThreshold;
    this.models = models;
  }

  /**
   * A fusion.
   *
   * @param iouThreshold a box joins a fused box when their IoU is above this; from 0 to 1, 0.55 in
   *     the paper's implementation
   * @return the fusion, of the boxes of one model
   */
  public static BoxFusion of(double iouThreshold) {
    Checks.requireFraction("iouThreshold", iouThreshold);
    return new BoxFusion(iouThreshold, false, 0, 1);
  }

  /**
   * Leaves boxes out whose score is not above a threshold.
   *
   * @param threshold the threshold, not NaN
   * @return a fusion with this option
   */
  public BoxFusion scoreThreshold(float threshold) {
    Checks.requireNumber("scoreThreshold", threshold);
    return new BoxFusion(iouThreshold, true, threshold, models);
  }

  /**
   * Says of how many models the boxes are.
   *
   * @param count how many, at least 1
   * @return a fusion with this option
   */
  public BoxFusion models(int count) {
    Checks.requirePositive("models", count);
    return new BoxFusion(iouThreshold, filtered, scoreThreshold, count);
  }

  /**
   * Fuses.
   *
   * @param boxes n boxes of any format, of all models
   * @param scores n floats, above 0
   * @param classes n ints, or null: all boxes are of one class
   * @param fused where the fused boxes are written in the order of descending score: n boxes of the
   *     same format
   * @param fusedScores where their scores are written, room for n floats
   * @param leaders where the index of each fused box's first member, that with the highest score,
   *     is written: room for n ints
   * @param workspace memory to work in, of this thread
   * @return how many fused boxes there are; what lies beyond in the outputs stays as it was
   * @throws IllegalArgumentException if an argument is not as it must be; nothing is written then
   */
  public int apply(
      Boxes boxes,
      MemorySegment scores,
      MemorySegment classes,
      Boxes fused,
      MemorySegment fusedScores,
      MemorySegment leaders,
      NmsWorkspace workspace) {
    check(boxes, scores, classes, fused, fusedScores, leaders, workspace);
    Candidates candidates = workspace.candidates;
    candidates.load(boxes, scores, classes, filtered, scoreThreshold, Integer.MAX_VALUE, true);
    FusedBoxes clusters = workspace.fused;
    clusters.clear(candidates);
    for (int rank = 0; rank < candidates.count; rank++) {
      clusters.add(candidates, rank, iouThreshold);
    }
    ScoreOrder order = workspace.order;
    order.clear(clusters.count());
    for (int k = 0; k < clusters.count(); k++) {
      order.add(clusters.score(k, models), k);
    }
    order.sort();
    for (int i = 0; i < order.size(); i++) {
      int k = order.index(i);
      write(fused, i, clusters, k);
      fusedScores.set(FLOAT, i * 4L, clusters.score(k, models));
      leaders.set(INT, i * 4L, candidates.index[clusters.leader(k)]);
    }
    return order.size();
  }

  private static void write(Boxes fused, int at, FusedBoxes clusters, int k) {
    for (int axis = 0; axis < 2; axis++) {
      double low = clusters.coordinate(k, axis);
      double high = clusters.coordinate(k, axis + 2);
      boolean corners = fused.format() == BoxFormat.XYXY;
      boolean centered = fused.format() == BoxFormat.CXCYWH;
      fused.set(at, axis, (float) (centered ? (low + high) / 2 : low));
      fused.set(at, axis + 2, (float) (corners ? high : high - low));
    }
  }

  private static void check(
      Boxes boxes,
      MemorySegment scores,
      MemorySegment classes,
      Boxes fused,
      MemorySegment fusedScores,
      MemorySegment leaders,
      NmsWorkspace workspace) {
    Objects.requireNonNull(fused, "fused");
    int count = Checks.requireInputs(boxes, scores, classes, workspace);
    if (fused.count() < count || fused.format() != boxes.format()) {
      throw new IllegalArgumentException(
          "fused has %d boxes %s but must have at least %d %s like boxes"
              .formatted(fused.count(), fused.format(), count, boxes.format()));
    }
    Memory.requireWritable(fused.segment(), "fused");
    if (fused.overlaps(boxes)) {
      throw Memory.overlapping("fused", "boxes");
    }
    Checks.requireRoom("fusedScores", fusedScores, count);
    Checks.requireRoom("leaders", leaders, count);
    Checks.requireApart("fusedScores", fusedScores, "leaders", leaders);
    Checks.requireApart("fusedScores", fusedScores, boxes, scores, classes);
    Checks.requireApart("fusedScores", fusedScores, "fused", fused);
    Checks.requireApart("leaders", leaders, boxes, scores, classes);
    Checks.requireApart("leaders", leaders, "fused", fused);
    Checks.requireApart("scores", scores, "fused", fused);
    if (classes != null) {
      Checks.requireApart("classes", classes, "fused", fused);
    }
  }
}
