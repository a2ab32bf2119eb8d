package dev.jaccard.bench.torch;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Tensors with numbers, which the binding wants wrapped. */
final class Tensors {
  private Tensors() {}

  static Tensor plus(Tensor a, double b) {
    return a.add(new Scalar(b));
  }

  static Tensor times(Tensor a, double b) {
    return a.mul(new Scalar(b));
  }

  static Tensor power(Tensor a, double b) {
    return a.pow(new Scalar(b));
  }

  /** b - a. */
  static Tensor from(double b, Tensor a) {
    return plus(a.neg(), b);
  }

  static Tensor atLeast(Tensor a, double b) {
    return a.clamp_min(new Scalar(b));
  }

  static Tensor smaller(Tensor a, Tensor b) {
    return torch.minimum(a, b);
  }

  static Tensor larger(Tensor a, Tensor b) {
    return torch.maximum(a, b);
  }

  /** A tensor of its own with these values. */
  static Tensor of(float[] values, long... shape) {
    try (FloatPointer pointer = new FloatPointer(values)) {
      // the copy is torch's and outlives the pointer
      return torch.from_blob(pointer, shape).clone();
    }
  }
}
