package dev.jaccard.match;

import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.kernel.PairKernel;
import dev.jaccard.loss.BoxPair;
import dev.jaccard.lower.Program;
import dev.jaccard.lower.Repetition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A kernel of pairs and where its scalars are: the rows' boxes, their numbers, the loss's own. */
final class Rows {
  private static final int COORDINATES = 4;
  private static final Set<String> BOX = coordinates();

  private final PairKernel kernel;
  private final int rows;
  private final int[] coordinate;
  private final int[] number;
  private final int[] own;
  private final float[] ownValues;

  Rows(BoxLoss loss, BoxFormat format, PairProgram what) {
    Program program = what.lower(loss.toString(), loss.similarityForFixedPrediction(format));
    Set<String> varying = new HashSet<>(BOX);
    varying.add(PairProgram.ROW);
    this.kernel = new PairKernel(program, BoxPair.TARGET, varying, BOX);
    this.rows = kernel.rows();
    this.coordinate = new int[rows * COORDINATES];
    this.number = new int[rows];
    List<String> names = kernel.main().scalars();
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < COORDINATES; k++) {
        coordinate[row * COORDINATES + k] =
            names.indexOf(Repetition.scalar(BoxPair.PREDICTION + k, row));
      }
      number[row] = names.indexOf(Repetition.scalar(PairProgram.ROW, row));
    }
    List<String> parameters = names.stream().filter(loss.parameters()::containsKey).toList();
    this.own = parameters.stream().mapToInt(names::indexOf).toArray();
    this.ownValues = new float[own.length];
    for (int i = 0; i < own.length; i++) {
      ownValues[i] = loss.parameters().get(parameters.get(i)).floatValue();
    }
  }

  private static Set<String> coordinates() {
    Set<String> names = new HashSet<>();
    for (int k = 0; k < COORDINATES; k++) {
      names.add(BoxPair.PREDICTION + k);
    }
    return names;
  }

  PairKernel kernel() {
    return kernel;
  }

  /**
   * Sets the scalars of the rows that are computed at once, of which those beyond the end are the
   * last one once more.
   *
   * @return whether a coordinate has a sign
   */
  boolean set(float[] scalars, Boxes boxes, int first, int end) {
    int signs = 0;
    for (int r = 0; r < rows; r++) {
      int row = Math.min(first + r, end - 1);
      for (int k = 0; k < COORDINATES; k++) {
        float value = boxes.get(row, k);
        signs |= Float.floatToRawIntBits(value);
        int at = coordinate[r * COORDINATES + k];
        if (at >= 0) {
          scalars[at] = value;
        }
      }
      if (number[r] >= 0) {
        scalars[number[r]] = Float.intBitsToFloat(row);
      }
    }
    for (int i = 0; i < own.length; i++) {
      scalars[own[i]] = ownValues[i];
    }
    return signs < 0;
  }
}
