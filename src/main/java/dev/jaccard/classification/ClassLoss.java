package dev.jaccard.classification;

import dev.jaccard.Backend;
import dev.jaccard.emit.VectorSupport;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.loss.Parameter;
import dev.jaccard.scoreloss.ScoreCatalog;
import dev.jaccard.scoreloss.ScoreEntry;
import dev.jaccard.scoreloss.ScoreExpression;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A loss of class scores with its gradient, compiled to one or two loops, or to passes over planes
 * for a softmax.
 *
 * <pre>{@code
 * ClassLoss focal = ClassLoss.builder("focal").param("alpha", 0.25).build();
 * ClassBatch batch = new ClassBatch(logits, ClassLayout.CHANNELS_FIRST, 80, 8400)
 *     .targets(targets).gradient(gradient).normalizer(positives);
 * double loss = focal.forwardBackward(batch);
 * }</pre>
 *
 * <p>The result is the sum of loss · weight, divided by the normalizer; the gradient is that of the
 * result with respect to the logits. A NaN logit gives NaN for its element's loss and gradient
 * (those of its anchor, with a softmax) and for the sum, and touches no other; an infinite one NaN,
 * or what the formula tends to.
 *
 * <p>Instances are immutable and thread-safe. Calls on one thread allocate nothing once a batch has
 * been used. All arguments are checked before anything is written.
 */
public final class ClassLoss {
  private final ScoreEntry entry;
  private final Map<String, Double> parameters;
  private final ClassRunner runner;

  private ClassLoss(ScoreEntry entry, Map<String, Double> parameters, Backend backend) {
    this.entry = entry;
    this.parameters = parameters;
    if (entry.name().equals(ScoreCatalog.DISTRIBUTION)) {
      throw new IllegalArgumentException(
          entry.name() + " is a loss of distances: DistributionLoss computes it");
    }
    Kernel.Choice choice = choice(backend);
    if (backend == Backend.REFERENCE) {
      this.runner = new ReferenceClassRunner(entry, parameters);
    } else if (entry.isElementwise()) {
      this.runner = new ElementRunner(entry, parameters, choice);
    } else {
      this.runner = new SoftmaxRunner(parameters, choice);
    }
  }

  /** The kernels' loop for a backend. */
  static Kernel.Choice choice(Backend backend) {
    if (backend == Backend.VECTOR && !VectorSupport.available()) {
      throw new IllegalArgumentException(
          "backend is VECTOR but the Vector API is not there; pass --add-modules"
              + " jdk.incubator.vector to java");
    }
    return switch (backend) {
      case VECTOR -> Kernel.Choice.VECTOR;
      case SCALAR -> Kernel.Choice.SCALAR;
      case AUTO, REFERENCE -> Kernel.Choice.WHEN_READY;
    };
  }

  /**
   * A loss of the catalogue with its defaults.
   *
   * @param name the name, such as {@code focal}; see {@link ScoreCatalog#entries()}
   * @return the loss
   * @throws IllegalArgumentException if there is none of that name
   */
  public static ClassLoss of(String name) {
    return builder(name).build();
  }

  /**
   * A loss of the catalogue.
   *
   * @param name the name, such as {@code focal}; see {@link ScoreCatalog#entries()}
   * @return a builder
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Builder builder(String name) {
    return new Builder(ScoreCatalog.entry(name));
  }

  /** Collects what a loss is made of. Not thread-safe. */
  public static final class Builder {
    private final ScoreEntry entry;
    private final Map<String, Double> values = new LinkedHashMap<>();
    private Backend backend = Backend.AUTO;

    private Builder(ScoreEntry entry) {
      this.entry = entry;
      entry
          .parameters()
          .forEach(parameter -> values.put(parameter.name(), parameter.defaultValue()));
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
      Parameter parameter = Parameter.find(entry.name(), entry.parameters(), key);
      values.put(key, parameter.check(entry.name(), value));
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
     * @throws IllegalArgumentException if the backend is not there
     */
    public ClassLoss build() {
      return new ClassLoss(entry, Map.copyOf(values), backend);
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
   * The parameters' values.
   *
   * @return a value for each parameter
   */
  public Map<String, Double> parameters() {
    return parameters;
  }

  /**
   * Whether each element has a loss of its own.
   *
   * @return false for {@code softmax-ce}, which has one for each anchor
   */
  public boolean isElementwise() {
    return entry.isElementwise();
  }

  /**
   * Computes losses and their sum over the normalizer.
   *
   * @param batch what to work on; its gradient is not written
   * @return sum(loss · weight) / normalizer, in double
   * @throws IllegalArgumentException if an argument is not as it must be; nothing is written then
   */
  public double forward(ClassBatch batch) {
    return runner.run(batch, false);
  }

  /**
   * Computes losses, their sum over the normalizer, and its gradient.
   *
   * @param batch what to work on, with a gradient
   * @return sum(loss · weight) / normalizer, in double
   * @throws IllegalArgumentException if an argument is not as it must be; nothing is written then
   */
  public double forwardBackward(ClassBatch batch) {
    return runner.run(batch, true);
  }

  /**
   * Compiles the kernels of the forward and backward pass of plain batches and waits until C2 is
   * done with them. Without this, the scalar reading runs until then. Of losses of elements,
   * batches with weights or another normalizer than 1 have kernels of their own, which become ready
   * by use.
   */
  public void warmUp() {
    warmUp(true).join();
  }

  /**
   * Compiles kernels in the background: those without weights and with the normalizer 1.
   *
   * @param backward whether the gradient is wanted
   * @return what completes when the vector loops over segments are in use
   */
  public CompletableFuture<Void> warmUp(boolean backward) {
    return runner.warmUp(backward);
  }

  /**
   * Whether a call uses vector loops: not while C2 still compiles one of them, not where C2 refused
   * it or the vector module is missing, and not with the backends that are scalar. Computes
   * nothing.
   *
   * @param batch what would be worked on
   * @param backward whether its gradient would be computed
   * @return true if vector loops are in use for memory of this kind
   * @throws IllegalArgumentException if an argument is not as it must be
   */
  public boolean usesVectors(ClassBatch batch, boolean backward) {
    return runner.usesVectors(batch, backward);
  }

  /**
   * The loss as an expression over one logit and its target.
   *
   * @return the expression, in a graph of its own
   * @throws IllegalArgumentException if the loss is not elementwise
   */
  public ScoreExpression expression() {
    return ScoreExpression.of(entry, parameters);
  }

  @Override
  public String toString() {
    return name();
  }
}
