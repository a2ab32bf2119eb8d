package dev.jaccard.loss;

import static org.junit.jupiter.api.Assertions.fail;

import dev.jaccard.golden.LossSettings;
import java.util.Arrays;
import java.util.Set;

/**
 * How close results must be to the reference.
 *
 * @param loss |loss error| / max(1, |loss|)
 * @param gradient |gradient error| / the largest component of the pair's gradient
 * @param gradientTimesSize |gradient error| · the shortest side of the box; the larger one of the
 *     two bounds counts
 */
record Closeness(double loss, double gradient, double gradientTimesSize) {
  /** The bounds of the accuracy contract, for sides from 1 to 1e4. */
  private static final Closeness CONTRACT = new Closeness(2e-6, 2e-5, 2e-6);

  /**
   * ln IoU shows the relative error of the intersection's sides, which are differences of
   * coordinates up to a thousand times as large.
   */
  private static final Closeness LOGARITHM = new Closeness(4e-5, 4e-4, 4e-5);

  /** Of an expression in double. */
  private static final Closeness DOUBLE = new Closeness(1e-10, 1e-9, 1e-10);

  /** Of an expression in double where the expression has the eps of 1e-7 in other places. */
  private static final Closeness OTHER_EPS = new Closeness(3e-7, 3e-7, 3e-7);

  private static final Set<String> OTHER_EPS_IN_YOLO =
      Set.of("wiou", "shape", "piou", "piou2", "bounded");

  /** For the float readings of a loss. */
  static Closeness inFloat(LossSettings settings) {
    return settings.name().equals("iou") && settings.parameters().getOrDefault("form", 0.0) == 1
        ? LOGARITHM
        : CONTRACT;
  }

  /** For the expression of a loss, interpreted in double. */
  static Closeness inDouble(LossSettings settings) {
    return settings.yolo() && OTHER_EPS_IN_YOLO.contains(settings.name()) ? OTHER_EPS : DOUBLE;
  }

  /**
   * Whether a loss can be that close. A power below 1 takes the root of a penalty that is a small
   * difference of large numbers: (C - U) / C, and 1 - exp(-x) and the like where boxes are near.
   */
  static boolean isWithinReach(LossSettings settings, Pairs.Kind kind) {
    return settings.alpha() >= 1 || (!settings.name().equals("giou") && kind != Pairs.Kind.NEAR);
  }

  void compare(LossSettings settings, Pairs pairs, Results actual, Results exact) {
    for (int i = 0; i < pairs.count(); i++) {
      double expected = exact.losses()[i];
      double error = Math.abs(actual.losses()[i] - expected);
      double allowed = loss * Math.max(1, Math.abs(expected));
      if (!(error <= allowed)) {
        report(settings, pairs, i, "loss " + expected, error, allowed);
      }
      compare(settings, pairs, i, pairs.predictions(), actual.gradients(), exact.gradients());
      compare(
          settings, pairs, i, pairs.targets(), actual.targetGradients(), exact.targetGradients());
    }
  }

  private void compare(
      LossSettings settings,
      Pairs pairs,
      int index,
      float[] boxes,
      double[] actual,
      double[] exact) {
    int start = 4 * index;
    double[] corners = Pairs.corners(pairs.format(), Arrays.copyOfRange(boxes, start, start + 4));
    double side = Math.min(corners[2] - corners[0], corners[3] - corners[1]);
    double largest = 0;
    for (int k = start; k < start + 4; k++) {
      largest = Math.max(largest, Math.abs(exact[k]));
    }
    double allowed = Math.max(gradient * largest, gradientTimesSize / side);
    for (int k = start; k < start + 4; k++) {
      double error = Math.abs(actual[k] - exact[k]);
      if (!(error <= allowed)) {
        String of = boxes == pairs.targets() ? "target's gradient " : "gradient ";
        report(settings, pairs, index, of + (k - start) + " " + exact[k], error, allowed);
      }
    }
  }

  private static void report(
      LossSettings settings, Pairs pairs, int index, String what, double error, double allowed) {
    fail(
        "%s %s: %s is off by %s, allowed %s"
            .formatted(settings, pairs.text(index), what, error, allowed));
  }
}
