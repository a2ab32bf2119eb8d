package dev.jaccard;

import dev.jaccard.emit.MemoryKind;
import dev.jaccard.emit.VectorSupport;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.kernel.KernelCache;
import dev.jaccard.kernel.LossProgram;
import dev.jaccard.loss.BoxLossDefinition;
import dev.jaccard.loss.Catalog;
import dev.jaccard.loss.CatalogEntry;
import dev.jaccard.loss.Convention;
import dev.jaccard.loss.FixedBox;
import dev.jaccard.loss.LossExpression;
import dev.jaccard.loss.Modifiers;
import dev.jaccard.loss.Parameter;
import dev.jaccard.loss.RunningMean;
import dev.jaccard.lower.Program;
import dev.jaccard.reference.ReferenceLoss;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A loss of boxes with its gradient, compiled to one loop.
 *
 * <pre>{@code
 * BoxLoss ciou = BoxLoss.of("ciou");
 * double sum = ciou.forwardBackward(prediction, target, losses, gradient);
 * }</pre>
 *
 * <p>The result is the sum over the pairs of loss · weight, divided by the normalizer; gradients
 * are those of the result, with respect to the coordinates in the format of the boxes. A NaN or
 * infinite coordinate gives NaN for its pair's loss and gradient and for the sum, and touches no
 * other pair.
 *
 * <p>Instances are immutable and thread-safe. Calls on one thread allocate nothing. All arguments
 * are checked before anything is written.
 */
public final class BoxLoss {
  private static final int VARIANTS = 16;
  private static final ThreadLocal<Batch> SCRATCH = new ThreadLocal<>();

  private final CatalogEntry entry;
  private final Map<String, Double> parameters;
  private final Modifiers modifiers;
  private final Convention convention;
  private final Backend backend;
  private final ReferenceRunner reference;
  private final double meanParameter;
  private final AtomicReferenceArray<Kernel> kernels =
      new AtomicReferenceArray<>(BoxFormat.values().length * VARIANTS);

  private BoxLoss(Builder builder) {
    this.entry = builder.entry();
    this.parameters = builder.values(entry);
    this.modifiers = builder.modifiers;
    this.convention = builder.convention;
    this.backend = builder.backend;
    this.meanParameter = parameters.getOrDefault("mean", 1.0);
    if (backend == Backend.VECTOR && !VectorSupport.available()) {
      throw new IllegalArgumentException(
          "backend is VECTOR but the Vector API is not there; pass --add-modules"
              + " jdk.incubator.vector to java");
    }
    // shows what is wrong now rather than at the first call
    expression(BoxFormat.XYXY);
    this.reference = backend == Backend.REFERENCE ? new ReferenceRunner(this) : null;
  }

  /**
   * A loss of the catalogue with its defaults.
   *
   * @param name the name, such as {@code ciou}; see {@link Catalog#entries()}
   * @return the loss
   * @throws IllegalArgumentException if there is none of that name, or a parameter has no default
   */
  public static BoxLoss of(String name) {
    return builder(name).build();
  }

  /**
   * A loss of the catalogue.
   *
   * @param name the name, such as {@code ciou}; see {@link Catalog#entries()}
   * @return a builder
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Builder builder(String name) {
    return new Builder(Catalog.entry(name));
  }

  /**
   * A loss of one's own: its gradient, its kernels and everything else are derived from the
   * expression.
   *
   * @param name what it is called in profilers and messages
   * @param definition writes the loss; the same object means the same loss
   * @return a builder
   */
  public static Builder define(String name, BoxLossDefinition definition) {
    return new Builder(new CatalogEntry(name, "", "", Catalog.parameters(), false, definition));
  }

  /** Collects what a loss is made of. Not thread-safe. */
  public static final class Builder {
    private final CatalogEntry base;
    private final List<Parameter> declared = new ArrayList<>();
    private final Map<String, Double> given = new LinkedHashMap<>();
    private Modifiers modifiers = Modifiers.NONE;
    private Convention convention = Convention.PAPER;
    private Backend backend = Backend.AUTO;

    private Builder(CatalogEntry base) {
      this.base = base;
      this.declared.addAll(base.parameters());
    }

    /**
     * Declares a parameter of one's own loss.
     *
     * @param key its name
     * @param defaultValue its value where none is given
     * @return this
     */
    public Builder declare(String key, double defaultValue) {
      declared.add(
          new Parameter(key, defaultValue, -Double.MAX_VALUE, Double.MAX_VALUE, "own parameter"));
      return this;
    }

    /**
     * Sets a parameter.
     *
     * @param key its name
     * @param value its value
     * @return this
     * @throws IllegalArgumentException if there is none of that name, or the value is not in its
     *     range
     */
    public Builder param(String key, double value) {
      given.put(key, Parameter.find(base.name(), declared, key).check(base.name(), value));
      return this;
    }

    /**
     * Raises the IoU and every penalty to a power (alpha-IoU, arXiv 2110.13675).
     *
     * @param alpha the power, above 0
     * @return this
     */
    public Builder alpha(double alpha) {
      modifiers = modifiers.withAlpha(alpha);
      return this;
    }

    /**
     * Takes the IoU of both boxes scaled about their centres (Inner-IoU, arXiv 2311.02877).
     *
     * @param ratio the ratio, in [0.5, 1.5]
     * @return this
     */
    public Builder inner(double ratio) {
      modifiers = modifiers.withInner(ratio);
      return this;
    }

    /**
     * Maps the IoU from [d, u] to [0, 1] (Focaler-IoU, arXiv 2401.10525).
     *
     * @param d the IoU that becomes 0
     * @param u the IoU that becomes 1
     * @return this
     */
    public Builder focaler(double d, double u) {
      modifiers = modifiers.withFocaler(d, u);
      return this;
    }

    /**
     * Multiplies the loss by the detached IoU to a power (Focal-EIoU, arXiv 2101.08158).
     *
     * @param gamma the power, 0 or above
     * @return this
     */
    public Builder focal(double gamma) {
      modifiers = modifiers.withFocal(gamma);
      return this;
    }

    /**
     * Chooses whose numbers to give.
     *
     * @param value the convention
     * @return this
     */
    public Builder convention(Convention value) {
      convention = value;
      return this;
    }

    /**
     * Chooses how the loss is computed.
     *
     * @param value the backend
     * @return this
     */
    public Builder backend(Backend value) {
      backend = value;
      return this;
    }

    /**
     * The loss.
     *
     * @return the loss
     * @throws IllegalArgumentException if a parameter is missing or a combination has no meaning
     */
    public BoxLoss build() {
      return new BoxLoss(this);
    }

    private CatalogEntry entry() {
      return declared.equals(base.parameters())
          ? base
          : new CatalogEntry(
              base.name(),
              base.formula(),
              base.paper(),
              List.copyOf(declared),
              base.targetDetached(),
              base.definition());
    }

    private Map<String, Double> values(CatalogEntry entry) {
      Map<String, Double> values = new LinkedHashMap<>();
      for (Parameter parameter : entry.parameters()) {
        Double value = given.get(parameter.name());
        if (value == null && parameter.name().equals("eps")) {
          value = convention.epsilon();
        } else if (value == null && parameter.required()) {
          throw new IllegalArgumentException(
              entry.name()
                  + " needs parameter "
                  + parameter.name()
                  + ": "
                  + parameter.description());
        }
        values.put(parameter.name(), value == null ? parameter.defaultValue() : value);
      }
      return Map.copyOf(values);
    }
  }

  /**
   * The loss's name in the catalogue.
   *
   * @return the name
   */
  public String name() {
    return entry.name();
  }

  /**
   * The modifiers.
   *
   * @return the modifiers
   */
  public Modifiers modifiers() {
    return modifiers;
  }

  /**
   * The parameters' values.
   *
   * @return a value for each parameter
   */
  public Map<String, Double> parameters() {
    return parameters;
  }

  /**
   * How the loss is computed.
   *
   * @return the backend
   */
  public Backend backend() {
    return backend;
  }

  /**
   * The double reference of this loss: gradients derived by hand, no code shared with the kernels.
   *
   * @return the same loss, with its parameters, modifiers and convention, whatever its backend is
   * @throws IllegalArgumentException if this loss is not one of the catalogue
   */
  public ReferenceLoss reference() {
    return reference(meanParameter);
  }

  /**
   * The double reference of this loss with another running mean.
   *
   * @param runningMean WIoU's running mean; of no meaning to other losses
   * @return the same loss otherwise
   * @throws IllegalArgumentException if this loss is not one of the catalogue
   */
  public ReferenceLoss reference(double runningMean) {
    return ReferenceRunner.of(entry.name(), parameters, modifiers, convention, runningMean);
  }

  /**
   * Computes the sum of the losses.
   *
   * @param prediction n boxes
   * @param target n boxes of the same format
   * @return the sum, in double
   */
  public double forward(Boxes prediction, Boxes target) {
    return forward(prediction, target, null);
  }

  /**
   * Computes the losses and their sum.
   *
   * @param prediction n boxes
   * @param target n boxes of the same format
   * @param losses 4·n bytes for the losses, or null
   * @return the sum, in double
   */
  public double forward(Boxes prediction, Boxes target, MemorySegment losses) {
    return forward(scratch(prediction, target, losses, null));
  }

  /**
   * Computes losses and their sum over the normalizer.
   *
   * @param batch what to work on; its gradients are not written
   * @return sum(loss · weight) / normalizer, in double
   * @throws IllegalArgumentException if an argument is not as it must be; nothing is written then
   */
  public double forward(Batch batch) {
    return run(batch, false);
  }

  /**
   * Computes the losses, their sum, and its gradient with respect to the prediction.
   *
   * @param prediction n boxes
   * @param target n boxes of the same format
   * @param losses 4·n bytes for the losses, or null
   * @param gradient n boxes of the same format, which are written
   * @return the sum, in double
   */
  public double forwardBackward(
      Boxes prediction, Boxes target, MemorySegment losses, Boxes gradient) {
    return forwardBackward(scratch(prediction, target, losses, gradient));
  }

  /**
   * Computes losses, their sum over the normalizer, and its gradients.
   *
   * @param batch what to work on, with at least one gradient
   * @return sum(loss · weight) / normalizer, in double
   * @throws IllegalArgumentException if an argument is not as it must be; nothing is written then
   */
  public double forwardBackward(Batch batch) {
    return run(batch, true);
  }

  /**
   * WIoU's running mean after a batch: call this first when training, and give the result to the
   * batch. Evaluation does not call it.
   *
   * @param mean the mean before
   * @param batch the batch; nothing is written
   * @return the mean after; for an empty batch the same
   */
  public RunningMean updated(RunningMean mean, Batch batch) {
    batch.check(false);
    return mean.updated(iouLossSum(batch) / batch.count());
  }

  private double iouLossSum(Batch batch) {
    if (reference != null) {
      return reference.iouLossSum(batch);
    }
    BoxFormat format = batch.prediction().format();
    double epsilon = parameters.get("eps");
    record Key(Convention convention, double epsilon, BoxFormat format) {}
    Kernel kernel =
        KernelCache.kernel(
            new Key(convention, epsilon, format),
            () ->
                new LossProgram(false, false, false, false)
                    .of("iou loss", LossExpression.iouLoss(convention, epsilon, format)));
    MemorySegment losses = batch.losses();
    batch.losses(null);
    try {
      return kernel.run(
          batch.bind(kernel.program()),
          batch.scalars(kernel.program(), 1),
          batch.count(),
          choice(),
          batch.executor(),
          batch.threads());
    } finally {
      batch.losses(losses);
    }
  }

  /**
   * Compiles the kernel of the forward and backward pass of plain batches and waits until C2 is
   * done with it: native memory, neither weights nor a normalizer nor gradients of the target.
   * Without this, the scalar reading runs until then. Other batches have kernels of their own, see
   * {@link #warmUp(Batch, boolean)}.
   *
   * @param format the boxes' format
   */
  public void warmUp(BoxFormat format) {
    warmUp(format, true).join();
  }

  /**
   * Compiles what a call needs in the background; batches with the same options and the same kind
   * of memory share it.
   *
   * @param batch what would be worked on, of any size; nothing is computed
   * @param backward whether its gradients would be computed
   * @return what completes when the vector loop is in use
   * @throws IllegalArgumentException if an argument is not as it must be
   */
  public CompletableFuture<Void> warmUp(Batch batch, boolean backward) {
    batch.check(backward);
    if (reference != null) {
      return CompletableFuture.completedFuture(null);
    }
    Kernel kernel = kernel(batch, backward);
    return kernel.warmUp(batch.bind(kernel.program()));
  }

  /**
   * Compiles the kernel of plain batches in the background.
   *
   * @param format the boxes' format
   * @param backward whether the gradient with respect to the prediction is wanted
   * @return what completes when the vector loop over segments is in use
   */
  public CompletableFuture<Void> warmUp(BoxFormat format, boolean backward) {
    return kernel(format, new LossProgram(backward, false, false, false))
        .warmUp(MemoryKind.SEGMENTS);
  }

  /**
   * Whether a call uses the vector loop: not while C2 still compiles it, not where C2 refused it or
   * the vector module is missing, and not with the backends that are scalar. Computes nothing.
   *
   * @param batch what would be worked on
   * @param backward whether its gradients would be computed
   * @return true if the vector loop is in use for memory of this kind
   * @throws IllegalArgumentException if an argument is not as it must be
   */
  public boolean usesVectors(Batch batch, boolean backward) {
    batch.check(backward);
    if (reference != null) {
      return false;
    }
    Kernel kernel = kernel(batch, backward);
    return kernel.usesVectors(batch.bind(kernel.program()), choice());
  }

  /**
   * The loss as an expression.
   *
   * @param format the boxes' format
   * @return the expression, in a graph of its own
   */
  public LossExpression expression(BoxFormat format) {
    return LossExpression.of(entry, parameters, modifiers, convention, format, FixedBox.NONE);
  }

  /**
   * The loss against one target for all pairs, whose coordinates are scalars of the kernel.
   *
   * @param format the boxes' format
   * @return the expression, in a graph of its own
   */
  public LossExpression expressionForFixedTarget(BoxFormat format) {
    return LossExpression.of(entry, parameters, modifiers, convention, format, FixedBox.TARGET);
  }

  /**
   * The similarity that belongs to the loss, 1 - loss in most cases, of one prediction and many
   * targets; the prediction's coordinates are scalars of the kernel.
   *
   * @param format the boxes' format
   * @return the expression, in a graph of its own
   * @throws IllegalArgumentException if a modifier has no meaning for a similarity
   */
  public LossExpression similarityForFixedPrediction(BoxFormat format) {
    return LossExpression.ofSimilarity(
        entry, parameters, modifiers, convention, format, FixedBox.PREDICTION);
  }

  /** The lowered program of a kernel. */
  Program program(BoxFormat format, LossProgram variant) {
    return variant.of(title(format, variant), expression(format));
  }

  private String title(BoxFormat format, LossProgram variant) {
    return name()
        + (modifiers.any() ? " " + modifiers.text() : "")
        + (convention == Convention.YOLO ? " yolo" : "")
        + (format == BoxFormat.XYXY ? "" : " " + format.name().toLowerCase(java.util.Locale.ROOT))
        + (variant.gradient() || variant.targetGradient() ? " backward" : " forward");
  }

  private double run(Batch batch, boolean backward) {
    batch.check(backward);
    double sum;
    if (reference != null) {
      sum = reference.run(batch, backward);
    } else {
      Kernel kernel = kernel(batch, backward);
      sum =
          kernel.run(
              batch.bind(kernel.program()),
              batch.scalars(kernel.program(), meanParameter),
              batch.count(),
              choice(),
              batch.executor(),
              batch.threads());
    }
    return sum / batch.effectiveNormalizer();
  }

  private Kernel.Choice choice() {
    return switch (backend) {
      case VECTOR -> Kernel.Choice.VECTOR;
      case SCALAR -> Kernel.Choice.SCALAR;
      case AUTO, REFERENCE -> Kernel.Choice.WHEN_READY;
    };
  }

  private Kernel kernel(Batch batch, boolean backward) {
    boolean gradient = backward && batch.gradient() != null;
    boolean targetGradient = backward && batch.targetGradient() != null;
    boolean weighted = batch.weights() != null;
    boolean scaled = backward && batch.effectiveNormalizer() != 1;
    int variant =
        (gradient ? 1 : 0) | (targetGradient ? 2 : 0) | (weighted ? 4 : 0) | (scaled ? 8 : 0);
    int index = batch.prediction().format().ordinal() * VARIANTS + variant;
    Kernel kernel = kernels.get(index);
    if (kernel == null) {
      kernel =
          kernel(
              batch.prediction().format(),
              new LossProgram(gradient, targetGradient, weighted, scaled));
      kernels.set(index, kernel);
    }
    return kernel;
  }

  private Kernel kernel(BoxFormat format, LossProgram variant) {
    record Key(
        CatalogEntry entry,
        Map<String, Double> parameters,
        Modifiers modifiers,
        Convention convention,
        BoxFormat format,
        LossProgram variant) {}
    return KernelCache.kernel(
        new Key(entry, parameters, modifiers, convention, format, variant),
        () -> program(format, variant));
  }

  private static Batch scratch(
      Boxes prediction, Boxes target, MemorySegment losses, Boxes gradient) {
    Batch batch = SCRATCH.get();
    if (batch == null) {
      batch = new Batch(prediction, target);
      SCRATCH.set(batch);
    }
    return batch.boxes(prediction, target).losses(losses).gradient(gradient);
  }

  @Override
  public String toString() {
    return modifiers.any() ? name() + " (" + modifiers.text() + ")" : name();
  }
}
