package dev.jaccard.yolo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class LetterboxTest {
  // image, network; then scale and padding as the letterbox functions of YOLOv5 and v8 compute them
  @ParameterizedTest
  @CsvSource({
    "1920, 1080, 640, 640, 0.33333334, 0, 140",
    "1280,  720, 640, 640, 0.5,        0, 140",
    " 810, 1080, 640, 640, 0.59259260, 80, 0",
    " 640,  640, 640, 640, 1,          0, 0",
    " 500,  375, 640, 640, 1.28,       0, 80",
    " 641,  480, 640, 640, 0.9984399, 0, 80",
    " 333,  500, 640, 640, 1.28,      107, 0",
    " 100,   99, 640, 640, 6.4,        0, 3"
  })
  void centeredPaddingIsSplitAndTheOddPixelIsAtTheEnd(
      int width, int height, int networkWidth, int networkHeight, float scale, float x, float y) {
    assertEquals(
        new Letterbox(width, height, networkWidth, networkHeight, scale, scale, x, y),
        Letterbox.centered(width, height, networkWidth, networkHeight));
    assertEquals(
        new Letterbox(width, height, networkWidth, networkHeight, scale, scale, 0, 0),
        Letterbox.topLeft(width, height, networkWidth, networkHeight));
  }

  @Test
  void smallImagesKeepTheirSizeWhereScalingUpIsNotAllowed() {
    assertEquals(
        new Letterbox(100, 51, 640, 640, 1, 1, 270, 294),
        Letterbox.centered(100, 51, 640, 640, false));
    assertEquals(
        new Letterbox(100, 51, 640, 640, 1, 1, 0, 0), Letterbox.topLeft(100, 51, 640, 640, false));
    assertEquals(
        Letterbox.centered(1280, 720, 640, 640), Letterbox.centered(1280, 720, 640, 640, false));
  }

  @Test
  void stretchedImagesHaveAScalePerAxis() {
    assertEquals(
        new Letterbox(1280, 320, 640, 640, 0.5f, 2, 0, 0),
        Letterbox.stretched(1280, 320, 640, 640));
  }

  @Test
  void undoIsTheInverse() {
    Letterbox box = Letterbox.centered(1920, 1080, 640, 640);
    for (float x = 0; x < 1920; x += 7) {
      assertEquals(x, box.undoX(x * box.scaleX() + box.padX()), 2e-3);
      assertEquals(x, box.undoY(x * box.scaleY() + box.padY()), 2e-3);
    }
  }

  static final List<Arguments> REFUSED =
      List.of(
          row("imageWidth is 0 but must be at least 1", () -> Letterbox.centered(0, 1, 1, 1)),
          row("imageHeight is -1 but must be at least 1", () -> Letterbox.topLeft(1, -1, 1, 1)),
          row("networkWidth is 0 but must be at least 1", () -> Letterbox.stretched(1, 1, 0, 1)),
          row(
              "scaleX is NaN but must be a finite number above 0",
              () -> new Letterbox(1, 1, 1, 1, Float.NaN, 1, 0, 0)),
          row(
              "scaleY is 0.0 but must be a finite number above 0",
              () -> new Letterbox(1, 1, 1, 1, 1, 0, 0, 0)),
          row(
              "padY is -1.0 but must be a finite number, 0 or above",
              () -> new Letterbox(1, 1, 1, 1, 1, 1, 0, -1)));

  private static Arguments row(String message, Executable call) {
    return Arguments.of(message, call);
  }

  @ParameterizedTest
  @FieldSource("REFUSED")
  void wrongSizesAreRefused(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
