package dev.jaccard.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaccard.BoxFormat;
import dev.jaccard.golden.LossSettings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients where a min, a max, an abs or a clamp has its kink: PyTorch's rules. */
class TieRulesTest {

  /** Small against the sizes of 10 to 40, large against the rounding of coordinates. */
  private static final double NUDGE = 1e-7;

  /** The change of a gradient over the nudge. */
  private static final double TOLERANCE = 1e-7;

  static Stream<LossSettings> settings() {
    return Stream.of(false, true).flatMap(yolo -> ReferenceLosses.all(yolo).stream());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aSharedEdgeHasTheMeanOfTheGradientsOnBothSides(LossSettings settings) {
    ReferenceLoss loss = ReferenceLosses.of(settings);
    for (int edge = 0; edge < 4; edge++) {
      double[] target = {103, 56, 137, 83};
      double[] prediction = {100, 50, 130, 76.5};
      prediction[edge] = target[edge];
      double[] at = gradient(loss, prediction, target);
      double[] below = gradient(loss, moved(prediction, edge, -NUDGE), target);
      double[] above = gradient(loss, moved(prediction, edge, NUDGE), target);
      for (int k = 0; k < 8; k++) {
        assertEquals((below[k] + above[k]) / 2, at[k], TOLERANCE, settings + " edge " + edge);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void touchingBoxesHaveTheGradientOfOverlappingOnes(LossSettings settings) {
    boolean real = settings.alpha() != Math.rint(settings.alpha());
    if (settings.focal() != null || real || settings.parameters().containsKey("form")) {
      return; // a power or logarithm of an IoU of 0 changes faster than any nudge
    }
    ReferenceLoss loss = ReferenceLosses.of(settings);
    if (settings.inner() != null || settings.focaler() != null) {
      return; // the overlap that counts is not the one that begins here
    }
    double[] target = {100, 50, 130, 70};
    double[] prediction = {80, 55, 100, 82};
    double[] at = gradient(loss, prediction, target);
    double[] overlapping = gradient(loss, moved(prediction, 2, NUDGE), target);
    for (int k = 0; k < 8; k++) {
      assertEquals(overlapping[k], at[k], TOLERANCE, settings.toString());
    }
  }

  @Test
  void aBoxWithoutWidthHasTheGradientOfAThinOne() {
    ReferenceLoss loss = ReferenceLoss.builder("eiou").build();
    double[] target = {100, 50, 130, 70};
    double[] flat = gradient(loss, new double[] {110, 55, 110, 66}, target);
    double[] thin = gradient(loss, new double[] {110, 55, 110 + NUDGE, 66}, target);
    for (int k = 0; k < 8; k++) {
      assertEquals(thin[k], flat[k], TOLERANCE);
    }
  }

  @Test
  void anInvertedBoxHasNoGradientOfItsSize() {
    ReferenceLoss loss = ReferenceLoss.builder("iou").build();
    double[] gradient =
        gradient(loss, new double[] {115, 55, 110, 66}, new double[] {100, 50, 130, 70});
    for (int k = 0; k < 4; k++) {
      assertEquals(0, gradient[k], 1e-15, "component " + k);
    }
  }

  @Test
  void focalerPassesTheGradientAtBothBounds() {
    double[] target = {0, 0, 10, 10};
    double[] half = {0, 0, 5, 10};
    double[] inside = new double[4];
    double[] atBound = new double[4];
    ReferenceLoss.builder("iou")
        .focaler(0.25, 0.75)
        .build()
        .lossAndGradient(BoxFormat.XYXY, half, target, inside, null);
    for (List<Double> bounds : List.of(List.of(0.5, 1.0), List.of(0.0, 0.5))) {
      double loss =
          ReferenceLoss.builder("iou")
              .focaler(bounds.getFirst(), bounds.getLast())
              .build()
              .lossAndGradient(BoxFormat.XYXY, half, target, atBound, null);
      assertEquals(bounds.getFirst() == 0.5 ? 1 : 0, loss, 1e-15);
      for (int k = 0; k < 4; k++) {
        assertEquals(inside[k], atBound[k], 1e-15);
      }
    }
  }

  @Test
  void equalCentresHaveNoGradientOfTheOffset() {
    double[] target = {0, 0, 10, 20};
    double[] prediction = {2, 2, 8, 18};
    for (String name : List.of("diou", "ciou", "eiou", "siou", "wiou", "shape", "nwd", "bounded")) {
      double[] gradient = new double[4];
      ReferenceLoss.builder(name)
          .build()
          .lossAndGradient(
              BoxFormat.CXCYWH,
              RandomPairs.in(BoxFormat.CXCYWH, prediction),
              RandomPairs.in(BoxFormat.CXCYWH, target),
              gradient,
              null);
      assertEquals(0, gradient[0], 1e-15, name);
      assertEquals(0, gradient[1], 1e-15, name);
    }
  }

  private static double[] moved(double[] box, int edge, double by) {
    double[] moved = box.clone();
    moved[edge] += by;
    return moved;
  }

  private static double[] gradient(ReferenceLoss loss, double[] prediction, double[] target) {
    double[] gradient = new double[4];
    double[] targetGradient = new double[4];
    loss.lossAndGradient(BoxFormat.XYXY, prediction, target, gradient, targetGradient);
    double[] both = new double[8];
    System.arraycopy(gradient, 0, both, 0, 4);
    System.arraycopy(targetGradient, 0, both, 4, 4);
    return both;
  }
}
