package dev.jaccard.bench;

import dev.jaccard.Backend;
import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import dev.jaccard.npy.NpyFile;
import dev.jaccard.npy.NpyType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the suite's pairs, and what the double reference makes of them, as .npy files for peers
 * outside the JVM: see {@code jmh/python/peers.py}.
 */
public final class PeerInputs {
  private static final int COORDINATES = 4;

  /** The sizes at which such peers measure. */
  private static final List<Integer> SIZES = List.of(8192, 1 << 20);

  /** So many pairs are compared with the reference. */
  private static final int COMPARED = 8192;

  private PeerInputs() {}

  /**
   * Writes the files.
   *
   * @param arguments the folder
   * @throws IOException if a file cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    for (int size : SIZES) {
      Pairs pairs = new Pairs(size);
      write(folder.resolve("prediction-" + size + ".npy"), rows(pairs.prediction));
      write(folder.resolve("target-" + size + ".npy"), rows(pairs.target));
    }
    Pairs pairs = new Pairs(COMPARED);
    double[] p = doubles(rows(pairs.prediction));
    double[] t = doubles(rows(pairs.target));
    for (String loss : SuitePlan.losses()) {
      double[] losses = new double[COMPARED];
      double[] gradient = new double[p.length];
      Losses.build(loss, Backend.REFERENCE)
          .reference()
          .lossesAndGradients(BoxFormat.XYXY, COMPARED, p, t, losses, gradient, null);
      NpyFile.write(
          folder.resolve(loss + "-loss.npy"),
          new long[] {COMPARED},
          MemorySegment.ofArray(losses),
          NpyType.FLOAT64);
      NpyFile.write(
          folder.resolve(loss + "-gradient.npy"),
          new long[] {COMPARED, COORDINATES},
          MemorySegment.ofArray(gradient),
          NpyType.FLOAT64);
    }
    System.out.println("inputs and references: " + folder);
  }

  private static void write(Path file, float[] rows) throws IOException {
    NpyFile.write(
        file,
        new long[] {rows.length / COORDINATES, COORDINATES},
        MemorySegment.ofArray(rows),
        NpyType.FLOAT32);
  }

  private static float[] rows(Boxes boxes) {
    float[] rows = new float[boxes.count() * COORDINATES];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = boxes.get(i / COORDINATES, i % COORDINATES);
    }
    return rows;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
