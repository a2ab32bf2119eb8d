package dev.jaccard.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The size of an image in pixels, spelled {@code 1920x1080}.
 *
 * @param width at least 1
 * @param height at least 1
 */
record Size(int width, int height) {
  /** Reads a size. */
  static final class Converter implements ITypeConverter<Size> {
    @Override
    public Size convert(String text) {
      if (!text.matches("[1-9][0-9]{0,5}x[1-9][0-9]{0,5}")) {
        throw new TypeConversionException("'" + text + "' is not a size such as 1920x1080");
      }
      String[] sides = text.split("x");
      return new Size(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    }
  }
}
