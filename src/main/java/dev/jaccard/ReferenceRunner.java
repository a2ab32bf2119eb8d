package dev.jaccard;

import dev.jaccard.loss.Convention;
import dev.jaccard.loss.Modifiers;
import dev.jaccard.reference.ReferenceLoss;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/** Runs batches through the double reference. */
final class ReferenceRunner {
  private static final int COORDINATES = 4;

  private final BoxLoss loss;

  /** Of a loss of the catalogue; fails now where it is none. */
  ReferenceRunner(BoxLoss loss) {
    this.loss = loss;
    loss.reference();
  }

  /** The reference of a loss, with a running mean of its own where there is one. */
  static ReferenceLoss of(
      String name,
      Map<String, Double> parameters,
      Modifiers modifiers,
      Convention convention,
      double runningMean) {
    if (!ReferenceLoss.names().contains(name)) {
      throw new IllegalArgumentException(
          name + " is not in the catalogue, so there is no reference of it");
    }
    ReferenceLoss.Builder builder = ReferenceLoss.builder(name);
    parameters.forEach(
        (key, value) -> builder.param(key, key.equals("mean") ? runningMean : value));
    if (modifiers.alpha() != 1) {
      builder.alpha(modifiers.alpha());
    }
    if (modifiers.inner() != 1) {
      builder.inner(modifiers.inner());
    }
    if (modifiers.focaler()) {
      builder.focaler(modifiers.focalerLow(), modifiers.focalerHigh());
    }
    if (modifiers.focal() != 0) {
      builder.focal(modifiers.focal());
    }
    return builder.yolo(convention == Convention.YOLO).build();
  }

  /** The sum of loss · weight; writes what the batch asks for. */
  double run(Batch batch, boolean backward) {
    ReferenceLoss reference =
        loss.reference(batch.runningMeanOr(loss.parameters().getOrDefault("mean", 1.0)));
    double[] prediction = new double[COORDINATES];
    double[] target = new double[COORDINATES];
    double[] gradient = new double[COORDINATES];
    double[] targetGradient = new double[COORDINATES];
    double sum = 0;
    for (int i = 0; i < batch.count(); i++) {
      read(batch.prediction(), i, prediction);
      read(batch.target(), i, target);
      double weight = batch.weights() == null ? 1 : get(batch.weights(), i);
      double value =
          weight
              * reference.lossAndGradient(
                  batch.prediction().format(), prediction, target, gradient, targetGradient);
      sum += value;
      if (batch.losses() != null) {
        batch.losses().set(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) i * Float.BYTES, (float) value);
      }
      if (backward) {
        double scale = weight / batch.effectiveNormalizer();
        write(batch.gradient(), i, gradient, scale);
        write(batch.targetGradient(), i, targetGradient, scale);
      }
    }
    return sum;
  }

  double iouLossSum(Batch batch) {
    ReferenceLoss reference = loss.reference();
    double[] prediction = new double[COORDINATES];
    double[] target = new double[COORDINATES];
    double sum = 0;
    for (int i = 0; i < batch.count(); i++) {
      read(batch.prediction(), i, prediction);
      read(batch.target(), i, target);
      sum += reference.iouLoss(batch.prediction().format(), prediction, target);
    }
    return sum;
  }

  private static float get(MemorySegment plane, int index) {
    return plane.get(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) index * Float.BYTES);
  }

  private static void read(Boxes boxes, int index, double[] coordinates) {
    for (int k = 0; k < COORDINATES; k++) {
      coordinates[k] = boxes.get(index, k);
    }
  }

  private static void write(Boxes boxes, int index, double[] values, double scale) {
    for (int k = 0; k < COORDINATES && boxes != null; k++) {
      boxes.set(index, k, (float) (scale * values[k]));
    }
  }
}
