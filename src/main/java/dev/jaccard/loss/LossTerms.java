package dev.jaccard.loss;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import java.util.Map;

/**
 * What a definition is written with: the pair's geometry, the parameters, and the two places where
 * modifiers enter, {@link #overlapLoss()} and {@link #penalty(Node)}.
 */
public final class LossTerms {
  private static final double TINY = 1e-16;

  private final BoxPair pair;
  private final Map<String, Double> parameters;
  private final Modifiers modifiers;
  private final Convention convention;
  private boolean overlapUsed;

  LossTerms(
      BoxPair pair, Map<String, Double> parameters, Modifiers modifiers, Convention convention) {
    this.pair = pair;
    this.parameters = parameters;
    this.modifiers = modifiers;
    this.convention = convention;
  }

  /**
   * The geometry.
   *
   * @return the pair of boxes
   */
  public BoxPair pair() {
    return pair;
  }

  /**
   * The graph that the loss is written in.
   *
   * @return the graph
   */
  public Graph graph() {
    return pair.graph();
  }

  /**
   * A parameter's value; it is a constant of the kernel.
   *
   * @param name the parameter's name, as it was declared
   * @return its value
   */
  public double parameter(String name) {
    return Parameter.value(parameters, name);
  }

  /**
   * A constant.
   *
   * @param value its value
   * @return the node
   */
  public Node constant(double value) {
    return graph().constant(value);
  }

  /**
   * Whether the convention is that of the YOLO forks.
   *
   * @return true for {@link Convention#YOLO}
   */
  boolean yolo() {
    return convention == Convention.YOLO;
  }

  /** Whether penalties are added as they are. */
  boolean isPlain() {
    return !yolo() && modifiers.alpha() == 1;
  }

  /** The power that alpha puts on a term of the YOLO convention that has no epsilon of its own. */
  Node alphaPower(Node base) {
    return base.power(modifiers.alpha());
  }

  /**
   * ε, to be added to denominators; NaN where a coordinate is not finite.
   *
   * @return the guard
   */
  public Node epsilon() {
    return pair.epsilon();
  }

  /** A guard that does not show in the numbers, where the YOLO function itself has none. */
  Node tiny() {
    return yolo() ? constant(TINY) : pair.epsilon();
  }

  /** Such a guard without the poison, for what depends on one box alone. */
  Node plainTiny() {
    return constant(yolo() ? TINY : parameter("eps"));
  }

  /** ε where the YOLO function adds it, else nothing. */
  Node yoloEpsilon() {
    return yolo() ? pair.epsilon() : constant(0);
  }

  /**
   * 1 - IoU with the modifiers inner, focaler and alpha: what a loss has in the place of 1 - IoU.
   *
   * @return the overlap's part of the loss; 0 for identical boxes
   */
  public Node overlapLoss() {
    overlapUsed = true;
    Node loss = focalerLoss();
    return modifiers.alpha() == 1 ? loss : similarity().subtractedFrom(1);
  }

  /**
   * The IoU with the modifiers inner, focaler and alpha; never negative.
   *
   * @return the similarity
   */
  public Node similarity() {
    return alphaPower(plainSimilarity());
  }

  /** The similarity for its own sake, which no logarithm is taken of: 0 where nothing overlaps. */
  Node bareSimilarity() {
    overlapUsed = true;
    Overlap overlap =
        modifiers.inner() == 1 ? pair.overlap() : pair.innerOverlap(modifiers.inner());
    Node ratio = overlap.ratio();
    if (modifiers.focaler()) {
      double span = modifiers.focalerHigh() - modifiers.focalerLow();
      ratio = ratio.minus(modifiers.focalerLow()).times(1 / span).clamped(0, 1);
    }
    return alphaPower(ratio);
  }

  /** ln of the similarity; the floor where it could be 0 keeps it finite. */
  Node logSimilarity() {
    return yolo() || modifiers.focaler()
        ? similarity().minus(pair.epsilon()).clampedAtZero().plus(pair.epsilon()).log()
        : plainSimilarity().log().times(modifiers.alpha());
  }

  private Node plainSimilarity() {
    overlapUsed = true;
    if (modifiers.focaler()) {
      return floored(focalerLoss(), pair.epsilon());
    }
    return modifiers.inner() == 1 ? pair.iou() : pair.innerOverlap(modifiers.inner()).similarity();
  }

  /** max(1 - loss, floor). */
  private static Node floored(Node loss, Node floor) {
    return loss.plus(floor).subtractedFrom(1).clampedAtZero().plus(floor);
  }

  private Node focalerLoss() {
    Node loss =
        modifiers.inner() == 1 ? pair.iouLoss() : pair.innerOverlap(modifiers.inner()).loss();
    if (!modifiers.focaler()) {
      return loss;
    }
    double span = modifiers.focalerHigh() - modifiers.focalerLow();
    return loss.minus(1 - modifiers.focalerHigh()).times(1 / span).clamped(0, 1);
  }

  /**
   * A penalty with the modifier alpha: the term to that power.
   *
   * @param term the term, not negative
   * @return the penalty to be added to the loss
   */
  public Node penalty(Node term) {
    return alphaPower(term.plus(yoloEpsilon()));
  }

  /** A penalty that the YOLO convention may make negative: only a real power clamps it. */
  Node signedPenalty(Node term) {
    if (!yolo()) {
      return alphaPower(term);
    }
    // an enclosing box without area and padded heights make it -1e9
    Node bounded = term.lessThan(-1).select(constant(-1), term);
    Node base = bounded.plus(yoloEpsilon());
    boolean whole = modifiers.alpha() == Math.rint(modifiers.alpha());
    return alphaPower(whole ? base : base.clampedAtZero());
  }

  /** The squared distance of the centres over the squared diagonal, with alpha: DIoU's term. */
  Node centerDistancePenalty() {
    Node distance = pair.centerDistanceSquared();
    Node diagonal = pair.enclosingDiagonalSquared();
    if (!yolo()) {
      return alphaPower(distance.dividedBy(diagonal.plus(epsilon())));
    }
    return scaledPowers(distance, diagonal, true);
  }

  /**
   * numerator^a / (denominator^a + ε), both scaled by the larger one of the denominator and 1 so
   * that no power overflows; the scale cancels.
   */
  private Node scaledPowers(Node numerator, Node denominator, boolean epsilonOutside) {
    if (modifiers.alpha() == 1) {
      return numerator.dividedBy(denominator.plus(epsilon()));
    }
    Node scale = constant(1).exactlyDividedBy(denominator.max(constant(1))).stopGradient();
    Node bottom = alphaPower(denominator.times(scale));
    return epsilonOutside
        ? alphaPower(numerator.times(scale))
            .dividedBy(bottom.plus(epsilon().times(alphaPower(scale))))
        : numerator.times(alphaPower(scale)).dividedBy(bottom);
  }

  /** EIoU's term of one size: difference² / enclosing², with alpha. */
  Node sizePenalty(Node difference, Node enclosing) {
    Node square = difference.squared();
    Node guarded = enclosing.squared().plus(epsilon());
    return yolo()
        ? modifiers.alpha() == 1 ? square.dividedBy(guarded) : scaledPowers(square, guarded, false)
        : alphaPower(square.dividedBy(guarded));
  }

  /** 1 - IoU of the full boxes after alpha: what CIoU's trade-off sees. */
  Node tradeOffLoss() {
    return yolo() && modifiers.alpha() != 1
        ? alphaPower(pair.iou()).subtractedFrom(1)
        : pair.iouLoss();
  }

  /**
   * -|a - b| / max(a, b) of two sizes, in [-1, 0]: (smaller - larger) / larger. Its derivatives are
   * those of the two cases, 1/larger by the smaller and -smaller/larger² by the larger one.
   *
   * @param tieCounts whether the derivative, which is 0 at a = b, is not multiplied by 0 there
   */
  Node relativeDifference(Node a, Node b, boolean tieCounts) {
    Node growing = a.lessThan(b);
    Node smaller = growing.select(a, b);
    Node larger = growing.select(b, a);
    Node inverse = constant(1).dividedBy(larger.plus(tiny()));
    Node difference = smaller.minus(larger).times(inverse);
    Node ratio = difference.plus(1);
    Node slopeA = growing.select(constant(-1), ratio);
    Node slopeB = growing.select(ratio, constant(-1));
    if (tieCounts) {
      Node different = growing.or(b.lessThan(a));
      slopeA = different.select(slopeA, constant(0));
      slopeB = different.select(slopeB, constant(0));
    }
    Node slopes =
        inverse
            .times(slopeA)
            .stopGradient()
            .times(a)
            .plus(inverse.times(slopeB).stopGradient().times(b));
    return difference.withGradientOf(slopes.negated());
  }

  /** Refuses modifiers that would change nothing. */
  void requireModifiersUsed(String name) {
    if (!overlapUsed && modifiers.any()) {
      throw new IllegalArgumentException(
          name + " has no IoU term that " + modifiers.text() + " could change");
    }
  }

  /** The whole loss: the definition's expression times the focal weight. */
  Node weighted(Node loss) {
    return modifiers.focal() == 0
        ? loss
        : loss.times(pair.iou().power(modifiers.focal()).stopGradient());
  }
}
