package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.loss.Catalog;
import dev.jaccard.loss.CatalogEntry;
import dev.jaccard.loss.Convention;
import dev.jaccard.loss.Modifiers;
import dev.jaccard.loss.Parameter;
import dev.jaccard.reference.ReferenceLoss;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a loss can be built of, and what is refused. */
class BoxLossBuilderTest {
  private static String refused(Runnable build) {
    return assertThrows(IllegalArgumentException.class, build::run).getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "cious, ciou",
    "CIOU, ciou",
    "eio, eiou",
    "mpd-iou, mpdiou",
    "shape-iou, shape",
    "bound, bounded",
    "'', iou"
  })
  void anUnknownNameIsRefusedWithTheNearestOne(String name, String nearest) {
    String message = refused(() -> BoxLoss.of(name));
    assertStarts("there is no loss '%s'; did you mean '%s'?".formatted(name, nearest), message);
    for (String known : ReferenceLoss.names()) {
      assertTrue(message.contains(known), message);
    }
  }

  private static void assertStarts(String start, String message) {
    assertEquals(start, message.substring(0, Math.min(start.length(), message.length())));
  }

  @Test
  void theCatalogueHasTheLossesOfTheReference() {
    assertEquals(
        ReferenceLoss.names(), Catalog.entries().stream().map(CatalogEntry::name).toList());
    for (CatalogEntry entry : Catalog.entries()) {
      assertSame(entry, Catalog.entry(entry.name()));
      assertTrue(!entry.formula().isBlank() && !entry.paper().isBlank(), entry.name());
    }
  }

  @Test
  void anUnknownParameterIsRefusedWithTheNearestOne() {
    String message = refused(() -> BoxLoss.builder("siou").param("teta", 4));
    assertStarts("siou has no parameter 'teta'; did you mean 'theta'?", message);
    assertTrue(message.contains("theta, eps"), message);
    assertStarts(
        "iou has no parameter 'gamma'; did you mean 'form'?",
        refused(() -> BoxLoss.builder("iou").param("gamma", 4)));
  }

  static Stream<Arguments> parameters() {
    return Catalog.entries().stream()
        .flatMap(entry ->
            entry.parameters().stream().map(parameter -> Arguments.of(entry.name(), parameter)));
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void parametersOutOfTheirRangeAreRefused(String name, Parameter parameter) {
    String start = "parameter " + parameter.name() + " of " + name + " is ";
    for (double bad :
        new double[] {
          Double.NaN,
          Double.NEGATIVE_INFINITY,
          Double.POSITIVE_INFINITY,
          Math.nextDown(parameter.low()),
          Math.nextUp(parameter.high())
        }) {
      String message = refused(() -> BoxLoss.builder(name).param(parameter.name(), bad));
      assertTrue(message.startsWith(start) && message.contains(" but must be "), message);
    }
    if (parameter.whole()) {
      String message =
          refused(() -> BoxLoss.builder(name).param(parameter.name(), parameter.low() + 0.5));
      assertTrue(message.contains(" but must be a whole number in ["), message);
    }
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void theEndsOfARangeAreInIt(String name, Parameter parameter) {
    for (double value : new double[] {parameter.low(), parameter.high()}) {
      BoxLoss loss = withRequired(BoxLoss.builder(name)).param(parameter.name(), value).build();
      assertEquals(value, loss.parameters().get(parameter.name()));
    }
  }

  /** Sets what mpdiou cannot do without. */
  private static BoxLoss.Builder withRequired(BoxLoss.Builder builder) {
    for (String name : List.of("width", "height")) {
      try {
        builder.param(name, 640);
      } catch (IllegalArgumentException e) {
        return builder;
      }
    }
    return builder;
  }

  @Test
  void messagesOfParametersNameValueAndRange() {
    assertEquals(
        "parameter theta of siou is 0.25 but must be in [0.5, 100]",
        refused(() -> BoxLoss.builder("siou").param("theta", 0.25)));
    assertEquals(
        "parameter version of wiou is 4 but must be a whole number in [1, 3]",
        refused(() -> BoxLoss.builder("wiou").param("version", 4)));
    assertEquals(
        "parameter form of iou is 0.5 but must be a whole number in [0, 2]",
        refused(() -> BoxLoss.builder("iou").param("form", 0.5)));
  }

  @Test
  void aMissingParameterIsNamedAndExplained() {
    assertEquals(
        "mpdiou needs parameter width: W, the input image's width",
        refused(() -> BoxLoss.of("mpdiou")));
    assertEquals(
        "mpdiou needs parameter height: H, the input image's height",
        refused(() -> BoxLoss.builder("mpdiou").param("width", 640).build()));
  }

  @Test
  void parametersHaveTheirDefaults() {
    Map<String, Map<String, Double>> defaults =
        Map.of(
            "iou", Map.of("form", 0.0, "eps", 1e-16),
            "ciou", Map.of("gate", 0.0, "eps", 1e-16),
            "siou", Map.of("theta", 4.0, "eps", 1e-16),
            "shape", Map.of("s", 0.0, "eps", 1e-16),
            "piou2", Map.of("lambda", 1.3, "eps", 1e-16),
            "nwd", Map.of("k", 12.8, "eps", 1e-16),
            "bounded", Map.of("beta", 0.2, "eps", 1e-16),
            "wiou",
                Map.of(
                    "version", 1.0,
                    "mean", 1.0,
                    "momentum", 1 - Math.pow(0.5, 1.0 / 7000),
                    "gamma", 0.5,
                    "alpha", 1.9,
                    "delta", 3.0,
                    "eps", 1e-16));
    defaults.forEach((name, values) -> assertEquals(values, BoxLoss.of(name).parameters(), name));
    assertEquals(
        1e-7, BoxLoss.builder("ciou").convention(Convention.YOLO).build().parameters().get("eps"));
    assertEquals(
        1e-3,
        BoxLoss.builder("ciou")
            .param("eps", 1e-3)
            .convention(Convention.YOLO)
            .build()
            .parameters()
            .get("eps"),
        "the user's eps is kept");
  }

  private static Arguments row(String message, UnaryOperator<BoxLoss.Builder> modify) {
    return Arguments.of(message, modify);
  }

  static Stream<Arguments> badModifiers() {
    return Stream.of(
        row("alpha is 0.0 but must be a finite number above 0", b -> b.alpha(0)),
        row("alpha is -1.0 but must be a finite number above 0", b -> b.alpha(-1)),
        row("alpha is NaN but must be a finite number above 0", b -> b.alpha(Double.NaN)),
        row(
            "alpha is Infinity but must be a finite number above 0",
            b -> b.alpha(Double.POSITIVE_INFINITY)),
        row("inner is 0.49 but must be in [0.5, 1.5]", b -> b.inner(0.49)),
        row("inner is 1.51 but must be in [0.5, 1.5]", b -> b.inner(1.51)),
        row("inner is NaN but must be in [0.5, 1.5]", b -> b.inner(Double.NaN)),
        row("focal is -0.1 but must be a finite number, 0 or above", b -> b.focal(-0.1)),
        row("focal is NaN but must be a finite number, 0 or above", b -> b.focal(Double.NaN)),
        row("focaler d is -0.1 but must be in [0, 1)", b -> b.focaler(-0.1, 0.9)),
        row("focaler d is 1.0 but must be in [0, 1)", b -> b.focaler(1, 1)),
        row("focaler d is NaN but must be in [0, 1)", b -> b.focaler(Double.NaN, 1)),
        row("focaler u is 0.1 but must be above d and at most 1", b -> b.focaler(0.1, 0.1)),
        row("focaler u is 1.1 but must be above d and at most 1", b -> b.focaler(0.1, 1.1)),
        row("focaler u is NaN but must be above d and at most 1", b -> b.focaler(0.1, Double.NaN)));
  }

  @ParameterizedTest
  @MethodSource("badModifiers")
  void modifiersOutOfTheirRangeAreRefused(String message, UnaryOperator<BoxLoss.Builder> modify) {
    assertEquals(message, refused(() -> modify.apply(BoxLoss.builder("ciou"))));
  }

  static Stream<Arguments> modifiers() {
    return Stream.of(
        row("alpha 3.0", b -> b.alpha(3)),
        row("inner 0.75", b -> b.inner(0.75)),
        row("focaler 0.1,0.9", b -> b.focaler(0.1, 0.9)),
        row("focal 0.5", b -> b.focal(0.5)),
        row("alpha 2.0, focal 0.5", b -> b.focal(0.5).alpha(2)));
  }

  @ParameterizedTest
  @MethodSource("modifiers")
  void modifiersOfALossWithoutAnIouTermAreRefusedWhenItIsBuilt(
      String text, UnaryOperator<BoxLoss.Builder> modify) {
    for (String name : List.of("nwd", "bounded")) {
      BoxLoss.Builder builder = modify.apply(BoxLoss.builder(name));
      assertEquals(
          name + " has no IoU term that " + text + " could change", refused(builder::build));
    }
    for (CatalogEntry entry : Catalog.entries()) {
      if (!List.of("nwd", "bounded").contains(entry.name())) {
        BoxLoss loss = modify.apply(withRequired(BoxLoss.builder(entry.name()))).build();
        assertEquals(text, loss.modifiers().text());
        assertEquals(entry.name() + " (" + text + ")", loss.toString());
      }
    }
  }

  @Test
  void modifiersComposeInAnyOrder() {
    List<UnaryOperator<BoxLoss.Builder>> single =
        List.of(b -> b.alpha(3), b -> b.inner(0.75), b -> b.focaler(0.1, 0.9), b -> b.focal(0.5));
    for (int first = 0; first < single.size(); first++) {
      BoxLoss.Builder builder = BoxLoss.builder("ciou");
      for (int i = 0; i < single.size(); i++) {
        single.get((first + i) % single.size()).apply(builder);
      }
      assertEquals(
          new Modifiers(3, 0.75, true, 0.1, 0.9, 0.5),
          builder.build().modifiers(),
          "from " + first);
    }
  }

  @Test
  void modifiersThatChangeNothingAreNoModifiers() {
    BoxLoss loss = BoxLoss.builder("nwd").alpha(1).inner(1).focal(0).build();
    assertEquals("nwd", loss.toString());
  }
}
