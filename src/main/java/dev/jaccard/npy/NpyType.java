package dev.jaccard.npy;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The element types that are read and written, all of them little-endian. */
public enum NpyType {
  /** NumPy's {@code float32}. */
  FLOAT32("<f4", Float.BYTES),
  /** NumPy's {@code float64}. */
  FLOAT64("<f8", Double.BYTES),
  /** NumPy's {@code int64}. */
  INT64("<i8", Long.BYTES),
  /** NumPy's {@code int32}. */
  INT32("<i4", Integer.BYTES);

  private final String descriptor;
  private final int bytes;

  NpyType(String descriptor, int bytes) {
    this.descriptor = descriptor;
    this.bytes = bytes;
  }

  /**
   * NumPy's name of the type in a file's header.
   *
   * @return for example {@code <f4}
   */
  public String descriptor() {
    return descriptor;
  }

  /**
   * Whether the elements are whole numbers.
   *
   * @return false for floats
   */
  public boolean isInteger() {
    return this == INT64 || this == INT32;
  }

  /**
   * The size of an element.
   *
   * @return 4 or 8
   */
  public int bytes() {
    return bytes;
  }

  /** The types as a sentence lists them. */
  static String list() {
    return Arrays.stream(values()).map(NpyType::descriptor).collect(Collectors.joining(", "));
  }
}
