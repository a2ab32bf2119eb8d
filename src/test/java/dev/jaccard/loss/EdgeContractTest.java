package dev.jaccard.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jaccard.Backend;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.golden.LossSettings;
import dev.jaccard.reference.ReferenceLoss;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract at the edges, line by line, for the compiled losses. */
class EdgeContractTest {
  static Stream<LossSettings> all() {
    return LossTable.all();
  }

  static Stream<LossSettings> paper() {
    return LossTable.paper();
  }

  static Stream<LossSettings> yolo() {
    return LossTable.yolo();
  }

  private static BoxLoss compiled(LossSettings settings) {
    return LossTable.builder(settings).backend(Backend.SCALAR).build();
  }

  @ParameterizedTest
  @MethodSource("paper")
  void identicalBoxesHaveZeroLossAndZeroGradient(LossSettings settings) {
    BoxLoss loss = compiled(settings);
    for (BoxFormat format : BoxFormat.values()) {
      Pairs pairs = identical(format, 200);
      Results results = Results.of(loss, pairs);
      for (int i = 0; i < pairs.count(); i++) {
        String what = settings + " " + pairs.text(i);
        assertEquals(0, results.losses()[i], what);
        double[] corners =
            Pairs.corners(format, java.util.Arrays.copyOfRange(pairs.targets(), 4 * i, 4 * i + 4));
        for (int k = 0; k < 4; k++) {
          double size = corners[2 + k % 2] - corners[k % 2];
          assertEquals(0, results.gradients()[4 * i + k] * size, 1e-6, what);
          assertEquals(0, results.targetGradients()[4 * i + k] * size, 1e-6, what);
        }
      }
    }
  }

  private static Pairs identical(BoxFormat format, int count) {
    Random random = new Random(3);
    Pairs pairs = new Pairs(format, new float[4 * count], new float[4 * count]);
    for (int i = 0; i < count; i++) {
      float x = 640 * random.nextFloat();
      float y = 640 * random.nextFloat();
      float w = (float) StrictMath.pow(10, 3 * random.nextDouble());
      float h = (float) StrictMath.pow(10, 3 * random.nextDouble());
      float[] box = EdgeBoxes.in(format, EdgeBoxes.box(x, y, x + w, y + h));
      System.arraycopy(box, 0, pairs.predictions(), 4 * i, 4);
      System.arraycopy(box, 0, pairs.targets(), 4 * i, 4);
    }
    return pairs;
  }

  @ParameterizedTest
  @MethodSource("yolo")
  void identicalBoxesHaveNoMoreThanTheEpsOfYolo(LossSettings settings) {
    BoxLoss loss = compiled(settings);
    // eps 1e-7 stands inside of powers
    double allowed = Math.max(2e-6, 3 * Math.pow(1e-7, settings.alpha()));
    for (BoxFormat format : BoxFormat.values()) {
      Pairs pairs = identical(format, 50);
      Results results = Results.of(loss, pairs);
      for (int i = 0; i < pairs.count(); i++) {
        assertEquals(0, results.losses()[i], allowed, settings + " " + pairs.text(i));
      }
    }
  }

  /** Without those that differ from the reference where eps decides, or a root does. */
  static Stream<LossSettings> comparableAtTies() {
    return LossTable.all()
        .filter(settings ->
            !(settings.name().equals("giou") && settings.alpha() < 1)
                && !(settings.yolo() && settings.parameters().containsKey("gate"))
                && !settings.name().equals("bounded"));
  }

  @ParameterizedTest
  @MethodSource("comparableAtTies")
  void touchingNestedDisjointAndAlignedBoxesHaveTheGradientsOfTheReference(LossSettings settings) {
    BoxLoss loss = compiled(settings);
    ReferenceLoss reference = LossTable.reference(settings);
    for (BoxFormat format : BoxFormat.values()) {
      Pairs pairs = EdgeBoxes.eachWithEach(format, EdgeBoxes.ON_A_GRID);
      Closeness.inFloat(settings)
          .compare(settings, pairs, Results.of(loss, pairs), Results.of(reference, pairs));
    }
  }

  @Test
  void equalEdgesShareTheGradientInHalves() {
    Results results = iou(EdgeBoxes.box(0, 0, 4, 4), EdgeBoxes.box(0, 0, 4, 2));
    // I = 8, U = 16; the left edges are equal: dI/dx1 = -2/2, dU/dx1 = -4 + 1
    assertEquals(0.5, results.losses()[0]);
    assertEquals(-8 / 256.0, results.gradients()[0]);
    assertEquals(8 / 256.0, results.gradients()[2]);
    // the target's: dI/dx1g = -2/2, dU/dx1g = -2 + 1
    assertEquals(8 / 256.0, results.targetGradients()[0]);
    assertEquals(-8 / 256.0, results.targetGradients()[2]);
    // the upper edges are equal: dI/dy1 = -4/2, dU/dy1 = -4 + 2
    assertEquals(16 / 256.0, results.gradients()[1]);
    // the lower edge of the target is inside: dI/dy2 = 0, dU/dy2 = 4
    assertEquals(32 / 256.0, results.gradients()[3]);
  }

  @Test
  void anOverlapOfZeroPassesItsGradient() {
    Results results = iou(EdgeBoxes.box(0, 0, 2, 2), EdgeBoxes.box(2, 0, 4, 2));
    assertEquals(1, results.losses()[0]);
    // dI/dx2 = 2 at I = 0, U = 8
    assertEquals(-0.25, results.gradients()[2]);
    assertEquals(0.25, results.targetGradients()[0]);
    assertEquals(0, results.gradients()[0]);
  }

  @Test
  void anOverlapBelowZeroBlocksItsGradient() {
    Results results = iou(EdgeBoxes.box(0, 0, 2, 2), EdgeBoxes.box(3, 0, 5, 2));
    assertEquals(1, results.losses()[0]);
    for (int k = 0; k < 4; k++) {
      assertEquals(0, results.gradients()[k], "gradient " + k);
      assertEquals(0, results.targetGradients()[k], "target's gradient " + k);
    }
  }

  @Test
  void boundedIouHasHalfOfTheCentresGradientWhereItsBoundIsZero() {
    // wg = 2·|dx|: torch.max gives each side half
    double half = shiftGradient(-2);
    assertEquals(0.5, half / shiftGradient(-1.9999), 1e-3);
    assertEquals(0, shiftGradient(-2.0001) + 0.0);
  }

  /** The gradient of bounded IoU with respect to the prediction's centre, at some offset. */
  private static double shiftGradient(double offset) {
    BoxLoss bounded = BoxLoss.builder("bounded").backend(Backend.SCALAR).build();
    Pairs pair =
        EdgeBoxes.pair(
            BoxFormat.CXCYWH, EdgeBoxes.box((float) offset, 0, 8, 8), EdgeBoxes.box(0, 0, 4, 8));
    return Results.of(bounded, pair).gradients()[0];
  }

  @Test
  void absHasDerivativeZeroAtZero() {
    BoxLoss offset =
        BoxLoss.define("offset", terms -> terms.pair().leftOffset().abs())
            .backend(Backend.SCALAR)
            .build();
    float[] target = {1, 0, 5, 4};
    double[] expected = {-1, 0, 1};
    for (int i = -1; i <= 1; i++) {
      Pairs pair = EdgeBoxes.pair(BoxFormat.XYXY, EdgeBoxes.box(1 + i, 0, 5, 4), target);
      assertEquals(expected[i + 1], Results.of(offset, pair).gradients()[0]);
    }
  }

  private static Results iou(float[] prediction, float[] target) {
    return Results.of(
        BoxLoss.builder("iou").backend(Backend.SCALAR).build(),
        EdgeBoxes.pair(BoxFormat.XYXY, prediction, target));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyFiniteBoxHasAFiniteLossAndGradient(LossSettings settings) {
    BoxLoss loss = compiled(settings);
    for (BoxFormat format : BoxFormat.values()) {
      assertFinite(settings, loss, EdgeBoxes.eachWithEach(format, EdgeBoxes.ALL.subList(0, 14)));
      assertFinite(settings, loss, EdgeBoxes.sameNumbers(format, EdgeBoxes.ALL));
      assertFinite(settings, loss, Pairs.finite(format, 500, 23));
    }
  }

  private static void assertFinite(LossSettings settings, BoxLoss loss, Pairs pairs) {
    Results results = Results.of(loss, pairs);
    for (int i = 0; i < pairs.count(); i++) {
      double zero = results.losses()[i] * 0;
      for (int k = 4 * i; k < 4 * i + 4; k++) {
        zero += results.gradients()[k] * 0 + results.targetGradients()[k] * 0;
      }
      if (zero != 0) {
        fail(
            "%s %s: %s, %s, %s"
                .formatted(
                    settings,
                    pairs.text(i),
                    results.losses()[i],
                    text(results.gradients(), i),
                    text(results.targetGradients(), i)));
      }
    }
    assertTrue(Double.isFinite(results.sum()), settings + ": sum " + results.sum());
  }

  private static String text(double[] rows, int index) {
    return java.util.Arrays.toString(java.util.Arrays.copyOfRange(rows, 4 * index, 4 * index + 4));
  }

  @ParameterizedTest
  @MethodSource("all")
  void lossesOfProperBoxesAreNotNegative(LossSettings settings) {
    BoxLoss loss = compiled(settings);
    // in yolo eps stands in numerators, and an empty share below 0 keeps its sign
    double least = settings.yolo() ? -1e-6 : 0;
    for (BoxFormat format : BoxFormat.values()) {
      for (Pairs.Kind kind : Pairs.Kind.values()) {
        Pairs pairs = Pairs.smooth(kind, format, 50, 77);
        Results results = Results.of(loss, pairs);
        for (int i = 0; i < pairs.count(); i++) {
          double value = results.losses()[i];
          assertTrue(value >= least, () -> settings + " is negative: " + value);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void negativeZeroIsZero(LossSettings settings) {
    BoxLoss loss = compiled(settings);
    for (BoxFormat format : BoxFormat.values()) {
      Pairs pairs = EdgeBoxes.sameNumbers(format, EdgeBoxes.ALL.subList(0, 14));
      Pairs negative = EdgeBoxes.sameNumbers(format, EdgeBoxes.ALL.subList(0, 14));
      Pairs positive = EdgeBoxes.sameNumbers(format, EdgeBoxes.ALL.subList(0, 14));
      for (int i = 0; i < 4 * pairs.count(); i++) {
        for (Pairs side : new Pairs[] {negative, positive}) {
          float zero = side == negative ? -0f : 0f;
          side.predictions()[i] = side.predictions()[i] == 0 ? zero : side.predictions()[i];
          side.targets()[i] = side.targets()[i] == 0 ? zero : side.targets()[i];
        }
      }
      Results a = Results.of(loss, negative);
      Results b = Results.of(loss, positive);
      for (int i = 0; i < pairs.count(); i++) {
        boolean same = a.losses()[i] == b.losses()[i];
        for (int k = 4 * i; k < 4 * i + 4; k++) {
          same &= a.gradients()[k] == b.gradients()[k];
          same &= a.targetGradients()[k] == b.targetGradients()[k];
        }
        assertTrue(same, settings + " " + pairs.text(i));
      }
    }
  }

  @Test
  void nearIdenticalBoxesAreOffByTheRoundingOfTheirAreasAtMost() {
    BoxLoss loss = BoxLoss.builder("iou").backend(Backend.SCALAR).build();
    ReferenceLoss reference = ReferenceLoss.builder("iou").build();
    Random random = new Random(1);
    for (BoxFormat format : BoxFormat.values()) {
      Pairs pairs = identical(format, 500);
      float[] predictions = pairs.predictions();
      for (int i = 0; i < predictions.length; i++) {
        predictions[i] += 0.01f * (random.nextFloat() - 0.5f);
      }
      Results actual = Results.of(loss, pairs);
      Results exact = Results.of(reference, pairs);
      for (int i = 0; i < pairs.count(); i++) {
        // U and U - I are sums of areas, each rounded once: their rounding alone is left
        double expected = exact.losses()[i];
        assertEquals(expected, actual.losses()[i], 4 * Math.ulp(1f), pairs.text(i));
      }
    }
  }
}
