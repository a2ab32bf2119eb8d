package dev.jaccard.bench.torch;

import static dev.jaccard.bench.torch.Tensors.atLeast;
import static dev.jaccard.bench.torch.Tensors.from;
import static dev.jaccard.bench.torch.Tensors.larger;
import static dev.jaccard.bench.torch.Tensors.plus;
import static dev.jaccard.bench.torch.Tensors.power;
import static dev.jaccard.bench.torch.Tensors.smaller;
import static dev.jaccard.bench.torch.Tensors.times;

import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** Box losses in tensor operations: what detection code bases write, by the papers' formulas. */
final class TorchBoxLosses {
  private static final double EPSILON = 1e-9;
  private static final double FOUR_OVER_PI_SQUARED = 4 / (Math.PI * Math.PI);
  private static final double THETA = 4;

  /** The losses by name: from two tensors [n, 4] of corners to the losses [n]. */
  static final Map<String, Function<Sides, Tensor>> LOSSES =
      Map.of(
          "iou",
          sides -> from(1, sides.iou),
          "giou",
          TorchBoxLosses::giou,
          "diou",
          sides -> from(1, sides.iou).add(sides.pull()),
          "ciou",
          TorchBoxLosses::ciou,
          "eiou",
          TorchBoxLosses::eiou,
          "siou",
          TorchBoxLosses::siou,
          "wiou",
          TorchBoxLosses::wiou);

  private TorchBoxLosses() {}

  /** What most of them need of two boxes. */
  static final class Sides {
    private final Tensor width;
    private final Tensor height;
    private final Tensor targetWidth;
    private final Tensor targetHeight;
    private final Tensor enclosingWidth;
    private final Tensor enclosingHeight;
    private final Tensor offsetX;
    private final Tensor offsetY;
    private final Tensor union;
    private final Tensor iou;

    Sides(Tensor prediction, Tensor target) {
      TensorVector p = prediction.unbind(1);
      TensorVector t = target.unbind(1);
      width = p.get(2).sub(p.get(0));
      height = p.get(3).sub(p.get(1));
      targetWidth = t.get(2).sub(t.get(0));
      targetHeight = t.get(3).sub(t.get(1));
      Tensor overlapX = smaller(p.get(2), t.get(2)).sub(larger(p.get(0), t.get(0)));
      Tensor overlapY = smaller(p.get(3), t.get(3)).sub(larger(p.get(1), t.get(1)));
      Tensor intersection = atLeast(overlapX, 0).mul(atLeast(overlapY, 0));
      union = plus(width.mul(height).add(targetWidth.mul(targetHeight)).sub(intersection), EPSILON);
      iou = intersection.div(union);
      enclosingWidth = larger(p.get(2), t.get(2)).sub(smaller(p.get(0), t.get(0)));
      enclosingHeight = larger(p.get(3), t.get(3)).sub(smaller(p.get(1), t.get(1)));
      offsetX = times(t.get(0).add(t.get(2)).sub(p.get(0)).sub(p.get(2)), 0.5);
      offsetY = times(t.get(1).add(t.get(3)).sub(p.get(1)).sub(p.get(3)), 0.5);
    }

    private Tensor distance() {
      return power(offsetX, 2).add(power(offsetY, 2));
    }

    private Tensor diagonal() {
      return plus(power(enclosingWidth, 2).add(power(enclosingHeight, 2)), EPSILON);
    }

    private Tensor pull() {
      return distance().div(diagonal());
    }
  }

  private static Tensor giou(Sides sides) {
    Tensor enclosing = plus(sides.enclosingWidth.mul(sides.enclosingHeight), EPSILON);
    return from(1, sides.iou).add(enclosing.sub(sides.union).div(enclosing));
  }

  private static Tensor ciou(Sides sides) {
    Tensor turn =
        sides.targetWidth.div(sides.targetHeight).atan().sub(sides.width.div(sides.height).atan());
    Tensor v = times(power(turn, 2), FOUR_OVER_PI_SQUARED);
    Tensor alpha = v.detach().div(plus(v.sub(sides.iou), 1 + EPSILON).detach());
    return from(1, sides.iou).add(sides.pull()).add(alpha.mul(v));
  }

  private static Tensor eiou(Sides sides) {
    Tensor w = power(sides.targetWidth.sub(sides.width), 2);
    Tensor h = power(sides.targetHeight.sub(sides.height), 2);
    return from(1, sides.iou)
        .add(sides.pull())
        .add(w.div(plus(power(sides.enclosingWidth, 2), EPSILON)))
        .add(h.div(plus(power(sides.enclosingHeight, 2), EPSILON)));
  }

  private static Tensor siou(Sides sides) {
    Tensor product = times(sides.offsetX.mul(sides.offsetY).abs(), 2);
    Tensor steepness = plus(product.div(plus(sides.distance(), EPSILON)), -2);
    Tensor x = power(sides.offsetX.div(sides.enclosingWidth), 2);
    Tensor y = power(sides.offsetY.div(sides.enclosingHeight), 2);
    Tensor distance = from(1, steepness.mul(x).exp()).add(from(1, steepness.mul(y).exp()));
    Tensor shape =
        shapeCost(sides.width, sides.targetWidth).add(shapeCost(sides.height, sides.targetHeight));
    return from(1, sides.iou).add(times(distance.add(shape), 0.5));
  }

  private static Tensor shapeCost(Tensor size, Tensor targetSize) {
    Tensor ratio = targetSize.sub(size).abs().div(larger(size, targetSize));
    return power(from(1, ratio.neg().exp()), THETA);
  }

  private static Tensor wiou(Sides sides) {
    return sides.distance().div(sides.diagonal().detach()).exp().mul(from(1, sides.iou));
  }
}
