package dev.jaccard.loss;

import dev.jaccard.Batch;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.reference.ReferenceLoss;
import java.lang.foreign.MemorySegment;

/**
 * What a loss gives for some pairs.
 *
 * @param sum of the losses
 * @param losses one per pair
 * @param gradients with respect to the predictions, four per pair
 * @param targetGradients with respect to the targets, four per pair
 */
public record Results(double sum, double[] losses, double[] gradients, double[] targetGradients) {
  /** What a compiled loss gives. */
  public static Results of(BoxLoss loss, Pairs pairs) {
    int n = pairs.count();
    // arrays: an access is fast even before a kernel is compiled
    Boxes prediction = planes(pairs, pairs.predictions());
    Boxes target = planes(pairs, pairs.targets());
    float[] losses = new float[n];
    Boxes gradient = Boxes.wrap(new float[4 * n], n, pairs.format());
    Boxes targetGradient = Boxes.wrap(new float[4 * n], n, pairs.format());
    double sum =
        loss.forwardBackward(
            new Batch(prediction, target)
                .losses(MemorySegment.ofArray(losses))
                .gradient(gradient)
                .targetGradient(targetGradient));
    double[] wide = new double[n];
    for (int i = 0; i < n; i++) {
      wide[i] = losses[i];
    }
    return new Results(sum, wide, rows(gradient), rows(targetGradient));
  }

  /** What the reference gives. */
  public static Results of(ReferenceLoss loss, Pairs pairs) {
    int n = pairs.count();
    double[] losses = new double[n];
    double[] gradients = new double[4 * n];
    double[] targetGradients = new double[4 * n];
    loss.lossesAndGradients(
        pairs.format(),
        n,
        wide(pairs.predictions()),
        wide(pairs.targets()),
        losses,
        gradients,
        targetGradients);
    double sum = 0;
    for (double value : losses) {
      sum += value;
    }
    return new Results(sum, losses, gradients, targetGradients);
  }

  private static Boxes planes(Pairs pairs, float[] rows) {
    Boxes boxes = Boxes.wrap(new float[rows.length], pairs.count(), pairs.format());
    boxes.copyInterleaved(rows);
    return boxes;
  }

  private static double[] rows(Boxes boxes) {
    float[] rows = new float[4 * boxes.count()];
    boxes.toInterleaved(rows);
    return wide(rows);
  }

  private static double[] wide(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
