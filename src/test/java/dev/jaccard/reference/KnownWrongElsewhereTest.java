package dev.jaccard.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.BoxFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors that circulate in other implementations, one test each. */
class KnownWrongElsewhereTest {

  private static final double[] BOX = {10, 20, 50, 80};
  private static final double[] OTHER = {15, 30, 70, 75};
  private static final double[] FAR = {200, 300, 240, 330};

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ciouOfIdenticalBoxesIsNotZeroOverZero(boolean yolo) {
    assertFinite(ReferenceLoss.builder("ciou").yolo(yolo).build(), BOX, BOX);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void siouOfEqualCentresIsNotZeroOverZero(boolean yolo) {
    ReferenceLoss siou = ReferenceLoss.builder("siou").yolo(yolo).build();
    assertFinite(siou, new double[] {20, 30, 40, 70}, BOX);
    double eps = 1e-7;
    assertFinite(siou, new double[] {0, 0, 0, 0}, new double[] {-eps, -eps, -eps, -eps});
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void giouAndCiouOfEmptyBoxesAreFinite(boolean yolo) {
    double[] point = {5, 5, 5, 5};
    for (String name : List.of("giou", "ciou")) {
      ReferenceLoss loss = ReferenceLoss.builder(name).yolo(yolo).build();
      assertFinite(loss, point, point);
      assertFinite(loss, point, BOX);
      assertFinite(loss, BOX, point);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void siouGrowsAsCentresMoveApartAndAsShapesDiffer(boolean yolo) {
    ReferenceLoss siou = ReferenceLoss.builder("siou").yolo(yolo).build();
    double last = 0;
    for (double shift = 50; shift <= 400; shift += 50) {
      double[] moved = {10 + shift, 20 + shift / 2, 50 + shift, 80 + shift / 2};
      double loss = siou.loss(BoxFormat.XYXY, moved, BOX);
      assertTrue(loss > last, "shift " + shift);
      last = loss;
    }
    double[] gradient = new double[4];
    siou.lossAndGradient(BoxFormat.CXCYWH, new double[] {300, 50, 40, 60}, BOX, gradient, null);
    assertTrue(gradient[0] > 0, "descent goes back to the target");

    double sameShape =
        siou.loss(BoxFormat.CXCYWH, new double[] {300, 50, 40, 60}, new double[] {30, 50, 40, 60});
    double otherShape =
        siou.loss(BoxFormat.CXCYWH, new double[] {300, 50, 10, 60}, new double[] {30, 50, 40, 60});
    assertTrue(otherShape > sameShape);
  }

  @Test
  void eiouPunishesDifferencesOfSizeNotOffsetsOfCentres() {
    double[] shifted = {22, 27, 62, 87};
    double diou = ReferenceLoss.builder("diou").build().loss(BoxFormat.XYXY, shifted, BOX);
    double eiou = ReferenceLoss.builder("eiou").build().loss(BoxFormat.XYXY, shifted, BOX);
    assertEquals(diou, eiou, "boxes of equal size");

    double[] smaller = {20, 30, 40, 70};
    double sizes = (20.0 * 20) / (40 * 40) + (20.0 * 20) / (60 * 60);
    assertEquals(
        ReferenceLoss.builder("diou").build().loss(BoxFormat.XYXY, smaller, BOX) + sizes,
        ReferenceLoss.builder("eiou").build().loss(BoxFormat.XYXY, smaller, BOX),
        1e-15);
  }

  @Test
  void theFactorOfCiousAspectTermIsNotSquared() {
    double[] wide = {0, 0, 200, 100};
    double[] high = {0, 0, 100, 200};
    double iouLoss = 2.0 / 3;
    double v = 4 / (Math.PI * Math.PI) * Math.pow(Math.atan(2) - Math.atan(0.5), 2);
    double distance = (50.0 * 50 + 50 * 50) / (200 * 200 + 200 * 200);
    assertEquals(
        iouLoss + distance + v * v / (iouLoss + v),
        ReferenceLoss.builder("ciou").build().loss(BoxFormat.XYXY, wide, high),
        1e-15);
  }

  @Test
  void ciousTradeOffIsNotDifferentiated() {
    double[] ciou = new double[4];
    double[] diou = new double[4];
    double loss =
        ReferenceLoss.builder("ciou")
            .build()
            .lossAndGradient(BoxFormat.CXCYWH, BOX, OTHER, ciou, null);
    loss -=
        ReferenceLoss.builder("diou")
            .build()
            .lossAndGradient(BoxFormat.CXCYWH, BOX, OTHER, diou, null);
    // the term is a·v with a constant: its gradient is that of v times a = term/v
    double angle = Math.atan(OTHER[2] / OTHER[3]) - Math.atan(BOX[2] / BOX[3]);
    double v = 4 / (Math.PI * Math.PI) * angle * angle;
    double size2 = BOX[2] * BOX[2] + BOX[3] * BOX[3];
    double byWidth = loss / v * -8 / (Math.PI * Math.PI) * angle * BOX[3] / size2;
    assertEquals(byWidth, ciou[2] - diou[2], 1e-15);
    assertEquals(0, ciou[0] - diou[0], 1e-17, "v does not depend on the centre, but a does");
  }

  @Test
  void theUsersEpsIsUsed() {
    for (String name : ReferenceLoss.names()) {
      if (name.equals("nwd")) {
        continue; // has no division by a size
      }
      double coarse = builder(name).param("eps", 0.5).build().loss(BoxFormat.XYXY, BOX, OTHER);
      double fine = builder(name).param("eps", 1e-18).build().loss(BoxFormat.XYXY, BOX, OTHER);
      assertNotEquals(coarse, fine, 1e-6, name);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void maskedBranchesDoNotPoisonTheGradient(boolean yolo) {
    double[] gradient = new double[4];
    for (double alpha : new double[] {0.3, 0.5, 2.5}) {
      for (String name : List.of("iou", "giou", "diou", "ciou", "eiou", "siou", "wiou", "shape")) {
        ReferenceLoss loss = ReferenceLoss.builder(name).alpha(alpha).yolo(yolo).build();
        assertFinite(loss, FAR, BOX);
        assertFinite(loss, BOX, BOX);
      }
    }
    ReferenceLoss.builder("iou")
        .yolo(yolo)
        .build()
        .lossAndGradient(BoxFormat.XYXY, FAR, BOX, gradient, null);
    assertArrayEquals(new double[4], gradient, 1e-6);
  }

  @Test
  void everyWiouHasItsOwnMean() {
    ReferenceLoss small = builder("wiou").param("version", 3).param("mean", 0.1).build();
    final double before = small.loss(BoxFormat.XYXY, BOX, OTHER);
    ReferenceLoss large = builder("wiou").param("version", 3).param("mean", 0.9).build();
    assertNotEquals(before, large.loss(BoxFormat.XYXY, BOX, OTHER), 1e-6);
    assertEquals(before, small.loss(BoxFormat.XYXY, BOX, OTHER));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theFocalWeightIsNotInfiniteWhereBoxesDoNotOverlap(boolean yolo) {
    ReferenceLoss loss = ReferenceLoss.builder("siou").focal(0.5).yolo(yolo).build();
    assertEquals(0, loss.loss(BoxFormat.XYXY, FAR, BOX), 1e-8);
    assertFinite(loss, FAR, BOX);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void innerIsNotDroppedWhereAlphaIsNotOne(boolean yolo) {
    double plain =
        ReferenceLoss.builder("ciou").alpha(3).yolo(yolo).build().loss(BoxFormat.XYXY, BOX, OTHER);
    double inner =
        ReferenceLoss.builder("ciou")
            .alpha(3)
            .inner(0.7)
            .yolo(yolo)
            .build()
            .loss(BoxFormat.XYXY, BOX, OTHER);
    assertNotEquals(plain, inner, 1e-3);
  }

  @Test
  void aFormatMeansWhatItsNameSays() {
    ReferenceLoss iou = ReferenceLoss.builder("iou").build();
    assertEquals(0.75, iou.loss(BoxFormat.XYXY, box(0, 0, 4, 4), box(2, 0, 4, 2)), 1e-15);
    assertEquals(0.75, iou.loss(BoxFormat.XYWH, box(0, 0, 4, 4), box(2, 0, 2, 2)), 1e-15);
    assertEquals(0.75, iou.loss(BoxFormat.CXCYWH, box(2, 2, 4, 4), box(3, 1, 2, 2)), 1e-15);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void alphaGiouOfNestedBoxesIsFiniteForEveryAlpha(boolean yolo) {
    for (double alpha : new double[] {0.5, 1.5, 2.5}) {
      ReferenceLoss loss = ReferenceLoss.builder("giou").alpha(alpha).yolo(yolo).build();
      for (double shift = 0; shift < 1; shift += 0.01) {
        double[] outer = {0.1, 0.1, 0.7 + shift, 0.9};
        double[] nested = {0.1 + shift / 3, 0.2, 0.5 + shift / 3, 0.3};
        assertFinite(loss, nested, outer);
        assertFinite(loss, outer, nested);
      }
    }
  }

  @Test
  void giousEmptyShareIsFoldedWhereItRoundsBelowZero() {
    ReferenceLoss giou = ReferenceLoss.builder("giou").alpha(0.5).build();
    ReferenceLoss iou = ReferenceLoss.builder("iou").alpha(0.5).build();
    int below = 0;
    for (double shift = 0; shift < 1; shift += 0.01) {
      double[] outer = {0, 0, 0.7 + shift, 0.9};
      double[] nested = {0, 0, 0.1 + shift / 3, 0.1};
      double cw = (nested[2] + outer[2]) - nested[2];
      double ch = (nested[3] + outer[3]) - nested[3];
      double enclosing = cw * ch;
      double area = nested[2] * nested[3];
      double empty = enclosing - (area + outer[2] * outer[3] - area);
      below += empty < 0 ? 1 : 0;
      assertEquals(
          Math.sqrt(Math.abs(empty) / enclosing),
          giou.loss(BoxFormat.XYXY, nested, outer) - iou.loss(BoxFormat.XYXY, nested, outer),
          1e-15);
    }
    assertTrue(below > 0, "none of the boxes rounds below 0");
  }

  private static ReferenceLoss.Builder builder(String name) {
    ReferenceLoss.Builder builder = ReferenceLoss.builder(name);
    return name.equals("mpdiou") ? builder.param("width", 640).param("height", 640) : builder;
  }

  private static double[] box(double... numbers) {
    return numbers;
  }

  private static void assertFinite(ReferenceLoss loss, double[] prediction, double[] target) {
    double[] gradient = new double[4];
    double[] targetGradient = new double[4];
    double value =
        loss.lossAndGradient(BoxFormat.XYXY, prediction, target, gradient, targetGradient);
    assertTrue(Double.isFinite(value));
    for (int k = 0; k < 4; k++) {
      assertTrue(Double.isFinite(gradient[k]));
      assertTrue(Double.isFinite(targetGradient[k]));
    }
  }
}
