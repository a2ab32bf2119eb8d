package dev.jaccard.experiment;

import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.lower.Program;
import java.util.Set;

/**
 * What a protocol does with a loss: the program of a step and the step's scalars.
 *
 * @param protocol the protocol
 * @param steps how many steps there are
 */
record Descent(Protocol protocol, int steps) {
  /** The names of the scalars that change from step to step. */
  static final Set<String> SCALARS = Set.of(StepProgram.RATE, StepProgram.SECOND_CORRECTION);

  private static final double ADAM_RATE = 0.01;

  /** The program of a step; its first output is what the protocol measures. */
  Program program(String name, BoxLoss loss, BoxFormat format) {
    return switch (protocol) {
      case DIOU -> StepProgram.descent(name, loss, format);
      case WIOU -> StepProgram.adam(name, loss, format);
    };
  }

  /**
   * Whether a step measures the boxes as they were before it. Then one more step is taken, for what
   * it measures.
   */
  boolean measuresBefore() {
    return protocol == Protocol.WIOU;
  }

  /** The steps that are computed. */
  int computedSteps() {
    return measuresBefore() ? steps + 1 : steps;
  }

  /** Whether what is measured of all cases is their mean; else it is their sum. */
  boolean measuresMean() {
    return protocol == Protocol.WIOU;
  }

  /** The value of a scalar at a step, which is 1 for the first. */
  float scalar(String name, int step) {
    return switch (protocol) {
      case DIOU -> (float) LearningRate.of(step, steps);
      case WIOU ->
          (float)
              (name.equals(StepProgram.RATE)
                  ? ADAM_RATE / (1 - Math.pow(StepProgram.ADAM_FIRST, step))
                  : 1 / (1 - Math.pow(StepProgram.ADAM_SECOND, step)));
    };
  }
}
