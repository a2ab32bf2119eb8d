package dev.jaccard.cli;

import dev.jaccard.yolo.Detections;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** An image that detections are drawn on, in a colour per class. */
final class BoxPainter {
  /** Neighbouring classes are a golden section of the circle of hues apart. */
  private static final float HUE_STEP = 0.618034f;

  /** The side of an image for each pixel of a line's width. */
  private static final float SIDE_PER_PIXEL = 300;

  private static final float THINNEST = 2;

  private final BufferedImage image;

  private BoxPainter(BufferedImage image) {
    this.image = image;
  }

  /**
   * Reads an image.
   *
   * @throws IOException if there is none that can be read
   */
  static BoxPainter read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " does not exist, or is not a file");
    }
    BufferedImage read = ImageIO.read(file.toFile());
    if (read == null) {
      throw new IOException(file + " is not an image of a known format (PNG, JPEG, BMP, GIF)");
    }
    BufferedImage copy =
        new BufferedImage(read.getWidth(), read.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = copy.createGraphics();
    graphics.drawImage(read, 0, 0, null);
    graphics.dispose();
    return new BoxPainter(copy);
  }

  Size size() {
    return new Size(image.getWidth(), image.getHeight());
  }

  static Color color(int label) {
    return Color.getHSBColor(label * HUE_STEP, 1, 1);
  }

  /** Draws all boxes, the best one last. */
  void draw(Detections detections) {
    Graphics2D graphics = image.createGraphics();
    float side = Math.max(image.getWidth(), image.getHeight());
    graphics.setStroke(new BasicStroke(Math.max(THINNEST, side / SIDE_PER_PIXEL)));
    for (int i = detections.count() - 1; i >= 0; i--) {
      float x = detections.corner(i, 0);
      float y = detections.corner(i, 1);
      graphics.setColor(color(detections.classOf(i)));
      graphics.draw(
          new Rectangle2D.Float(x, y, detections.corner(i, 2) - x, detections.corner(i, 3) - y));
    }
    graphics.dispose();
  }

  /** The image as a PNG file. */
  byte[] toPng() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
