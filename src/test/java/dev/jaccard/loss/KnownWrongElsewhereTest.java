package dev.jaccard.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.Backend;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Errors that circulate in other implementations, one test each, for the compiled losses. */
class KnownWrongElsewhereTest {
  private static final float[] BOX = {10, 20, 50, 80};
  private static final float[] OTHER = {15, 30, 70, 75};
  private static final float[] FAR = {200, 300, 240, 330};

  private static BoxLoss.Builder builder(String name, Convention convention) {
    BoxLoss.Builder builder = BoxLoss.builder(name).convention(convention).backend(Backend.SCALAR);
    return name.equals("mpdiou") ? builder.param("width", 640).param("height", 640) : builder;
  }

  private static BoxLoss paper(String name) {
    return builder(name, Convention.PAPER).build();
  }

  private static Results of(BoxLoss loss, BoxFormat format, float[] prediction, float[] target) {
    return Results.of(loss, EdgeBoxes.pair(format, prediction, target));
  }

  private static double loss(BoxLoss loss, float[] prediction, float[] target) {
    return of(loss, BoxFormat.XYXY, prediction, target).losses()[0];
  }

  private static void assertFinite(BoxLoss loss, float[] prediction, float[] target) {
    for (BoxFormat format : BoxFormat.values()) {
      Results results =
          of(loss, format, EdgeBoxes.in(format, prediction), EdgeBoxes.in(format, target));
      assertTrue(Double.isFinite(results.losses()[0]), loss + " " + format);
      for (int k = 0; k < 4; k++) {
        assertTrue(Double.isFinite(results.gradients()[k]), loss + " " + format);
        assertTrue(Double.isFinite(results.targetGradients()[k]), loss + " " + format);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void ciouOfIdenticalBoxesIsNotZeroOverZero(Convention convention) {
    assertFinite(builder("ciou", convention).build(), BOX, BOX);
  }

  @ParameterizedTest
  @EnumSource
  void siouOfEqualCentresIsNotZeroOverZero(Convention convention) {
    BoxLoss siou = builder("siou", convention).build();
    assertFinite(siou, EdgeBoxes.box(20, 30, 40, 70), BOX);
    float eps = 1e-7f;
    // yolo adds eps to the offsets: these make them 0
    assertFinite(siou, EdgeBoxes.box(0, 0, 0, 0), EdgeBoxes.box(-eps, -eps, -eps, -eps));
  }

  @ParameterizedTest
  @EnumSource
  void giouAndCiouOfEmptyBoxesAreFinite(Convention convention) {
    float[] point = {5, 5, 5, 5};
    for (String name : List.of("giou", "ciou")) {
      BoxLoss loss = builder(name, convention).build();
      assertFinite(loss, point, point);
      assertFinite(loss, point, BOX);
      assertFinite(loss, BOX, point);
    }
  }

  @ParameterizedTest
  @EnumSource
  void siouGrowsAsCentresMoveApartAndAsShapesDiffer(Convention convention) {
    BoxLoss siou = builder("siou", convention).build();
    double last = 0;
    for (int shift = 50; shift <= 400; shift += 50) {
      float half = shift / 2f;
      double value = loss(siou, EdgeBoxes.box(10 + shift, 20 + half, 50 + shift, 80 + half), BOX);
      assertTrue(value > last, "shift " + shift);
      last = value;
    }
    float[] target = {30, 50, 40, 60};
    Results apart = of(siou, BoxFormat.CXCYWH, EdgeBoxes.box(300, 50, 40, 60), target);
    assertTrue(apart.gradients()[0] > 0, "descent goes back to the target");
    Results narrow = of(siou, BoxFormat.CXCYWH, EdgeBoxes.box(300, 50, 10, 60), target);
    assertTrue(narrow.losses()[0] > apart.losses()[0], "another shape costs more");
  }

  @Test
  void eiouPunishesDifferencesOfSizeNotOffsetsOfCentres() {
    float[] shifted = {22, 27, 62, 87};
    assertEquals(
        loss(paper("diou"), shifted, BOX), loss(paper("eiou"), shifted, BOX), 1e-7, "equal sizes");
    float[] smaller = {20, 30, 40, 70};
    double sizes = (20.0 * 20) / (40 * 40) + (20.0 * 20) / (60 * 60);
    assertEquals(
        loss(paper("diou"), smaller, BOX) + sizes, loss(paper("eiou"), smaller, BOX), 2e-7);
  }

  @Test
  void theFactorOfCiousAspectTermIsNotSquared() {
    double iouLoss = 2.0 / 3;
    double v = 4 / (Math.PI * Math.PI) * Math.pow(Math.atan(2) - Math.atan(0.5), 2);
    double distance = (50.0 * 50 + 50 * 50) / (200 * 200 + 200 * 200);
    assertEquals(
        iouLoss + distance + v * v / (iouLoss + v),
        loss(paper("ciou"), EdgeBoxes.box(0, 0, 200, 100), EdgeBoxes.box(0, 0, 100, 200)),
        2e-7);
  }

  @Test
  void ciousTradeOffIsNotDifferentiated() {
    Results ciou = of(paper("ciou"), BoxFormat.CXCYWH, BOX, OTHER);
    Results diou = of(paper("diou"), BoxFormat.CXCYWH, BOX, OTHER);
    // the term is a·v with a constant: its gradient is that of v times a = term / v
    double term = ciou.losses()[0] - diou.losses()[0];
    double angle = Math.atan(70.0 / 75) - Math.atan(50.0 / 80);
    double v = 4 / (Math.PI * Math.PI) * angle * angle;
    double byWidth = term / v * -8 / (Math.PI * Math.PI) * angle * 80 / (50.0 * 50 + 80 * 80);
    assertEquals(
        byWidth, ciou.gradients()[2] - diou.gradients()[2], 1e-6 * Math.abs(byWidth) + 1e-8);
    assertEquals(
        0,
        ciou.gradients()[0] - diou.gradients()[0],
        1e-9,
        "v does not depend on the centre, but a does");
  }

  @ParameterizedTest
  @EnumSource
  void theUsersEpsIsUsed(Convention convention) {
    for (CatalogEntry entry : Catalog.entries()) {
      if (entry.name().equals("nwd")) {
        continue; // has no division by a size
      }
      BoxLoss coarse = builder(entry.name(), convention).param("eps", 0.5).build();
      BoxLoss fine = builder(entry.name(), convention).param("eps", 1e-18).build();
      assertNotEquals(loss(coarse, BOX, OTHER), loss(fine, BOX, OTHER), 1e-6, entry.name());
    }
  }

  @ParameterizedTest
  @EnumSource
  void maskedBranchesDoNotPoisonTheGradient(Convention convention) {
    for (double alpha : new double[] {0.3, 0.5, 2.5}) {
      for (String name : List.of("iou", "giou", "diou", "ciou", "eiou", "siou", "wiou", "shape")) {
        BoxLoss loss = builder(name, convention).alpha(alpha).build();
        assertFinite(loss, FAR, BOX);
        assertFinite(loss, BOX, BOX);
      }
    }
    Results far = of(builder("iou", convention).build(), BoxFormat.XYXY, FAR, BOX);
    assertArrayEquals(new double[4], far.gradients(), 1e-6);
  }

  @Test
  void everyWiouHasItsOwnMean() {
    BoxLoss small =
        builder("wiou", Convention.PAPER).param("version", 3).param("mean", 0.1).build();
    final double before = loss(small, BOX, OTHER);
    BoxLoss large =
        builder("wiou", Convention.PAPER).param("version", 3).param("mean", 0.9).build();
    assertNotEquals(before, loss(large, BOX, OTHER), 1e-6);
    assertEquals(before, loss(small, BOX, OTHER));
  }

  @ParameterizedTest
  @EnumSource
  void theFocalWeightIsNotInfiniteWhereBoxesDoNotOverlap(Convention convention) {
    BoxLoss siou = builder("siou", convention).focal(0.5).build();
    assertEquals(0, loss(siou, FAR, BOX), 1e-8);
    assertFinite(siou, FAR, BOX);
  }

  @ParameterizedTest
  @EnumSource
  void innerIsNotDroppedWhereAlphaIsNotOne(Convention convention) {
    double plain = loss(builder("ciou", convention).alpha(3).build(), BOX, OTHER);
    double inner = loss(builder("ciou", convention).alpha(3).inner(0.7).build(), BOX, OTHER);
    assertNotEquals(plain, inner, 1e-3);
  }

  @Test
  void aFormatMeansWhatItsNameSays() {
    BoxLoss iou = paper("iou");
    float[][][] pairs = {
      {{0, 0, 4, 4}, {2, 0, 4, 2}}, {{0, 0, 4, 4}, {2, 0, 2, 2}}, {{2, 2, 4, 4}, {3, 1, 2, 2}}
    };
    for (BoxFormat format : BoxFormat.values()) {
      float[][] pair = pairs[format.ordinal()];
      assertEquals(0.75, of(iou, format, pair[0], pair[1]).losses()[0], format.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void alphaGiouOfNestedBoxesIsFiniteForEveryAlpha(Convention convention) {
    for (double alpha : new double[] {0.5, 1.5, 2.5}) {
      BoxLoss loss = builder("giou", convention).alpha(alpha).build();
      for (int i = 0; i < 100; i++) {
        float shift = 0.01f * i;
        float[] outer = {0.1f, 0.1f, 0.7f + shift, 0.9f};
        float[] nested = {0.1f + shift / 3, 0.2f, 0.5f + shift / 3, 0.3f};
        assertFinite(loss, nested, outer);
        assertFinite(loss, outer, nested);
      }
    }
  }
}
