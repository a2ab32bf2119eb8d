package dev.jaccard.cli;

import dev.jaccard.golden.Npy;
import dev.jaccard.npy.NpyException;
import dev.jaccard.npy.NpyFile;
import dev.jaccard.npy.NpyType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Random;

/** Pairs of boxes for the tests of {@code jaccard loss}, in memory and in files of a folder. */
final class LossSamples {
  final int count;

  /** Corners, box after box. */
  final float[] prediction;

  final float[] target;
  final float[] weights;

  /** Pairs that overlap more or less. */
  LossSamples(int count, long seed) {
    Random random = new Random(seed);
    this.count = count;
    prediction = new float[4 * count];
    target = new float[4 * count];
    weights = new float[count];
    for (int i = 0; i < count; i++) {
      for (int axis = 0; axis < 2; axis++) {
        float low = 100 * random.nextFloat();
        float size = 5 + 50 * random.nextFloat();
        prediction[4 * i + axis] = low;
        prediction[4 * i + axis + 2] = low + size;
        target[4 * i + axis] = low + size * (random.nextFloat() - 0.5f);
        target[4 * i + axis + 2] = low + size * (0.75f + random.nextFloat());
      }
      weights[i] = random.nextFloat();
    }
  }

  /** Writes an array of floats. */
  static Path write(Path file, float[] values, long... shape) throws NpyException {
    NpyFile.write(file, shape, MemorySegment.ofArray(values), NpyType.FLOAT32);
    return file;
  }

  /** Writes an array of doubles. */
  static Path write(Path file, double[] values, long... shape) throws NpyException {
    NpyFile.write(file, shape, MemorySegment.ofArray(values), NpyType.FLOAT64);
    return file;
  }

  /** Writes prediction, target and weights as P.npy, T.npy and W.npy. */
  LossSamples writeTo(Path folder) throws NpyException {
    write(folder.resolve("P.npy"), prediction, count, 4);
    write(folder.resolve("T.npy"), target, count, 4);
    write(folder.resolve("W.npy"), weights, count);
    return this;
  }

  /** The same numbers, coordinate after coordinate. */
  static float[] planes(float[] rows) {
    int count = rows.length / 4;
    float[] planes = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      planes[i % 4 * count + i / 4] = rows[i];
    }
    return planes;
  }

  /** The same numbers in double. */
  static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  /** The numbers of a file. */
  static double[] read(Path file) throws IOException {
    return Npy.read(file).values();
  }
}
