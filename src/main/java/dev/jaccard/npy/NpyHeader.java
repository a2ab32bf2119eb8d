package dev.jaccard.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What stands before the elements: magic, version, length, and a Python dictionary. */
record NpyHeader(NpyType dtype, long[] shape) {

  /** Magic, version, and the four bytes of length that versions 2.0 and 3.0 have. */
  static final int PREFIX_BYTES = 12;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int SHORT_PREFIX_BYTES = 10;
  private static final int ALIGNMENT = 64;

  /** NumPy leaves room for the first dimension to grow to this many digits in place. */
  private static final int GROWTH_DIGITS = 21;

  /** NumPy's own limit. */
  private static final int MAX_DIMENSIONS = 64;

  /**
   * Where the dictionary stands in a file.
   *
   * @param offset of its first byte
   * @param bytes its length
   */
  record Location(int offset, long bytes) {}

  /** Reads what precedes the dictionary; the buffer holds the file's start, at its position. */
  static Location locate(Path path, ByteBuffer prefix) throws NpyException {
    ByteBuffer start = prefix.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (start.remaining() >= 2 && start.get(0) == 'P' && start.get(1) == 'K') {
      throw new NpyException(path, "is a zip archive such as .npz, not a .npy file: unpack it");
    }
    if (start.remaining() < MAGIC.length
        || !start.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      throw new NpyException(path, "is not a .npy file: it does not start with \\x93NUMPY");
    }
    if (start.remaining() < PREFIX_BYTES) {
      throw new NpyException(path, "is truncated: it ends inside its header");
    }
    int major = Byte.toUnsignedInt(start.get(6));
    int minor = Byte.toUnsignedInt(start.get(7));
    if (major < 1 || major > 3 || minor != 0) {
      throw new NpyException(
          path,
          "is a .npy file of version %d.%d but must be 1.0, 2.0 or 3.0".formatted(major, minor));
    }
    return major == 1
        ? new Location(SHORT_PREFIX_BYTES, Short.toUnsignedLong(start.getShort(8)))
        : new Location(PREFIX_BYTES, Integer.toUnsignedLong(start.getInt(8)));
  }

  /** Everything before the elements, exactly as NumPy writes it. */
  ByteBuffer encode() {
    String dimensions =
        Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    StringBuilder text =
        new StringBuilder("{'descr': '")
            .append(dtype.descriptor())
            .append("', 'fortran_order': False, 'shape': (")
            .append(dimensions)
            .append(shape.length == 1 ? ",), }" : "), }");
    if (shape.length > 0) {
      text.repeat(' ', Math.max(0, GROWTH_DIGITS - Long.toString(shape[0]).length()));
    }
    int unpadded = SHORT_PREFIX_BYTES + text.length() + 1;
    text.repeat(' ', Math.ceilDiv(unpadded, ALIGNMENT) * ALIGNMENT - unpadded).append('\n');
    ByteBuffer bytes =
        ByteBuffer.allocate(SHORT_PREFIX_BYTES + text.length()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) text.length());
    return bytes.put(text.toString().getBytes(StandardCharsets.US_ASCII)).flip();
  }

  /** The bytes of all elements, or -1 where that is more than a long. */
  long dataBytes() {
    long bytes = dtype.bytes();
    for (long dimension : shape) {
      if (Math.multiplyHigh(bytes, dimension) != 0 || bytes * dimension < 0) {
        return -1;
      }
      bytes *= dimension;
    }
    return bytes;
  }

  static void requireShape(long[] shape) {
    if (shape.length > MAX_DIMENSIONS) {
      throw new IllegalArgumentException(
          "shape has " + shape.length + " dimensions but may have at most " + MAX_DIMENSIONS);
    }
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException(
            "shape is " + Arrays.toString(shape) + " but each dimension must be at least 0");
      }
    }
  }
}
