package dev.jaccard.classification;

import dev.jaccard.emit.MemoryKind;
import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.kernel.KernelCache;
import dev.jaccard.kernel.ScoreProgram;
import dev.jaccard.lower.Program;
import dev.jaccard.scoreloss.ScoreEntry;
import dev.jaccard.scoreloss.ScoreExpression;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Runs elementwise losses with compiled kernels.
 *
 * <p>A program in two loops keeps the CPU busier, one in a single loop reads ahead in memory while
 * it computes. So planes that are beyond the caches go through the latter. The bits are the same.
 */
final class ElementRunner implements ClassRunner {
  /** From so many elements on, planes are taken for beyond the caches. */
  static final int MANY_ELEMENTS = 1 << 22;

  private static final int VARIANTS = 32;

  private final ScoreEntry entry;
  private final Map<String, Double> parameters;
  private final Kernel.Choice choice;
  private final AtomicReferenceArray<Kernel> kernels = new AtomicReferenceArray<>(VARIANTS);

  ElementRunner(ScoreEntry entry, Map<String, Double> parameters, Kernel.Choice choice) {
    this.entry = entry;
    this.parameters = parameters;
    this.choice = choice;
  }

  @Override
  public double run(ClassBatch batch, boolean backward) {
    batch.checkElements(backward);
    double normalizer = batch.effectiveNormalizer(batch.elements());
    Kernel dense = kernel(batch, backward, false);
    Kernel zero = batch.targets() == null ? kernel(batch, backward, true) : null;
    double scale = dense.program().scalars().isEmpty() ? 1 : 1 / normalizer;
    return batch.elementCall.run(batch, backward, scale, dense, zero, choice) / normalizer;
  }

  @Override
  public boolean usesVectors(ClassBatch batch, boolean backward) {
    batch.checkElements(backward);
    return kernel(batch, backward, batch.targets() == null)
        .usesVectors(batch.elementCall.logits(batch), choice);
  }

  private Kernel kernel(ClassBatch batch, boolean backward, boolean zero) {
    boolean weighted = batch.elementWeights() != null || batch.anchorWeights() != null;
    boolean scaled = backward && batch.effectiveNormalizer(batch.elements()) != 1;
    Kernel parted = kernel(backward, weighted, scaled, zero, true);
    if (batch.elements() < MANY_ELEMENTS
        || choice == Kernel.Choice.SCALAR
        || parted.program().stages().size() == 1) {
      return parted;
    }
    Kernel whole = kernel(backward, weighted, scaled, zero, false);
    Argument[] logits = batch.elementCall.logits(batch);
    if (whole.usesVectors(logits, choice)) {
      return whole;
    }
    whole.warmUp(logits);
    return parted;
  }

  @Override
  public CompletableFuture<Void> warmUp(boolean backward) {
    return CompletableFuture.allOf(
        kernel(backward, false, false, false, true).warmUp(MemoryKind.SEGMENTS),
        kernel(backward, false, false, true, true).warmUp(MemoryKind.SEGMENTS));
  }

  private Kernel kernel(
      boolean gradient, boolean weighted, boolean scaled, boolean zero, boolean parted) {
    int index =
        (gradient ? 1 : 0)
            | (weighted ? 2 : 0)
            | (scaled ? 4 : 0)
            | (zero ? 8 : 0)
            | (parted ? 16 : 0);
    Kernel kernel = kernels.get(index);
    if (kernel == null) {
      ScoreProgram variant = new ScoreProgram(gradient, weighted, scaled);
      record Key(
          ScoreEntry entry,
          Map<String, Double> parameters,
          ScoreProgram variant,
          boolean zero,
          boolean parted) {}
      kernel =
          KernelCache.kernel(
              new Key(entry, parameters, variant, zero, parted),
              () -> {
                Program whole = program(variant, zero);
                return parted ? whole.inTwoLoops() : whole;
              });
      kernels.set(index, kernel);
    }
    return kernel;
  }

  private Program program(ScoreProgram variant, boolean zero) {
    String title = entry.name() + (zero ? " zero" : "") + (variant.gradient() ? " backward" : "");
    ScoreExpression expression = ScoreExpression.of(entry, parameters);
    return zero ? variant.ofZeroTargets(title, expression) : variant.of(title, expression);
  }
}
