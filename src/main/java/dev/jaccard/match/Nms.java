package dev.jaccard.match;

import dev.jaccard.Boxes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;

/**
 * Non-maximum suppression: of boxes that overlap much, those with the higher scores are kept.
 *
 * <pre>{@code
 * Nms nms = Nms.greedy(0.65).scoreThreshold(0.25f).maximum(300);
 * NmsWorkspace workspace = new NmsWorkspace(); // one per thread, used again and again
 * MemorySegment kept = arena.allocate(4L * 300, 4);
 * int count = nms.apply(boxes, scores, classes, kept, workspace);
 * }</pre>
 *
 * <p>{@link #greedy} has torchvision's semantics: boxes are taken by descending score, at equal
 * scores the one with the lower index first, a NaN score before all others; a box is suppressed
 * when its IoU with a kept one, intersection / (area + area - intersection) in float, is above the
 * threshold. A NaN never suppresses: boxes with a coordinate that is not finite, without area or
 * inverted are kept and suppress none. With classes, boxes suppress only boxes of their own class;
 * coordinates are not shifted for that, so that they may be negative and keep their digits.
 *
 * <p>The cost is not quadratic: boxes are sorted into a grid, and only those near a kept one are
 * compared with it, by vectors as soon as those are compiled; the results are the same before.
 *
 * <p>Instances are immutable and thread-safe; options return a new instance. Calls allocate nothing
 * once the workspace has grown.
 */
public final class Nms {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  /** What a soft suppression takes for a score that is worth nothing. */
  private static final float SOFT_SCORE_THRESHOLD = 0.001f;

  private final Suppression method;
  private final boolean filtered;
  private final float scoreThreshold;
  private final int topK;
  private final int maximum;

  private Nms(Suppression method, boolean filtered, float scoreThreshold, int topK, int maximum) {
    this.method = method;
    this.filtered = filtered;
    this.scoreThreshold = scoreThreshold;
    this.topK = topK;
    this.maximum = maximum;
  }

  private static Nms of(Suppression method) {
    return new Nms(method, false, 0, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /**
   * Greedy suppression, as torchvision's {@code nms} and, with classes, {@code batched_nms}.
   *
   * @param iouThreshold a box is suppressed when its IoU with a kept one is above this; from 0 to
   *     1. An IoU is a float, so the threshold counts as the largest float that is not above it
   * @return the suppression
   */
  public static Nms greedy(double iouThreshold) {
    float limit = threshold("iouThreshold", iouThreshold);
    return of(new GreedySuppression(Overlaps.INTERSECTION_OVER_UNION, limit));
  }

  /**
   * DIoU-NMS (arXiv 1911.08287): greedy, with IoU - rho²/c² in the place of the IoU, so that boxes
   * whose centres are apart suppress each other less.
   *
   * @param threshold a box is suppressed when its DIoU with a kept one is above this; from 0 to 1
   * @return the suppression
   */
  public static Nms diou(double threshold) {
    return of(new GreedySuppression(Overlaps.DISTANCE, threshold("threshold", threshold)));
  }

  /**
   * Fast NMS (YOLACT, arXiv 1904.02689): a box is suppressed by any box with a higher score, also
   * by one that is suppressed itself.
   *
   * @param iouThreshold a box is suppressed when that IoU is above this; from 0 to 1
   * @return the suppression
   */
  public static Nms fast(double iouThreshold) {
    return of(new FastSuppression(threshold("iouThreshold", iouThreshold)));
  }

  /**
   * Soft-NMS (arXiv 1704.04503), linear: the box with the highest score is taken, scores of boxes
   * whose IoU with it is above a threshold are multiplied by 1 - IoU, and so on.
   *
   * <p>The score threshold, 0.001 unless it is set, does not choose the candidates: a box is left
   * out when another one has lowered its score below that, as in the authors' implementation.
   *
   * @param iouThreshold from 0 to 1
   * @param offset what is added to widths and heights: 0, or 1 as in the authors' implementation,
   *     where edges are the last pixels of a box
   * @return the suppression
   */
  public static Nms softLinear(double iouThreshold, int offset) {
    Checks.requireFraction("iouThreshold", iouThreshold);
    return of(SoftSuppression.linear(iouThreshold, requireOffset(offset)))
        .scoreThreshold(SOFT_SCORE_THRESHOLD);
  }

  /**
   * Soft-NMS (arXiv 1704.04503), gaussian: the scores of boxes that overlap the one taken are
   * multiplied by exp(-IoU²/sigma). The score threshold is as in {@link #softLinear}.
   *
   * @param sigma above 0; 0.5 in the paper
   * @param offset what is added to widths and heights: 0 or 1
   * @return the suppression
   */
  public static Nms softGaussian(double sigma, int offset) {
    requireSigma(sigma);
    return of(SoftSuppression.gaussian(sigma, requireOffset(offset)))
        .scoreThreshold(SOFT_SCORE_THRESHOLD);
  }

  /**
   * Matrix NMS (SOLOv2, arXiv 2003.10152), linear: the score of box j is multiplied by the least (1
   * - IoU of i and j) / (1 - largest IoU of i with a box before it) over the boxes i with higher
   * scores. All boxes are kept whose lowered score is above the score threshold.
   *
   * @return the suppression
   */
  public static Nms matrixLinear() {
    return of(new MatrixSuppression(0));
  }

  /**
   * Matrix NMS (SOLOv2, arXiv 2003.10152), gaussian: exp(-sigma·IoU²) in the place of 1 - IoU.
   *
   * @param sigma above 0; 2 in the paper's implementation
   * @return the suppression
   */
  public static Nms matrixGaussian(double sigma) {
    requireSigma(sigma);
    return of(new MatrixSuppression(sigma));
  }

  private static void requireSigma(double sigma) {
    if (!(sigma > 0 && sigma < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "sigma is " + sigma + " but must be a finite number above 0");
    }
  }

  private static int requireOffset(int offset) {
    if (offset != 0 && offset != 1) {
      throw new IllegalArgumentException("offset is " + offset + " but must be 0 or 1");
    }
    return offset;
  }

  private static float threshold(String name, double value) {
    Checks.requireFraction(name, value);
    float rounded = (float) value;
    return rounded > value ? Math.nextDown(rounded) : rounded;
  }

  /**
   * Leaves boxes out whose score is not above a threshold.
   *
   * @param threshold the threshold, not NaN; without it all boxes take part, and with it those
   *     whose score is NaN do not
   * @return a suppression with this option
   */
  public Nms scoreThreshold(float threshold) {
    Checks.requireNumber("scoreThreshold", threshold);
    return new Nms(method, true, threshold, topK, maximum);
  }

  /**
   * Lets only the boxes with the highest scores take part.
   *
   * @param candidatesBeforeNms how many at the most, at least 1
   * @return a suppression with this option
   */
  public Nms topK(int candidatesBeforeNms) {
    Checks.requirePositive("candidatesBeforeNms", candidatesBeforeNms);
    return new Nms(method, filtered, scoreThreshold, candidatesBeforeNms, maximum);
  }

  /**
   * Stops when so many boxes are kept.
   *
   * @param kept how many at the most, at least 1
   * @return a suppression with this option
   */
  public Nms maximum(int kept) {
    Checks.requirePositive("kept", kept);
    return new Nms(method, filtered, scoreThreshold, topK, kept);
  }

  /**
   * Compiles the vector loops in the background; once is enough for all suppressions. Without this,
   * scalar loops run until much has been suppressed.
   *
   * @return what completes when the vector loops are in use
   */
  public static CompletableFuture<Void> warmUp() {
    return OverlapWarmUp.INSTANCE.start();
  }

  /**
   * Suppresses.
   *
   * @param boxes n boxes of any format
   * @param scores n floats
   * @param classes n ints, or null: boxes of all classes suppress each other
   * @param kept where the indices of the kept boxes are written, ints in the order of descending
   *     score; room for at least min(n, maximum) of them
   * @param workspace memory to work in, of this thread
   * @return how many boxes were kept; what lies beyond in {@code kept} stays as it was
   * @throws IllegalArgumentException if an argument is not as it must be; nothing is written then
   */
  public int apply(
      Boxes boxes,
      MemorySegment scores,
      MemorySegment classes,
      MemorySegment kept,
      NmsWorkspace workspace) {
    return apply(boxes, scores, classes, kept, null, workspace);
  }

  /**
   * Suppresses, and gives the scores of the kept boxes too.
   *
   * @param boxes n boxes of any format
   * @param scores n floats
   * @param classes n ints, or null: boxes of all classes suppress each other
   * @param kept where the indices of the kept boxes are written, ints in the order of descending
   *     score; room for at least min(n, maximum) of them
   * @param keptScores where their scores are written, with the same room for floats, or null; soft
   *     and matrix suppression lower them
   * @param workspace memory to work in, of this thread
   * @return how many boxes were kept; what lies beyond in the outputs stays as it was
   * @throws IllegalArgumentException if an argument is not as it must be; nothing is written then
   */
  public int apply(
      Boxes boxes,
      MemorySegment scores,
      MemorySegment classes,
      MemorySegment kept,
      MemorySegment keptScores,
      NmsWorkspace workspace) {
    check(boxes, scores, classes, kept, keptScores, workspace);
    boolean filters = filtered && method.filtersFirst();
    boolean sorts = method.sortsFirst();
    workspace.candidates.load(boxes, scores, classes, filters, scoreThreshold, topK, sorts);
    if (workspace.candidates.count == 0) {
      return 0;
    }
    workspace.results.clear(Math.min(workspace.candidates.count, maximum));
    method.apply(workspace, filtered ? scoreThreshold : Float.NEGATIVE_INFINITY);
    Results results = workspace.results;
    for (int i = 0; i < results.count; i++) {
      kept.set(INT, (long) i * Integer.BYTES, workspace.candidates.index[results.rank[i]]);
      if (keptScores != null) {
        keptScores.set(FLOAT, (long) i * Float.BYTES, results.score[i]);
      }
    }
    return results.count;
  }

  private void check(
      Boxes boxes,
      MemorySegment scores,
      MemorySegment classes,
      MemorySegment kept,
      MemorySegment keptScores,
      NmsWorkspace workspace) {
    int room = Math.min(Checks.requireInputs(boxes, scores, classes, workspace), maximum);
    Checks.requireRoom("kept", kept, room);
    Checks.requireApart("kept", kept, boxes, scores, classes);
    if (keptScores != null) {
      Checks.requireRoom("keptScores", keptScores, room);
      Checks.requireApart("keptScores", keptScores, boxes, scores, classes);
      Checks.requireApart("keptScores", keptScores, "kept", kept);
    }
  }
}
