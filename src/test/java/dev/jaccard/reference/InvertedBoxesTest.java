package dev.jaccard.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.BoxFormat;
import dev.jaccard.golden.LossSettings;
import dev.jaccard.reference.RandomPairs.Boxes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Boxes with x2 below x1, or a negative size: what they count as. */
class InvertedBoxesTest {

  private static final double[] TARGET = {0, 0, 20, 10};

  /** From 10 back to 4 in x: w = 0, ow = -6, cw = 0 + 20 + 6; proper in y. */
  private static final double[] INVERTED = {10, 0, 4, 8};

  private static final double CW = 26;
  private static final double CH = 10;
  private static final double RHO2 = 3 * 3 + 1;

  static Stream<LossSettings> settings() {
    return Stream.of(false, true).flatMap(yolo -> ReferenceLosses.all(yolo).stream());
  }

  @Test
  void theEnclosingWidthIsTheSizesLessTheSignedOverlapOfTheCorners() {
    double diou = 1 + RHO2 / (CW * CW + CH * CH);
    assertEquals(1, loss("iou", INVERTED, TARGET), 1e-15);
    assertEquals(1 + (CW * CH - 200) / (CW * CH), loss("giou", INVERTED, TARGET), 1e-15);
    assertEquals(diou, loss("diou", INVERTED, TARGET), 1e-15);
    assertEquals(
        diou + 20 * 20 / (CW * CW) + 2 * 2 / (CH * CH), loss("eiou", INVERTED, TARGET), 1e-15);
    assertEquals(
        Math.exp(RHO2 / (CW * CW + CH * CH)), loss("wiou", INVERTED, TARGET), 1e-15, "wiou");
    assertEquals(
        diou,
        loss("diou", TARGET, INVERTED),
        1e-15,
        "an inverted target is as bad as a prediction");
  }

  @Test
  void twoInvertedBoxesAreEnclosedByTheRangeOfTheirCorners() {
    double[] other = {3, 0, 1, 10};
    double rho2 = 5 * 5 + 1;
    assertEquals(
        rho2 / (9 * 9 + CH * CH), loss("diou", INVERTED, other), 1e-15, "neither has area");
    assertEquals(1, loss("giou", INVERTED, other), 1e-15, "all of the enclosing box is empty");
  }

  @Test
  void theGradientOfTheEnclosingWidthIsThatOfTheOverlap() {
    double[] gradient = new double[4];
    double[] targetGradient = new double[4];
    builder("giou").lossAndGradient(BoxFormat.XYXY, INVERTED, TARGET, gradient, targetGradient);
    // L = 2 - U/C with U = wg·hg, cw = wg + x1 - x2, ch = hg as y goes from 0 to 10
    double byCw = 200 / (CW * CW * CH);
    assertEquals(byCw, gradient[0], 1e-15);
    assertEquals(-byCw, gradient[2], 1e-15);
    assertEquals(byCw - 1 / CW, targetGradient[2], 1e-15, "by way of cw and of U");
    assertEquals(1 / CW - byCw, targetGradient[0], 1e-15, "by way of cw and of U");
  }

  @Test
  void unionAndCentreDistanceStayBelowTheEnclosingBox() {
    for (Boxes pair : manyPairs()) {
      double iou = loss("iou", pair.prediction(), pair.target());
      double diou = loss("diou", pair.prediction(), pair.target());
      assertBetween(0, loss("giou", pair.prediction(), pair.target()) - iou, 1, pair);
      assertBetween(0, diou - iou, 1, pair);
      assertBetween(0, loss("eiou", pair.prediction(), pair.target()) - diou, 2, pair);
      assertBetween(0, loss("wiou", pair.prediction(), pair.target()), Math.E * iou, pair);
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aNegativeSizeCountsAsZeroWithoutGradient(LossSettings settings) {
    ReferenceLoss loss = ReferenceLosses.of(settings);
    for (BoxFormat format : List.of(BoxFormat.XYWH, BoxFormat.CXCYWH)) {
      for (double[] negative : new double[][] {{5, 4, -3, 8}, {5, 4, 7, -3}, {5, 4, -3, -30}}) {
        double[] zero = {5, 4, Math.max(negative[2], 0), Math.max(negative[3], 0)};
        double[] other = {1, 2, 20, 10};
        assertSameButForTheSizes(loss, format, negative, zero, other, false, settings);
        assertSameButForTheSizes(loss, format, negative, zero, other, true, settings);
      }
    }
  }

  private static void assertSameButForTheSizes(
      ReferenceLoss loss,
      BoxFormat format,
      double[] negative,
      double[] zero,
      double[] other,
      boolean isTarget,
      LossSettings settings) {
    String what = settings + " " + format;
    double[] expected = new double[4];
    double[] actual = new double[4];
    if (isTarget) {
      assertEquals(
          loss.lossAndGradient(format, other, zero, null, expected),
          loss.lossAndGradient(format, other, negative, null, actual),
          what);
    } else {
      assertEquals(
          loss.lossAndGradient(format, zero, other, expected, null),
          loss.lossAndGradient(format, negative, other, actual, null),
          what);
    }
    for (int k = 2; k < 4; k++) {
      if (negative[k] < 0) {
        expected[k] = 0;
      }
    }
    assertArrayEquals(expected, actual, 0, what);
  }

  @ParameterizedTest
  @EnumSource(
      value = BoxFormat.class,
      names = {"XYWH", "CXCYWH"})
  void aSizeOfExactlyZeroHasTheGradientOfASmallOne(BoxFormat format) {
    double[] target = {1, 2, 20, 10};
    for (String name : List.of("giou", "diou", "ciou", "eiou", "siou", "wiou")) {
      double[] zero = new double[4];
      double[] small = new double[4];
      builder(name).lossAndGradient(format, new double[] {5, 4, 0, 8}, target, zero, null);
      builder(name).lossAndGradient(format, new double[] {5, 4, 1e-8, 8}, target, small, null);
      assertTrue(zero[2] != 0, name);
      assertArrayEquals(small, zero, 1e-7, name);
    }
  }

  @ParameterizedTest
  @EnumSource(BoxFormat.class)
  void aBoxWithoutAreaMovesByTheGradientOfItsPositionAlone(BoxFormat format) {
    // neither box has an area: the derivative by a size is some 1e17, and must not show in others
    double[] gradient = new double[4];
    double[] prediction = {50, 40, -3, -2};
    double[] target = {30, 70, -1, -4};
    builder("diou")
        .lossAndGradient(
            format,
            format == BoxFormat.XYXY ? new double[] {50, 40, 47, 38} : prediction,
            format == BoxFormat.XYXY ? new double[] {30, 70, 29, 66} : target,
            gradient,
            null);
    for (double component : gradient) {
      assertTrue(Math.abs(component) < 1, () -> format + ": " + component);
    }
  }

  @ParameterizedTest
  @EnumSource(BoxFormat.class)
  void aSizeOfMinusInfinityIsNotASizeOfZero(BoxFormat format) {
    double[] gradient = new double[4];
    double[] infinite = {5, 4, Double.NEGATIVE_INFINITY, 8};
    double loss = builder("diou").lossAndGradient(format, infinite, TARGET, gradient, null);
    assertTrue(Double.isNaN(loss));
    for (double component : gradient) {
      assertTrue(Double.isNaN(component));
    }
  }

  private static List<Boxes> manyPairs() {
    List<Boxes> pairs = new ArrayList<>(RandomPairs.inverted(150, 5));
    Random random = new Random(6);
    for (int i = 0; i < 20_000; i++) {
      double scale = Math.pow(10, random.nextInt(-3, 10));
      pairs.add(new Boxes(anyCorners(random, scale), anyCorners(random, scale)));
    }
    return pairs;
  }

  /** Small whole numbers times a scale: edges coincide often. */
  private static double[] anyCorners(Random random, double scale) {
    return random.ints(4, -9, 10).mapToDouble(corner -> corner * scale).toArray();
  }

  private static void assertBetween(double least, double actual, double most, Boxes pair) {
    double rounding = 1e-14;
    assertTrue(
        actual >= least - rounding && actual <= most + rounding,
        () -> pair + ": " + actual + " is not from " + least + " to " + most);
  }

  private static double loss(String name, double[] prediction, double[] target) {
    return builder(name).loss(BoxFormat.XYXY, prediction, target);
  }

  private static ReferenceLoss builder(String name) {
    return ReferenceLoss.builder(name).build();
  }
}
