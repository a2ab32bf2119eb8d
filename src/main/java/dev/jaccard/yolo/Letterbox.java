package dev.jaccard.yolo;

/**
 * How an image was fitted into a network's input: resized, then padded. {@link Decoder} undoes it.
 *
 * <p>A point of the image is {@code network = image · scale + pad}, along each axis.
 *
 * @param imageWidth the image's width in pixels
 * @param imageHeight the image's height in pixels
 * @param networkWidth the input's width in pixels
 * @param networkHeight the input's height in pixels
 * @param scaleX pixels of the input for one of the image, above 0
 * @param scaleY the same, downwards
 * @param padX pixels of padding at the left, at least 0
 * @param padY pixels of padding at the top, at least 0
 */
public record Letterbox(
    int imageWidth,
    int imageHeight,
    int networkWidth,
    int networkHeight,
    float scaleX,
    float scaleY,
    float padX,
    float padY) {

  /** Checks the sizes, the scales and the padding. */
  public Letterbox {
    requireSize("imageWidth", imageWidth);
    requireSize("imageHeight", imageHeight);
    requireSize("networkWidth", networkWidth);
    requireSize("networkHeight", networkHeight);
    requireScale("scaleX", scaleX);
    requireScale("scaleY", scaleY);
    requirePad("padX", padX);
    requirePad("padY", padY);
  }

  private static void requireSize(String name, int size) {
    if (size < 1) {
      throw new IllegalArgumentException(name + " is " + size + " but must be at least 1");
    }
  }

  private static void requireScale(String name, float scale) {
    if (!(scale > 0 && scale < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name + " is " + scale + " but must be a finite number above 0");
    }
  }

  private static void requirePad(String name, float pad) {
    if (!(pad >= 0 && pad < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name + " is " + pad + " but must be a finite number, 0 or above");
    }
  }

  /**
   * The usual way: the image is resized with its aspect kept until it fills the input one way, and
   * padded equally on both sides the other way, the odd pixel at the right or bottom. The numbers
   * are those of the {@code letterbox} functions of YOLOv5 to v12.
   *
   * @param imageWidth the image's width in pixels
   * @param imageHeight the image's height in pixels
   * @param networkWidth the input's width in pixels
   * @param networkHeight the input's height in pixels
   * @return how the image was fitted
   */
  public static Letterbox centered(
      int imageWidth, int imageHeight, int networkWidth, int networkHeight) {
    return centered(imageWidth, imageHeight, networkWidth, networkHeight, true);
  }

  /**
   * As {@link #centered(int, int, int, int)}, but smaller images may keep their size.
   *
   * @param imageWidth the image's width in pixels
   * @param imageHeight the image's height in pixels
   * @param networkWidth the input's width in pixels
   * @param networkHeight the input's height in pixels
   * @param scaleUp whether an image smaller than the input is enlarged
   * @return how the image was fitted
   */
  public static Letterbox centered(
      int imageWidth, int imageHeight, int networkWidth, int networkHeight, boolean scaleUp) {
    double scale = scale(imageWidth, imageHeight, networkWidth, networkHeight, scaleUp);
    return new Letterbox(
        imageWidth,
        imageHeight,
        networkWidth,
        networkHeight,
        (float) scale,
        (float) scale,
        half(networkWidth - resized(imageWidth, scale)),
        half(networkHeight - resized(imageHeight, scale)));
  }

  /**
   * As {@link #centered(int, int, int, int)}, but all padding is at the right or bottom, as YOLOX
   * does it.
   *
   * @param imageWidth the image's width in pixels
   * @param imageHeight the image's height in pixels
   * @param networkWidth the input's width in pixels
   * @param networkHeight the input's height in pixels
   * @return how the image was fitted
   */
  public static Letterbox topLeft(
      int imageWidth, int imageHeight, int networkWidth, int networkHeight) {
    return topLeft(imageWidth, imageHeight, networkWidth, networkHeight, true);
  }

  /**
   * As {@link #topLeft(int, int, int, int)}, but smaller images may keep their size.
   *
   * @param imageWidth the image's width in pixels
   * @param imageHeight the image's height in pixels
   * @param networkWidth the input's width in pixels
   * @param networkHeight the input's height in pixels
   * @param scaleUp whether an image smaller than the input is enlarged
   * @return how the image was fitted
   */
  public static Letterbox topLeft(
      int imageWidth, int imageHeight, int networkWidth, int networkHeight, boolean scaleUp) {
    float scale = (float) scale(imageWidth, imageHeight, networkWidth, networkHeight, scaleUp);
    return new Letterbox(imageWidth, imageHeight, networkWidth, networkHeight, scale, scale, 0, 0);
  }

  /**
   * The image is resized to the input's size without padding; its aspect may change.
   *
   * @param imageWidth the image's width in pixels
   * @param imageHeight the image's height in pixels
   * @param networkWidth the input's width in pixels
   * @param networkHeight the input's height in pixels
   * @return how the image was fitted
   */
  public static Letterbox stretched(
      int imageWidth, int imageHeight, int networkWidth, int networkHeight) {
    requireSize("imageWidth", imageWidth);
    requireSize("imageHeight", imageHeight);
    return new Letterbox(
        imageWidth,
        imageHeight,
        networkWidth,
        networkHeight,
        (float) ((double) networkWidth / imageWidth),
        (float) ((double) networkHeight / imageHeight),
        0,
        0);
  }

  private static double scale(
      int imageWidth, int imageHeight, int networkWidth, int networkHeight, boolean scaleUp) {
    requireSize("imageWidth", imageWidth);
    requireSize("imageHeight", imageHeight);
    double fit = Math.min((double) networkWidth / imageWidth, (double) networkHeight / imageHeight);
    return scaleUp ? fit : Math.min(1, fit);
  }

  /** Rounded half to even, as Python's round does. */
  private static int resized(int size, double scale) {
    return (int) Math.rint(size * scale);
  }

  private static float half(int padding) {
    return Math.floorDiv(padding, 2);
  }

  /**
   * From the input to the image, not clipped.
   *
   * @param x pixels from the input's left side
   * @return pixels from the image's left side
   */
  public float undoX(float x) {
    return (x - padX) / scaleX;
  }

  /**
   * From the input to the image, not clipped.
   *
   * @param y pixels from the input's top
   * @return pixels from the image's top
   */
  public float undoY(float y) {
    return (y - padY) / scaleY;
  }

  /** From the input to the nearest point of the image. */
  float clippedX(float x) {
    return Math.clamp(undoX(x), 0, imageWidth);
  }

  /** From the input to the nearest point of the image. */
  float clippedY(float y) {
    return Math.clamp(undoY(y), 0, imageHeight);
  }
}
