package dev.jaccard.experiment;

import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.reference.ReferenceLoss;
import java.lang.foreign.Arena;

/**
 * The experiment written down plainly: one box after the other, in double, with the gradients of
 * the reference. It shares the cases with the fast one, which begin as floats, and nothing else.
 */
final class PlainExperiment {
  private static final int COORDINATES = 4;

  private final Protocol protocol;
  private final BoxFormat format;
  private final ReferenceLoss loss;
  private final int steps;

  private PlainExperiment(Protocol protocol, BoxFormat format, ReferenceLoss loss, int steps) {
    this.protocol = protocol;
    this.format = format;
    this.loss = loss;
    this.steps = steps;
  }

  /** The errors before the first step and after each, as the protocol defines them. */
  static double[] errors(
      Protocol protocol, Coordinates coordinates, BoxLoss loss, int steps, int points, long seed) {
    PlainExperiment plain =
        new PlainExperiment(protocol, coordinates.format(), reference(loss), steps);
    double[] errors = new double[steps + 1];
    Cases cases = Cases.of(protocol, points, seed);
    long count = 0;
    try (Arena arena = Arena.ofConfined()) {
      Boxes starts = cases.starts(coordinates, arena);
      for (float[] target : cases.targets(coordinates)) {
        for (int i = 0; i < starts.count(); i++) {
          double[] box = new double[COORDINATES];
          for (int k = 0; k < COORDINATES; k++) {
            box[k] = starts.get(i, k);
          }
          plain.run(box, doubles(target), errors);
          count++;
        }
      }
    }
    for (int i = 0; i <= steps && protocol == Protocol.WIOU; i++) {
      errors[i] /= count;
    }
    return errors;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  /** The reference of a loss of the catalogue. */
  private static ReferenceLoss reference(BoxLoss loss) {
    ReferenceLoss.Builder builder = ReferenceLoss.builder(loss.name());
    loss.parameters().forEach(builder::param);
    if (loss.modifiers().alpha() != 1) {
      builder.alpha(loss.modifiers().alpha());
    }
    if (loss.modifiers().inner() != 1) {
      builder.inner(loss.modifiers().inner());
    }
    if (loss.modifiers().focaler()) {
      builder.focaler(loss.modifiers().focalerLow(), loss.modifiers().focalerHigh());
    }
    if (loss.modifiers().focal() != 0) {
      builder.focal(loss.modifiers().focal());
    }
    return builder.build();
  }

  private void run(double[] box, double[] target, double[] errors) {
    double[] gradient = new double[COORDINATES];
    double[] first = new double[COORDINATES];
    double[] second = new double[COORDINATES];
    errors[0] += error(box, target);
    for (int step = 1; step <= steps; step++) {
      double iou = 1 - loss.iouLoss(format, box, target);
      loss.lossAndGradient(format, box, target, gradient, null);
      for (int k = 0; k < COORDINATES; k++) {
        if (protocol == Protocol.DIOU) {
          box[k] -= rate(step) * (2 - iou) * gradient[k];
        } else {
          first[k] = 0.9 * first[k] + 0.1 * gradient[k];
          second[k] = 0.999 * second[k] + 0.001 * gradient[k] * gradient[k];
          double mean = first[k] / (1 - Math.pow(0.9, step));
          double square = second[k] / (1 - Math.pow(0.999, step));
          box[k] -= 0.01 * mean / (Math.sqrt(square) + 1e-8);
        }
      }
      errors[step] += error(box, target);
    }
  }

  private double rate(int step) {
    return step <= 0.8 * steps ? 0.1 : step <= 0.9 * steps ? 0.01 : 0.001;
  }

  private double error(double[] box, double[] target) {
    if (protocol == Protocol.WIOU) {
      return loss.iouLoss(format, box, target);
    }
    double error = 0;
    for (int axis = 0; axis < 2; axis++) {
      double first = target[axis] - box[axis];
      double second = target[axis + 2] - box[axis + 2];
      error +=
          format == BoxFormat.CXCYWH
              ? Math.abs(first) + Math.abs(second)
              : Math.abs(first + second) / 2 + Math.abs(second - first);
    }
    return error;
  }
}
