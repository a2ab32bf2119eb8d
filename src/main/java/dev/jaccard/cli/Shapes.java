package dev.jaccard.cli;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Shapes of arrays in messages. */
final class Shapes {
  private Shapes() {}

  /** A shape as NumPy writes it. */
  static String text(long[] shape) {
    String dimensions =
        Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    return "(" + dimensions + (shape.length == 1 ? ",)" : ")");
  }
}
