package dev.jaccard.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
  @ParameterizedTest
  @CsvSource({
    "coiu, ciou",
    "iuo, iou",
    "GIOU, giou",
    "siuo, siou",
    "wise, wiou",
    "mpdio, mpdiou",
    "shap, shape"
  })
  void theNearestNameIsTheOneThatWasMeant(String given, String meant) {
    assertEquals(
        meant, Names.nearest(given, Catalog.entries().stream().map(CatalogEntry::name).toList()));
  }
}
