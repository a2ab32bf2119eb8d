package dev.jaccard.classification;

import dev.jaccard.reference.ElementReference;
import dev.jaccard.reference.SoftmaxReference;
import dev.jaccard.scoreloss.ScoreEntry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Runs batches through the double reference. */
final class ReferenceClassRunner implements ClassRunner {
  private final Map<String, Double> parameters;
  private final ElementReference elements;

  ReferenceClassRunner(ScoreEntry entry, Map<String, Double> parameters) {
    this.parameters = parameters;
    this.elements = entry.isElementwise() ? new ElementReference(entry.name(), parameters) : null;
  }

  @Override
  public double run(ClassBatch batch, boolean backward) {
    return elements == null ? runAnchors(batch, backward) : runElements(batch, backward);
  }

  private double runElements(ClassBatch batch, boolean backward) {
    batch.checkElements(backward);
    double normalizer = batch.effectiveNormalizer(batch.elements());
    float[] targets = targets(batch);
    double sum = 0;
    for (int i = 0; i < targets.length; i++) {
      double x = get(batch.logits(), i);
      double weight = weight(batch, i);
      double loss = weight * elements.loss(x, targets[i]);
      sum += loss;
      put(batch.losses(), i, loss);
      if (backward) {
        put(batch.gradient(), i, weight / normalizer * elements.gradient(x, targets[i]));
      }
    }
    return sum / normalizer;
  }

  private static float[] targets(ClassBatch batch) {
    float[] targets = new float[batch.elements()];
    for (int i = 0; i < targets.length && batch.targets() != null; i++) {
      targets[i] = get(batch.targets(), i);
    }
    SparseTargets sparse = batch.sparse();
    for (int i = 0; i < sparse.count(); i++) {
      targets[batch.position(sparse.anchor(i), sparse.classIndex(i))] = sparse.value(i);
    }
    return targets;
  }

  private static double weight(ClassBatch batch, int position) {
    if (batch.elementWeights() != null) {
      return get(batch.elementWeights(), position);
    }
    return batch.anchorWeights() == null ? 1 : get(batch.anchorWeights(), batch.anchorOf(position));
  }

  private double runAnchors(ClassBatch batch, boolean backward) {
    int ignored = parameters.get("ignore_index").intValue();
    double smoothing = parameters.get("smoothing");
    int counted = batch.checkAnchors(backward, ignored);
    double normalizer = batch.effectiveNormalizer(counted);
    double[] x = new double[batch.classes()];
    double[] gradient = new double[batch.classes()];
    double sum = 0;
    for (int anchor = 0; anchor < batch.anchors(); anchor++) {
      int target = batch.classTarget(anchor);
      double weight = batch.anchorWeights() == null ? 1 : get(batch.anchorWeights(), anchor);
      for (int k = 0; k < x.length; k++) {
        x[k] = get(batch.logits(), batch.position(anchor, k));
      }
      double loss;
      if (target == ignored) {
        loss = 0;
        Arrays.fill(gradient, 0);
      } else {
        loss = weight * SoftmaxReference.crossEntropy(x, target, smoothing, gradient);
      }
      sum += loss;
      put(batch.losses(), anchor, loss);
      for (int k = 0; k < x.length && backward; k++) {
        put(batch.gradient(), batch.position(anchor, k), weight / normalizer * gradient[k]);
      }
    }
    return sum / normalizer;
  }

  @Override
  public boolean usesVectors(ClassBatch batch, boolean backward) {
    return false;
  }

  @Override
  public CompletableFuture<Void> warmUp(boolean backward) {
    return CompletableFuture.completedFuture(null);
  }

  private static float get(MemorySegment plane, int index) {
    return plane.get(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) index * Float.BYTES);
  }

  private static void put(MemorySegment plane, int index, double value) {
    if (plane != null) {
      plane.set(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) index * Float.BYTES, (float) value);
    }
  }
}
