package dev.jaccard.match;

import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.kernel.PairKernel;
import dev.jaccard.loss.BoxPair;
import dev.jaccard.lower.Program;
import java.util.List;

/** A kernel of pairs and where its scalars are: the row's box, its number, the loss's own. */
final class Rows {
  private static final int COORDINATES = 4;

  private final PairKernel kernel;
  private final int[] coordinate = new int[COORDINATES];
  private final int number;
  private final int[] own;
  private final float[] ownValues;

  Rows(BoxLoss loss, BoxFormat format, PairProgram what) {
    Program program = what.lower(loss.toString(), loss.similarityForFixedPrediction(format));
    this.kernel = new PairKernel(program, BoxPair.TARGET);
    List<String> names = kernel.main().scalars();
    for (int k = 0; k < COORDINATES; k++) {
      coordinate[k] = names.indexOf(BoxPair.PREDICTION + k);
    }
    this.number = names.indexOf(PairProgram.ROW);
    List<String> parameters = names.stream().filter(loss.parameters()::containsKey).toList();
    this.own = parameters.stream().mapToInt(names::indexOf).toArray();
    this.ownValues = new float[own.length];
    for (int i = 0; i < own.length; i++) {
      ownValues[i] = loss.parameters().get(parameters.get(i)).floatValue();
    }
  }

  PairKernel kernel() {
    return kernel;
  }

  /** Sets the scalars of a row. */
  void set(float[] scalars, Boxes boxes, int row) {
    for (int k = 0; k < COORDINATES; k++) {
      if (coordinate[k] >= 0) {
        scalars[coordinate[k]] = boxes.get(row, k);
      }
    }
    if (number >= 0) {
      scalars[number] = Float.intBitsToFloat(row);
    }
    for (int i = 0; i < own.length; i++) {
      scalars[own[i]] = ownValues[i];
    }
  }
}
