package dev.jaccard.bench.measure;

import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.reference.ReferenceLoss;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * How far results in float are from the double reference. A loss's error is |error| / max(1, |L|);
 * a gradient's is the largest error of a component over the larger one of the pair's largest
 * component and 0.1/size, size being the shortest side of the prediction.
 */
public final class Deviation {
  private static final int COORDINATES = 4;
  private static final double LEAST_SLOPE = 0.1;

  private final ReferenceLoss reference;

  /** Takes the errors of one pair. */
  @FunctionalInterface
  public interface Receiver {
    /**
     * Takes them.
     *
     * @param size the shortest side of the prediction
     * @param loss the error of the loss
     * @param gradient the error of the gradient
     */
    void accept(double size, double loss, double gradient);
  }

  /**
   * Deviations from the reference of a loss.
   *
   * @param loss the loss, with its parameters
   */
  public Deviation(BoxLoss loss) {
    reference = loss.reference();
  }

  /**
   * Compares results.
   *
   * @param prediction the predictions, XYXY
   * @param target the targets, XYXY
   * @param losses the losses to be compared
   * @param gradient the gradients to be compared; null if there are none, whose error is then 0
   * @param count the first so many pairs
   * @param receiver takes the errors of each pair
   */
  public void compare(
      Boxes prediction,
      Boxes target,
      MemorySegment losses,
      Boxes gradient,
      int count,
      Receiver receiver) {
    double[] p = new double[count * COORDINATES];
    double[] t = new double[count * COORDINATES];
    double[] expected = new double[count];
    double[] slopes = new double[count * COORDINATES];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < COORDINATES; k++) {
        p[i * COORDINATES + k] = prediction.get(i, k);
        t[i * COORDINATES + k] = target.get(i, k);
      }
    }
    reference.lossesAndGradients(BoxFormat.XYXY, count, p, t, expected, slopes, null);
    for (int i = 0; i < count; i++) {
      int first = i * COORDINATES;
      double size = Math.min(p[first + 2] - p[first], p[first + 3] - p[first + 1]);
      double value = losses.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      double largest = LEAST_SLOPE / size;
      double worst = 0;
      for (int k = 0; k < COORDINATES && gradient != null; k++) {
        largest = Math.max(largest, Math.abs(slopes[first + k]));
        worst = Math.max(worst, Math.abs(gradient.get(i, k) - slopes[first + k]));
      }
      receiver.accept(
          size,
          Math.abs(value - expected[i]) / Math.max(1, Math.abs(expected[i])),
          worst / largest);
    }
  }
}
