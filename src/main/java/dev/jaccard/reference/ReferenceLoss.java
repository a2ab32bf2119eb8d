package dev.jaccard.reference;

import dev.jaccard.BoxFormat;
import java.util.List;
import java.util.Objects;

/**
 * A box loss in scalar double with a gradient derived by hand: the oracle that the fast kernels are
 * compared with.
 *
 * <p>A box is four numbers in one of the three formats, and the gradient is with respect to the
 * same four numbers. Sizes below 0 count as 0; a size that the format itself gives has no gradient
 * there. With finite coordinates of at most 1e9 in magnitude loss and gradient are finite for every
 * kind of box, up to alpha 6; a NaN or infinite coordinate makes the loss and every gradient
 * component of its pair NaN.
 *
 * <p>Instances are immutable and safe for use by several threads.
 */
public final class ReferenceLoss {

  /** The value of the parameter {@code form} of {@code iou} for 1 - IoU, the default. */
  public static final double FORM_LINEAR = PlainIou.LINEAR;

  /** The value of the parameter {@code form} of {@code iou} for -ln IoU. */
  public static final double FORM_LOG = PlainIou.LOG;

  /** The value of the parameter {@code form} of {@code iou} for 1 - IoU². */
  public static final double FORM_SQUARE = PlainIou.SQUARE;

  private static final int COORDINATES = 4;

  private final String name;
  private final Convention convention;
  private final BaseLoss base;
  private final OverlapTerm overlapTerm;
  private final double inner;
  private final double focal;

  private ReferenceLoss(Builder builder) {
    Parameters parameters = builder.parameters.copy();
    parameters.requireComplete();
    this.name = builder.name;
    this.convention =
        new Convention(
            builder.yolo,
            parameters.epsOr(builder.yolo ? Convention.YOLO_EPS : Convention.PAPER_EPS));
    this.base = base(builder, parameters);
    this.overlapTerm = new OverlapTerm(builder.focaler, builder.alpha);
    this.inner = builder.inner;
    this.focal = builder.focal;
  }

  private BaseLoss base(Builder builder, Parameters parameters) {
    double alpha = builder.alpha;
    return switch (name) {
      case "iou" -> {
        boolean floored = convention.yolo() || builder.focaler != null;
        yield new PlainIou((int) parameters.get("form"), alpha, floored ? convention.eps() : 0);
      }
      case "giou" -> new GeneralizedIou(convention, alpha);
      case "diou" -> new DistanceIou(convention, alpha);
      case "ciou" -> new CompleteIou(convention, alpha, parameters.get("gate") == 1);
      case "eiou" -> new EfficientIou(convention, alpha);
      case "siou" -> new ScyllaIou(convention, alpha, parameters.get("theta"));
      case "wiou" -> new WiseIou(convention, alpha, parameters);
      case "mpdiou" ->
          new PointDistanceIou(
              convention, alpha, parameters.get("width"), parameters.get("height"));
      case "shape" -> new ShapeIou(convention, alpha, parameters.get("s"));
      case "piou" -> PowerfulIou.plain(convention, alpha);
      case "piou2" -> PowerfulIou.attentive(convention, alpha, parameters.get("lambda"));
      case "nwd" -> new Wasserstein(parameters.get("k"));
      case "bounded" -> new BoundedIou(convention, parameters.get("beta"));
      default -> throw new AssertionError(name);
    };
  }

  /**
   * The names of the base losses.
   *
   * @return the names, in the catalogue's order
   */
  public static List<String> names() {
    return Parameters.names();
  }

  /**
   * Starts a loss with its default parameters, without modifiers, in the paper convention.
   *
   * @param name one of {@link #names()}
   * @return a builder
   * @throws IllegalArgumentException when there is no such loss
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * The loss of one pair.
   *
   * @param format what the four numbers of both boxes are
   * @param prediction four numbers
   * @param target four numbers
   * @return the loss
   */
  public double loss(BoxFormat format, double[] prediction, double[] target) {
    return lossAndGradient(format, prediction, target, null, null);
  }

  /**
   * The loss of one pair and its gradient, in the boxes' format.
   *
   * @param format what the four numbers of both boxes are
   * @param prediction four numbers
   * @param target four numbers
   * @param gradient receives the gradient with respect to the prediction; may be null
   * @param targetGradient receives the gradient with respect to the target; may be null
   * @return the loss
   */
  public double lossAndGradient(
      BoxFormat format,
      double[] prediction,
      double[] target,
      double[] gradient,
      double[] targetGradient) {
    Objects.requireNonNull(format, "format");
    requireLength("prediction", prediction, COORDINATES);
    requireLength("target", target, COORDINATES);
    requireLengthOrNull("gradient", gradient, COORDINATES);
    requireLengthOrNull("targetGradient", targetGradient, COORDINATES);
    return new Evaluation().evaluate(format, prediction, target, 0, gradient, targetGradient);
  }

  /**
   * The losses of many pairs and their gradients; allocates nothing per pair.
   *
   * @param format what the four numbers of all boxes are
   * @param count how many pairs
   * @param predictions four numbers per pair, pair after pair
   * @param targets four numbers per pair, pair after pair
   * @param losses receives one number per pair; may be null
   * @param gradients receives four numbers per pair; may be null
   * @param targetGradients receives four numbers per pair; may be null
   */
  public void lossesAndGradients(
      BoxFormat format,
      int count,
      double[] predictions,
      double[] targets,
      double[] losses,
      double[] gradients,
      double[] targetGradients) {
    Objects.requireNonNull(format, "format");
    if (count < 0) {
      throw new IllegalArgumentException("count is " + count + "; it must be 0 or more.");
    }
    long coordinates = (long) COORDINATES * count;
    requireLength("predictions", predictions, coordinates);
    requireLength("targets", targets, coordinates);
    requireLengthOrNull("losses", losses, count);
    requireLengthOrNull("gradients", gradients, coordinates);
    requireLengthOrNull("targetGradients", targetGradients, coordinates);
    Evaluation evaluation = new Evaluation();
    for (int i = 0; i < count; i++) {
      double loss =
          evaluation.evaluate(
              format, predictions, targets, COORDINATES * i, gradients, targetGradients);
      if (losses != null) {
        losses[i] = loss;
      }
    }
  }

  /**
   * One minus the plain IoU of the full boxes, whatever the loss: its mean over a batch is what
   * moves WIoU's running mean. In paper (U - I)/(U + eps), in yolo 1 - I/(U + eps).
   *
   * @param format what the four numbers of both boxes are
   * @param prediction four numbers
   * @param target four numbers
   * @return a number from 0 to 1, or NaN where a coordinate is not finite
   */
  public double iouLoss(BoxFormat format, double[] prediction, double[] target) {
    Objects.requireNonNull(format, "format");
    requireLength("prediction", prediction, COORDINATES);
    requireLength("target", target, COORDINATES);
    Pair pair = new Pair(convention);
    Corners.of(format, prediction, 0, pair.corners, 0);
    Corners.of(format, target, 0, pair.corners, COORDINATES);
    pair.derive();
    return pair.isFinite() ? WiseIou.iouLoss(convention, pair.full) : Double.NaN;
  }

  private static void requireLength(String argument, double[] array, long needed) {
    if (Objects.requireNonNull(array, argument).length < needed) {
      throw new IllegalArgumentException(
          argument + " has " + array.length + " numbers; it must have " + needed + " at least.");
    }
  }

  private static void requireLengthOrNull(String argument, double[] array, long needed) {
    if (array != null) {
      requireLength(argument, array, needed);
    }
  }

  /** The working memory of one call. */
  private final class Evaluation {
    private final Pair pair = new Pair(convention);
    private final InnerOverlap innerOverlap =
        Double.isNaN(inner) ? null : new InnerOverlap(inner, convention);
    private final Overlap overlap = innerOverlap == null ? pair.full : innerOverlap.scaled;
    private final Partials partials = new Partials();

    double evaluate(
        BoxFormat format,
        double[] prediction,
        double[] target,
        int offset,
        double[] gradient,
        double[] targetGradient) {
      Corners.of(format, prediction, offset, pair.corners, 0);
      Corners.of(format, target, offset, pair.corners, COORDINATES);
      double loss;
      if (pair.isFinite()) {
        pair.derive();
        loss = forward();
        backward();
      } else {
        loss = Double.NaN;
        partials.fill(Double.NaN);
      }
      if (gradient != null) {
        Corners.pullBack(format, prediction, partials, 0, gradient, offset);
      }
      if (targetGradient != null) {
        Corners.pullBack(format, target, partials, COORDINATES, targetGradient, offset);
      }
      return loss;
    }

    private double forward() {
      if (innerOverlap != null) {
        innerOverlap.set(pair.corners);
      }
      overlapTerm.evaluate(overlap, pair);
      partials.fill(0);
      double loss = base.evaluate(pair, partials);
      if (Double.isNaN(focal)) {
        return loss;
      }
      double weight = Math.pow(pair.full.similarity, focal);
      partials.scale(weight);
      return weight * loss;
    }

    private void backward() {
      double byOverlap = overlapTerm.pullBack(overlap, pair, partials);
      if (innerOverlap == null) {
        pair.full.pullBack(byOverlap, partials.union, partials);
      } else {
        pair.full.pullBack(0, partials.union, partials);
        innerOverlap.pullBack(byOverlap, partials);
      }
      pair.pullBack(partials);
      if (base.targetIsConstant()) {
        partials.clearTarget();
      }
    }
  }

  /** Collects the settings of a loss. Not safe for use by several threads. */
  public static final class Builder {
    private final String name;
    private final Parameters parameters;
    private double alpha = 1;
    private double inner = Double.NaN;
    private double[] focaler;
    private double focal = Double.NaN;
    private boolean yolo;

    private Builder(String name) {
      this.parameters = new Parameters(name);
      this.name = name;
    }

    /**
     * Sets a parameter of the base loss: iou {@code form} (0 linear, 1 log, 2 square); ciou {@code
     * gate} (0, 1); siou {@code theta}; wiou {@code version} (1, 2, 3), {@code mean}, {@code
     * momentum} (a matter of the batch: accepted, of no effect here), {@code gamma}, {@code alpha},
     * {@code delta}; mpdiou {@code width}, {@code height}; shape {@code s}; piou2 {@code lambda};
     * nwd {@code k}; bounded {@code beta}; all of them {@code eps}.
     *
     * @param key the parameter
     * @param value its value
     * @return this
     * @throws IllegalArgumentException when the loss has no such parameter or the value is out of
     *     range
     */
    public Builder param(String key, double value) {
      parameters.set(key, value);
      return this;
    }

    /**
     * Raises the IoU and every penalty to a power (alpha-IoU, 2110.13675).
     *
     * @param exponent above 0; 1 is the loss without the modifier
     * @return this
     */
    public Builder alpha(double exponent) {
      Parameters.require("alpha", exponent, x -> x > 0, "above 0");
      this.alpha = exponent;
      return this;
    }

    /**
     * Takes the IoU of both boxes scaled about their own centres (Inner-IoU, 2311.02877).
     *
     * @param ratio from 0.5 to 1.5
     * @return this
     */
    public Builder inner(double ratio) {
      Parameters.require("inner", ratio, x -> x >= 0.5 && x <= 1.5, "from 0.5 to 1.5");
      this.inner = ratio;
      return this;
    }

    /**
     * Replaces the IoU by clamp((IoU - d)/(u - d), 0, 1) (Focaler-IoU, 2401.10525).
     *
     * @param d from 0 to below u
     * @param u from above d to 1
     * @return this
     */
    public Builder focaler(double d, double u) {
      Parameters.require("focaler d", d, x -> x >= 0 && x < u, "0 or more and below u");
      Parameters.require("focaler u", u, x -> x <= 1, "above d and at most 1");
      this.focaler = new double[] {d, u};
      return this;
    }

    /**
     * Multiplies the loss by IoU^gamma, a constant for the gradient (Focal-EIoU, 2101.08158).
     *
     * @param gamma 0 or more
     * @return this
     */
    public Builder focal(double gamma) {
      Parameters.require("focal", gamma, x -> x >= 0, "0 or more");
      this.focal = gamma;
      return this;
    }

    /**
     * Chooses the convention.
     *
     * @param yolo true for the numbers of the YOLO forks, false (the default) for the papers'
     * @return this
     */
    public Builder yolo(boolean yolo) {
      this.yolo = yolo;
      return this;
    }

    /**
     * Makes the loss.
     *
     * @return the loss
     * @throws IllegalArgumentException when a required parameter is missing or a modifier has
     *     nothing to act on
     */
    public ReferenceLoss build() {
      if (name.equals("nwd") || name.equals("bounded")) {
        refuse("alpha", alpha != 1);
        refuse("inner", !Double.isNaN(inner));
        refuse("focaler", focaler != null);
        refuse("focal", !Double.isNaN(focal));
      }
      return new ReferenceLoss(this);
    }

    private void refuse(String modifier, boolean set) {
      if (set) {
        throw new IllegalArgumentException(
            "The modifier '"
                + modifier
                + "' acts on the IoU, and the loss '"
                + name
                + "' has no IoU term.");
      }
    }
  }
}
