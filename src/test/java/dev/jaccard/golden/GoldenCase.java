package dev.jaccard.golden;

import dev.jaccard.BoxFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * One configuration of the golden vectors on one set of pairs.
 *
 * @param config its name in the index
 * @param set the set of pairs
 * @param format of the boxes
 * @param settings the loss that reproduces the source
 * @param tolerance how far it may be from the source
 * @param domain where the source computes the catalogue's formula at all
 * @param batch the state of WIoU's running mean, or null
 * @param hasGradient whether the set has gradients
 * @param root the folder that holds the index
 * @param folder of the expected values, below the root
 */
public record GoldenCase(
    String config,
    String set,
    BoxFormat format,
    LossSettings settings,
    Tolerance tolerance,
    Domain domain,
    Batch batch,
    boolean hasGradient,
    Path root,
    String folder) {

  /**
   * Largest differences in double: of the loss abs(l - ref)/(1 + abs(ref)); of the gradient max|g -
   * ref|/(max|ref| + 1e-3/shortest side of the prediction), per row.
   *
   * @param loss the difference of the loss
   * @param gradient the difference of the gradient
   */
  public record Tolerance(double loss, double gradient) {

    /** The same formula with the same eps in the same places. */
    static final Tolerance SAME_FORMULA = new Tolerance(1e-10, 1e-8);

    /** eps in another place, coordinates in pixels. */
    static final Tolerance OTHER_EPS = new Tolerance(3e-7, 1e-6);

    /**
     * eps in another place, coordinates in 0..1: 1e-7 weighs against areas of 1e-3 and inner ones.
     */
    static final Tolerance OTHER_EPS_NORMALIZED = new Tolerance(2e-4, 1e-3);

    /** The source's NWD has eps under the root: sqrt(1e-7)/12.8 for identical boxes. */
    static final Tolerance EPS_UNDER_ROOT = new Tolerance(3e-5, 1e-6);
  }

  /**
   * Where the source computes the catalogue's formula: some cut the loss off. Other rows are left
   * out.
   *
   * @param leastIou rows with a smaller IoU are out
   * @param largestLoss rows whose expected loss is this or more are out
   * @param exceptIou rows with this IoU are out
   */
  public record Domain(double leastIou, double largestLoss, double exceptIou) {

    /** Everywhere. */
    static final Domain ALL = new Domain(0, Double.POSITIVE_INFINITY, Double.NaN);

    /** The source puts max(IoU, 1e-6) in place of the IoU. */
    static final Domain IOU_ABOVE_EPS = new Domain(1e-6, Double.POSITIVE_INFINITY, Double.NaN);

    /** The source clamps the similarity to [-1, 1]. */
    static final Domain CUT_AT_TWO = new Domain(0, 2, Double.NaN);

    /** And its gate is shut at an IoU of exactly 0.5, where ours is open. */
    static final Domain CUT_AT_TWO_OPEN_GATE = new Domain(0, 2, 0.5);

    /** Whether no row is left out. */
    public boolean isEverywhere() {
      return equals(ALL);
    }

    /** Whether a row is compared. */
    public boolean contains(double iou, double expectedLoss) {
      return iou >= leastIou && expectedLoss < largestLoss && !(Math.abs(iou - exceptIou) < 1e-6);
    }
  }

  /**
   * WIoU's running mean around a batch.
   *
   * @param momentum of the update
   * @param meanBefore the batch
   * @param meanAfter the batch, the one that is used
   */
  public record Batch(double momentum, double meanBefore, double meanAfter) {}

  /** The boxes of the prediction: four numbers per row, in {@link #format}. */
  public double[] predictions() {
    return read("inputs/" + set + "_pred" + inputSuffix());
  }

  /** The boxes of the target: four numbers per row, in {@link #format}. */
  public double[] targets() {
    return read("inputs/" + set + "_target" + inputSuffix());
  }

  /** The expected losses, one per row. */
  public double[] losses() {
    return read(folder + "/" + set + "_loss.npy");
  }

  /** The expected gradients with respect to the prediction, four numbers per row. */
  public double[] gradients() {
    return read(folder + "/" + set + "_grad.npy");
  }

  @Override
  public String toString() {
    return config + " " + set;
  }

  private String inputSuffix() {
    return format == BoxFormat.CXCYWH ? "_xywh.npy" : ".npy";
  }

  private double[] read(String file) {
    try {
      return Npy.read(root.resolve(file)).values();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
