package dev.jaccard.reference;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.BoxFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the builder refuses, and in which words. */
class ReferenceLossBuilderTest {

  @Test
  void theCatalogueHasThirteenLosses() {
    assertEquals(
        List.of(
            "iou", "giou", "diou", "ciou", "eiou", "siou", "wiou", "mpdiou", "shape", "piou",
            "piou2", "nwd", "bounded"),
        ReferenceLoss.names());
  }

  @Test
  void anUnknownLossIsNamedWithTheKnownOnes() {
    assertRefused(() -> ReferenceLoss.builder("cious"), "cious", "giou", "bounded");
  }

  @Test
  void anUnknownParameterIsNamedWithTheKnownOnes() {
    assertRefused(() -> ReferenceLoss.builder("siou").param("tetha", 4), "tetha", "theta", "eps");
  }

  @ParameterizedTest
  @CsvSource({
    "iou, form, 3",
    "iou, form, 0.5",
    "ciou, gate, 2",
    "siou, theta, 0",
    "wiou, version, 4",
    "wiou, mean, 0",
    "wiou, momentum, 1.5",
    "wiou, gamma, -1",
    "wiou, alpha, 0",
    "wiou, delta, 0",
    "mpdiou, width, 0",
    "mpdiou, height, -1",
    "shape, s, -0.5",
    "piou2, lambda, 0",
    "nwd, k, 0",
    "bounded, beta, 0",
    "giou, eps, 1e-19",
    "giou, eps, 2",
    "giou, eps, NaN",
    "shape, s, Infinity"
  })
  void aParameterOutOfRangeIsNamedWithItsValue(String loss, String key, double value) {
    assertRefused(
        () -> ReferenceLoss.builder(loss).param(key, value), key, String.valueOf(value), "must be");
  }

  @Test
  void aModifierOutOfRangeIsNamedWithItsValue() {
    ReferenceLoss.Builder builder = ReferenceLoss.builder("ciou");
    assertRefused(() -> builder.alpha(0), "alpha", "0.0", "above 0");
    assertRefused(() -> builder.alpha(Double.NaN), "alpha", "NaN");
    assertRefused(() -> builder.inner(0.4), "inner", "0.4", "0.5 to 1.5");
    assertRefused(() -> builder.inner(1.6), "inner", "1.6");
    assertRefused(() -> builder.focaler(-0.1, 0.5), "focaler d", "-0.1");
    assertRefused(() -> builder.focaler(0.5, 0.5), "focaler d", "below u");
    assertRefused(() -> builder.focaler(0.5, 1.1), "focaler u", "1.1");
    assertRefused(() -> builder.focal(-0.5), "focal", "-0.5");
  }

  @Test
  void mpdiouNeedsTheSizeOfTheImage() {
    assertRefused(() -> ReferenceLoss.builder("mpdiou").build(), "mpdiou", "width");
    assertRefused(
        () -> ReferenceLoss.builder("mpdiou").param("width", 640).build(), "mpdiou", "height");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nwd", "bounded"})
  void modifiersOfTheIouAreRefusedWhereThereIsNone(String name) {
    assertRefused(() -> ReferenceLoss.builder(name).alpha(2).build(), "alpha", name, "IoU");
    assertRefused(() -> ReferenceLoss.builder(name).inner(0.7).build(), "inner", name, "IoU");
    assertRefused(
        () -> ReferenceLoss.builder(name).focaler(0, 0.95).build(), "focaler", name, "IoU");
    assertRefused(() -> ReferenceLoss.builder(name).focal(0.5).build(), "focal", name, "IoU");
    assertDoesNotThrow(() -> ReferenceLoss.builder(name).alpha(1).build());
  }

  @Test
  void aLossKeepsItsSettingsWhenTheBuilderGoesOn() {
    ReferenceLoss.Builder builder = ReferenceLoss.builder("nwd");
    ReferenceLoss first = builder.build();
    builder.param("k", 100);
    double[] box = {0, 0, 10, 10};
    double[] other = {5, 5, 20, 20};
    assertEquals(
        ReferenceLoss.builder("nwd").build().loss(BoxFormat.XYXY, box, other),
        first.loss(BoxFormat.XYXY, box, other));
  }

  @Test
  void shortArraysAreNamedWithTheirLength() {
    ReferenceLoss loss = ReferenceLoss.builder("iou").build();
    double[] four = new double[4];
    double[] three = new double[3];
    assertRefused(() -> loss.loss(BoxFormat.XYXY, three, four), "prediction", "3", "4");
    assertRefused(() -> loss.loss(BoxFormat.XYXY, four, three), "target", "3", "4");
    assertRefused(
        () -> loss.lossAndGradient(BoxFormat.XYXY, four, four, three, null), "gradient", "3", "4");
    assertRefused(
        () -> loss.lossesAndGradients(BoxFormat.XYXY, 2, four, four, null, null, null),
        "predictions",
        "4",
        "8");
    assertThrows(NullPointerException.class, () -> loss.loss(null, four, four));
    assertThrows(NullPointerException.class, () -> loss.loss(BoxFormat.XYXY, null, four));
    loss.lossesAndGradients(
        BoxFormat.XYXY, 0, new double[0], new double[0], new double[0], null, null);
  }

  private static void assertRefused(Executable call, String... words) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), () -> "'" + message + "' lacks '" + word + "'");
    }
    assertTrue(message.endsWith("."), message);
  }
}
