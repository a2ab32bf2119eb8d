package dev.jaccard.cli;

import dev.jaccard.npy.NpyArray;
import dev.jaccard.npy.NpyFile;
import dev.jaccard.npy.NpyType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Arrays of files, checked: messages name the file, what it has and what it must have. */
final class InputArrays {
  private InputArrays() {}

  /** Reads an array of floats. */
  static NpyArray floats(Path file, Arena arena) throws IOException {
    NpyArray array = NpyFile.read(file, arena);
    requireFloats(file, array);
    return array;
  }

  /** Fails where an array holds whole numbers. */
  static void requireFloats(Path file, NpyArray array) {
    if (array.dtype().isInteger()) {
      throw wrongType(file, array, NpyType.FLOAT32, NpyType.FLOAT64);
    }
  }

  /** The whole numbers of an array as ints. */
  static MemorySegment ints(Path file, NpyArray array, Arena arena) {
    if (!array.dtype().isInteger()) {
      throw wrongType(file, array, NpyType.INT64, NpyType.INT32);
    }
    try {
      return array.toInt32(arena);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          file + " has a class that is no int, but all must be from -2^31 to 2^31-1", e);
    }
  }

  private static IllegalArgumentException wrongType(Path file, NpyArray array, NpyType... allowed) {
    return new IllegalArgumentException(
        "%s has dtype %s but must have %s"
            .formatted(
                file,
                array.dtype().descriptor(),
                Stream.of(allowed).map(NpyType::descriptor).collect(Collectors.joining(" or "))));
  }

  /**
   * Fails unless an array has a shape.
   *
   * @param why what follows the shape in the message
   */
  static void requireShape(Path file, NpyArray array, String why, long... shape) {
    if (!Arrays.equals(array.shape(), shape)) {
      throw new IllegalArgumentException(
          "%s has shape %s but must have %s%s"
              .formatted(file, Shapes.text(array.shape()), Shapes.text(shape), why));
    }
  }
}
