package dev.jaccard.loss;

import dev.jaccard.BoxFormat;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import java.util.List;

/**
 * The geometry of a prediction and its target, as expressions: what losses are written with.
 *
 * <p>Boxes that are not given by corners are taken in a frame that moves with the prediction (XYWH:
 * its top-left corner is the origin, CXCYWH: its centre), so that small boxes far from the origin
 * keep their digits. Sizes below 0 count as 0. The enclosing box comes from the identity enclosing
 * + overlap = sum of the sizes, which holds along each axis: one comparison and one tie test per
 * edge serve the intersection and the enclosing box.
 */
public final class BoxPair {
  /** The name of the argument that holds the predictions. */
  public static final String PREDICTION = "prediction";

  /**
   * The name of the argument that holds the targets; of one target for all pairs, the scalars
   * target0 to target3 are the coordinates, and likewise of one prediction.
   */
  public static final String TARGET = "target";

  private final Graph graph;
  private final Axis x;
  private final Axis y;
  private final Node predictionPoison;
  private final Node targetPoison;
  private final Node poison;
  private final Node epsilon;
  private final Node heightEpsilon;
  private final boolean yolo;
  private final boolean valuesOnly;
  private boolean centersUsed;

  /**
   * A pair.
   *
   * @param graph where its expressions are made
   * @param format the boxes' format
   * @param convention the convention
   * @param epsilon the guard of denominators
   * @param fixed which box, if any, is given by scalars
   * @param centersUsed whether the loss uses the offset of the centres, which then serves to find
   *     coordinates that are not finite
   */
  BoxPair(
      Graph graph,
      BoxFormat format,
      Convention convention,
      double epsilon,
      FixedBox fixed,
      boolean centersUsed) {
    this.graph = graph;
    this.valuesOnly = fixed == FixedBox.PREDICTION;
    this.x = new Axis(graph, format, 0, fixed, centersUsed);
    this.y = new Axis(graph, format, 1, fixed, centersUsed);
    if (valuesOnly) {
      this.predictionPoison = x.predictionSum.plus(y.predictionSum).times(0);
      this.targetPoison = x.targetSum.plus(y.targetSum).times(0);
      this.poison = predictionPoison.plus(targetPoison);
      this.epsilon = graph.constant(epsilon);
    } else {
      this.predictionPoison = graph.constant(0);
      this.targetPoison = predictionPoison;
      this.poison = x.finiteSum.plus(y.finiteSum).times(0).stopGradient();
      this.epsilon = graph.constant(epsilon).plus(poison);
    }
    this.yolo = convention == Convention.YOLO;
    this.heightEpsilon = graph.constant(yolo ? epsilon : 0);
  }

  /** One of the two axes. */
  private static final class Axis {
    private final Node size;
    private final Node targetSize;
    private final Node low;
    private final Node high;
    private final Node targetLow;
    private final Node targetHigh;
    private final Node centerOffset;
    private final Node finiteSum;
    private final Node predictionSum;
    private final Node targetSum;

    private Axis(Graph graph, BoxFormat format, int axis, FixedBox fixed, boolean centersUsed) {
      boolean onePrediction = fixed == FixedBox.PREDICTION;
      boolean oneTarget = fixed == FixedBox.TARGET;
      Node first = coordinate(graph, PREDICTION, axis, onePrediction);
      Node second = coordinate(graph, PREDICTION, axis + 2, onePrediction);
      Node targetFirst = coordinate(graph, TARGET, axis, oneTarget);
      Node targetSecond = coordinate(graph, TARGET, axis + 2, oneTarget);
      Node lowOffset = targetFirst.minus(first);
      if (format == BoxFormat.XYXY) {
        Node rawSize = second.minus(first);
        Node rawTargetSize = targetSecond.minus(targetFirst);
        size = rawSize.clampedAtZero();
        targetSize = rawTargetSize.clampedAtZero();
        low = first;
        high = second;
        targetLow = targetFirst;
        targetHigh = targetSecond;
        Node edgeOffsets = lowOffset.plus(targetSecond.minus(second));
        centerOffset = edgeOffsets.times(0.5);
        finiteSum = centersUsed ? edgeOffsets : rawSize.plus(rawTargetSize);
        predictionSum = rawSize;
        targetSum = rawTargetSize;
      } else {
        size = second.clampedAtZero();
        targetSize = targetSecond.clampedAtZero();
        if (format == BoxFormat.XYWH) {
          low = graph.constant(0);
          high = size;
          targetLow = lowOffset;
          targetHigh = lowOffset.plus(targetSize);
          centerOffset = targetSize.minus(size).times(0.5).plus(lowOffset);
        } else {
          Node half = size.times(0.5);
          Node targetHalf = targetSize.times(0.5);
          low = half.negated();
          high = half;
          targetLow = lowOffset.minus(targetHalf);
          targetHigh = lowOffset.plus(targetHalf);
          centerOffset = lowOffset;
        }
        finiteSum = lowOffset.plus(second.plus(targetSecond));
        predictionSum = first.plus(second);
        targetSum = targetFirst.plus(targetSecond);
      }
    }

    private static Node coordinate(Graph graph, String box, int coordinate, boolean fixed) {
      return fixed ? graph.scalar(box + coordinate) : graph.input(box, coordinate);
    }

    private Node overlap() {
      return high.min(targetHigh).minus(low.max(targetLow));
    }

    private Node enclosing() {
      return size.plus(targetSize).minus(overlap());
    }

    /**
     * The same axis with both boxes scaled by a ratio about their centres, in a frame whose origin
     * is the prediction's lower edge: {signed overlap, size, target's size}.
     */
    private Node[] inner(double ratio) {
      double inset = (1 - ratio) / 2;
      Node extent = high.minus(low);
      Node margin = extent.times(inset);
      Node targetMargin = targetHigh.minus(targetLow).times(inset);
      Node innerLow = margin;
      Node innerHigh = extent.minus(margin);
      Node innerTargetLow = targetLow.minus(low).plus(targetMargin);
      Node innerTargetHigh = targetHigh.minus(low).minus(targetMargin);
      return new Node[] {
        innerHigh.min(innerTargetHigh).minus(innerLow.max(innerTargetLow)),
        innerHigh.minus(innerLow).clampedAtZero(),
        innerTargetHigh.minus(innerTargetLow).clampedAtZero()
      };
    }
  }

  /**
   * The graph that all of this is in.
   *
   * @return the graph
   */
  public Graph graph() {
    return graph;
  }

  /**
   * Whether no gradient is going to be taken, and one box meets many: what depends on one box alone
   * had better be an expression of its own.
   *
   * @return true if the prediction is given by scalars
   */
  boolean isForValuesOnly() {
    return valuesOnly;
  }

  /**
   * 0, or NaN where a coordinate is NaN or infinite.
   *
   * @return the node
   */
  public Node poison() {
    return poison;
  }

  /**
   * What the poison consists of: where no gradient is taken, what each box alone tells, which its
   * width has already.
   *
   * @return nodes that are 0 or NaN
   */
  public List<Node> poisons() {
    return valuesOnly ? List.of(predictionPoison, targetPoison) : List.of(poison);
  }

  /**
   * The guard of denominators: the parameter {@code eps}, or NaN where a coordinate is not finite.
   *
   * @return ε
   */
  public Node epsilon() {
    return epsilon;
  }

  /**
   * The prediction's width w, not below 0.
   *
   * @return w
   */
  public Node width() {
    return x.size.plus(predictionPoison);
  }

  /**
   * The prediction's height h, not below 0; the YOLO convention adds ε.
   *
   * @return h
   */
  public Node height() {
    return y.size.plus(heightEpsilon);
  }

  /**
   * The target's width wg.
   *
   * @return wg
   */
  public Node targetWidth() {
    return x.targetSize.plus(targetPoison);
  }

  /**
   * The target's height hg; the YOLO convention adds ε.
   *
   * @return hg
   */
  public Node targetHeight() {
    return y.targetSize.plus(heightEpsilon);
  }

  /**
   * wg - w.
   *
   * @return the difference of the widths
   */
  public Node widthDifference() {
    return x.targetSize.minus(x.size);
  }

  /**
   * hg - h.
   *
   * @return the difference of the heights
   */
  public Node heightDifference() {
    return y.targetSize.minus(y.size);
  }

  /**
   * The offset of the centres, xg - x.
   *
   * @return dx
   */
  public Node centerOffsetX() {
    centersUsed = true;
    return x.centerOffset;
  }

  /**
   * The offset of the centres, yg - y.
   *
   * @return dy
   */
  public Node centerOffsetY() {
    centersUsed = true;
    return y.centerOffset;
  }

  /**
   * The squared distance of the centres, dx² + dy².
   *
   * @return rho2
   */
  public Node centerDistanceSquared() {
    return centerOffsetX().squared().plus(centerOffsetY().squared());
  }

  /**
   * The target's left edge minus the prediction's.
   *
   * @return x1g - x1
   */
  public Node leftOffset() {
    return x.targetLow.minus(x.low);
  }

  /**
   * The target's right edge minus the prediction's.
   *
   * @return x2g - x2
   */
  public Node rightOffset() {
    return x.targetHigh.minus(x.high);
  }

  /**
   * The target's top edge minus the prediction's.
   *
   * @return y1g - y1
   */
  public Node topOffset() {
    return y.targetLow.minus(y.low);
  }

  /**
   * The target's bottom edge minus the prediction's.
   *
   * @return y2g - y2
   */
  public Node bottomOffset() {
    return y.targetHigh.minus(y.high);
  }

  /**
   * The width of the smallest enclosing box.
   *
   * @return cw
   */
  public Node enclosingWidth() {
    return x.enclosing();
  }

  /**
   * The height of the smallest enclosing box.
   *
   * @return ch
   */
  public Node enclosingHeight() {
    return y.enclosing();
  }

  /**
   * The area of the smallest enclosing box.
   *
   * @return C = cw · ch
   */
  public Node enclosingArea() {
    return enclosingWidth().times(enclosingHeight()).rounded();
  }

  /**
   * The squared diagonal of the smallest enclosing box.
   *
   * @return c2 = cw² + ch²
   */
  public Node enclosingDiagonalSquared() {
    return enclosingWidth().squared().plus(enclosingHeight().squared());
  }

  /**
   * The area of the intersection.
   *
   * @return I
   */
  public Node intersection() {
    return overlap().intersection();
  }

  /**
   * The area of the union.
   *
   * @return U = A + Ag - I
   */
  public Node union() {
    return overlap().union();
  }

  /**
   * 1 - IoU, as (U - I) / U.
   *
   * @return 1 - IoU
   */
  public Node iouLoss() {
    return overlap().loss();
  }

  /**
   * Intersection over union, rounded once.
   *
   * @return IoU
   */
  public Node iou() {
    return overlap().similarity();
  }

  /** Whether the offset of the centres has been asked for. */
  boolean centersUsed() {
    return centersUsed;
  }

  Overlap overlap() {
    Node intersection = clampedProduct(x.overlap(), y.overlap()).rounded();
    Node area = width().times(height());
    Node targetArea = targetWidth().times(targetHeight()).rounded();
    return overlap(intersection, area, targetArea, yolo);
  }

  /**
   * max(a, 0)·max(b, 0). One mask closes both the values and, because a derivative is the other
   * side, the gradient; where it is closed, the poison's 0 stands. Without a gradient two integer
   * maxima do.
   */
  private Node clampedProduct(Node a, Node b) {
    if (valuesOnly) {
      return a.clampedAtZero().times(b.clampedAtZero());
    }
    Node empty = a.orOtherNegative(b);
    Node first = empty.select(poison, a).withGradientOf(a);
    Node second = empty.select(poison, b).withGradientOf(b);
    return first.times(second);
  }

  /** The overlap of both boxes scaled by a ratio about their centres. */
  Overlap innerOverlap(double ratio) {
    Node[] horizontal = x.inner(ratio);
    Node[] vertical = y.inner(ratio);
    Node intersection = clampedProduct(horizontal[0], vertical[0]).rounded();
    Node area = horizontal[1].times(vertical[1]);
    Node targetArea = horizontal[2].times(vertical[2]).rounded();
    return overlap(intersection, area, targetArea, yolo);
  }

  private Overlap overlap(Node intersection, Node area, Node targetArea, boolean doubled) {
    Node none = graph.constant(0);
    return doubled
        ? new Overlap(intersection, area, targetArea, epsilon.times(2), none, epsilon.times(2))
        : new Overlap(intersection, area, targetArea, none, epsilon, epsilon);
  }
}
