package dev.jaccard.cli;

import dev.jaccard.npy.NpyArray;
import dev.jaccard.npy.NpyFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The arrays that a loss is computed of, checked: they have one number of boxes and the types that
 * can be computed with.
 *
 * @param count the number of pairs
 * @param prediction the predictions
 * @param target the targets
 * @param weights a weight for each pair, or null
 */
record LossInputs(int count, NpyArray prediction, NpyArray target, NpyArray weights) {
  private static final int COORDINATES = 4;

  /** What the most boxes take as floats, and a header; more is not read into memory to say so. */
  private static final long MOST_BYTES =
      (long) COORDINATES * Float.BYTES * Integer.MAX_VALUE + (1 << 20);

  /**
   * Reads the arrays.
   *
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if an array is not as it must be
   */
  static LossInputs read(LossFiles files, Arena arena) throws IOException {
    NpyArray prediction = array(files.prediction(), arena);
    int count = boxes(files.prediction(), prediction, files.layout());
    NpyArray target = array(files.target(), arena);
    int targets = boxes(files.target(), target, files.layout());
    if (targets != count) {
      throw new IllegalArgumentException(
          "%s has %d boxes but must have %d like %s"
              .formatted(files.target(), targets, count, files.prediction()));
    }
    NpyArray weights = null;
    if (files.weights() != null) {
      weights = array(files.weights(), arena);
      InputArrays.requireFloats(files.weights(), weights);
      InputArrays.requireShape(files.weights(), weights, ", a weight for each pair", count);
    }
    return new LossInputs(count, prediction, target, weights);
  }

  /** Reads an array that is not larger than any boxes can be. */
  static NpyArray array(Path file, Arena arena) throws IOException {
    if (Files.isRegularFile(file) && Files.size(file) > MOST_BYTES) {
      throw new IllegalArgumentException(
          "%s has %d bytes but may have at most %d, as %d boxes of floats have"
              .formatted(file, Files.size(file), MOST_BYTES, Integer.MAX_VALUE));
    }
    return NpyFile.read(file, arena);
  }

  /** The number of boxes in an array. */
  static int boxes(Path file, NpyArray array, Layout layout) {
    InputArrays.requireFloats(file, array);
    long[] shape = array.shape();
    int boxDimension = layout == Layout.ROWS ? 0 : 1;
    if (shape.length != 2 || shape[1 - boxDimension] != COORDINATES) {
      boolean turned = shape.length == 2 && shape[boxDimension] == COORDINATES;
      Layout other = layout == Layout.ROWS ? Layout.PLANES : Layout.ROWS;
      throw new IllegalArgumentException(
          "%s has shape %s but must have %s%s"
              .formatted(
                  file,
                  Shapes.text(shape),
                  layout == Layout.ROWS ? "(n, 4)" : "(4, n)",
                  turned ? ", unless --layout " + NamedValues.name(other) + " is given" : ""));
    }
    if (shape[boxDimension] > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s has %d boxes but may have at most %d"
              .formatted(file, shape[boxDimension], Integer.MAX_VALUE));
    }
    return (int) shape[boxDimension];
  }
}
