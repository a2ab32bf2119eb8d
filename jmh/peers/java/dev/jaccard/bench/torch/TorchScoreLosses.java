package dev.jaccard.bench.torch;

import static dev.jaccard.bench.torch.Tensors.from;
import static dev.jaccard.bench.torch.Tensors.power;
import static dev.jaccard.bench.torch.Tensors.times;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Classification and distribution losses in tensor operations, as detection code bases write them;
 * none is reduced. Logits and targets are [n, classes]; a caller's sum and {@code backward} make
 * the gradient.
 */
public final class TorchScoreLosses {
  private static final long NO_REDUCTION = 0;

  private TorchScoreLosses() {}

  /**
   * Binary cross-entropy.
   *
   * @param logits the logits
   * @param targets the targets, in [0, 1]
   * @return the losses, of the logits' shape
   */
  public static Tensor bce(Tensor logits, Tensor targets) {
    return torch.binary_cross_entropy_with_logits(
        logits, targets, new TensorOptional(), new TensorOptional(), NO_REDUCTION);
  }

  /**
   * Sigmoid focal loss (arXiv 1708.02002).
   *
   * @param logits the logits
   * @param targets the targets, in [0, 1]
   * @param alpha the weight of positives
   * @param gamma the power
   * @return the losses, of the logits' shape
   */
  public static Tensor focal(Tensor logits, Tensor targets, double alpha, double gamma) {
    Tensor p = logits.sigmoid();
    Tensor negative = from(1, targets);
    Tensor hit = p.mul(targets).add(from(1, p).mul(negative));
    Tensor weight = times(targets, alpha).add(times(negative, 1 - alpha));
    return weight.mul(power(from(1, hit), gamma)).mul(bce(logits, targets));
  }

  /**
   * Varifocal loss (arXiv 2008.13367) whose weight carries gradient.
   *
   * @param logits the logits
   * @param targets the IoU of positives, 0 for negatives
   * @param labels 1 for positives, 0 for negatives
   * @param alpha the weight of negatives
   * @param gamma the power
   * @return the losses, of the logits' shape
   */
  public static Tensor varifocal(
      Tensor logits, Tensor targets, Tensor labels, double alpha, double gamma) {
    Tensor weight =
        times(power(logits.sigmoid(), gamma), alpha).mul(from(1, labels)).add(targets.mul(labels));
    return bce(logits, targets).mul(weight);
  }

  /**
   * Softmax cross-entropy.
   *
   * @param logits the logits, [n, classes] or [m, classes, n]
   * @param classes the class of each row, [n] or [m, n], 64-bit
   * @return the losses, of the classes' shape
   */
  public static Tensor crossEntropy(Tensor logits, Tensor classes) {
    return torch.cross_entropy_loss(logits, classes, new TensorOptional(), NO_REDUCTION, -100, 0);
  }

  /**
   * Distribution focal loss (arXiv 2006.04388): cross-entropy to the two bins around a distance.
   *
   * @param logits the logits, [4n, bins] or [4, bins, n]
   * @param distances the distances in bins, [4n] or [4, n], below bins - 1
   * @return the losses, of the distances' shape
   */
  public static Tensor distributionFocal(Tensor logits, Tensor distances) {
    Tensor left = distances.to(torch.ScalarType.Long);
    Tensor right = left.add(new Scalar(1L));
    Tensor toRight = distances.sub(left);
    return crossEntropy(logits, left)
        .mul(from(1, toRight))
        .add(crossEntropy(logits, right).mul(toRight));
  }
}
