package dev.jaccard.golden;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A NumPy array as the golden files hold it: version 1.0, little endian, C order, float32, float64
 * or int64; every element as a double.
 *
 * @param shape the extents
 * @param values all elements in C order
 */
public record Npy(int[] shape, double[] values) {

  private static final Pattern DESCRIPTION = Pattern.compile("'descr': '(<[fi][48])'");
  private static final Pattern SHAPE = Pattern.compile("'shape': \\(([0-9, ]*)\\)");

  /**
   * Reads a file.
   *
   * @param file the file
   * @return the array
   * @throws IOException when it cannot be read or is another kind of array
   */
  public static Npy read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int dataOffset = 10 + bytes.getChar(8);
    String header = new String(bytes.array(), 10, dataOffset - 10, StandardCharsets.US_ASCII);
    Matcher description = DESCRIPTION.matcher(header);
    Matcher extents = SHAPE.matcher(header);
    if (!description.find() || !extents.find() || !header.contains("'fortran_order': False")) {
      throw new IOException(file + " has a header that this reader does not know: " + header);
    }
    int[] shape =
        Arrays.stream(extents.group(1).split(","))
            .map(String::strip)
            .filter(extent -> !extent.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    double[] values = new double[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    bytes.position(dataOffset);
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (description.group(1)) {
            case "<f4" -> bytes.getFloat();
            case "<f8" -> bytes.getDouble();
            case "<i8" -> bytes.getLong();
            default -> throw new IOException(file + " holds " + description.group(1));
          };
    }
    return new Npy(shape, values);
  }
}
