package dev.jaccard.reference;

/** Softmax and what is made of it, in double, with gradients derived by hand. */
public final class SoftmaxReference {
  private SoftmaxReference() {}

  /**
   * The softmax.
   *
   * @param x the logits
   * @return the probabilities
   */
  public static double[] softmax(double[] x) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double value : x) {
      largest = Math.max(largest, value);
    }
    double[] p = new double[x.length];
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      p[i] = Math.exp(x[i] - largest);
      sum += p[i];
    }
    for (int i = 0; i < x.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  /** The logarithms of the softmax; large logits cancel first. */
  private static double[] logSoftmax(double[] x) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double value : x) {
      largest = Math.max(largest, value);
    }
    double sum = 0;
    for (double value : x) {
      sum += Math.exp(value - largest);
    }
    double[] logarithms = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      logarithms[i] = x[i] - largest - Math.log(sum);
    }
    return logarithms;
  }

  /**
   * The cross entropy to a class.
   *
   * @param x the logits
   * @param target the class
   * @param smoothing label smoothing: that share of the target is spread over all classes
   * @param gradient the derivatives with respect to the logits are written here; may be null
   * @return the loss
   */
  public static double crossEntropy(double[] x, int target, double smoothing, double[] gradient) {
    double loss = 0;
    double[] logarithms = logSoftmax(x);
    double[] p = softmax(x);
    for (int i = 0; i < x.length; i++) {
      double share = smoothing / x.length + (i == target ? 1 - smoothing : 0);
      loss += share == 0 ? 0 : -share * logarithms[i];
      if (gradient != null) {
        gradient[i] = p[i] - share;
      }
    }
    return loss;
  }

  /**
   * The distribution focal loss of one side: the cross entropy to the two bins around a distance.
   *
   * @param x the logits of the bins
   * @param distance the distance; it is clamped to [0, bins - 1.01]
   * @param gradient the derivatives with respect to the logits are written here; may be null
   * @return the loss
   */
  public static double distribution(double[] x, double distance, double[] gradient) {
    double t = Math.min(Math.max(distance, 0), x.length - 1 - 0.01);
    int left = (int) Math.floor(t);
    double right = t - left;
    if (gradient != null) {
      System.arraycopy(softmax(x), 0, gradient, 0, x.length);
      gradient[left] -= 1 - right;
      gradient[left + 1] -= right;
    }
    double[] logarithms = logSoftmax(x);
    return -(1 - right) * logarithms[left] - right * logarithms[left + 1];
  }

  /**
   * The expected bin.
   *
   * @param x the logits of the bins
   * @param gradient the derivatives with respect to the logits are written here; may be null
   * @return the sum of k·softmax(x)[k]
   */
  public static double expectation(double[] x, double[] gradient) {
    double[] p = softmax(x);
    double mean = 0;
    for (int k = 0; k < x.length; k++) {
      mean += k * p[k];
    }
    for (int k = 0; k < x.length && gradient != null; k++) {
      gradient[k] = p[k] * (k - mean);
    }
    return mean;
  }
}
