package dev.jaccard.experiment;

import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.loss.BoxPair;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A step's kernel with its memory and its scalars. Of one thread. */
final class BoundStep {
  private final Descent descent;
  private final Kernel kernel;
  private final Kernel.Choice choice;
  private final List<String> names;
  private final int[] changing;
  private final Argument[] arguments;
  private final float[] scalars;

  /**
   * Binds a kernel.
   *
   * @param memory the planes, which all of the kernel's arguments are
   */
  BoundStep(Descent descent, Kernel kernel, Argument memory, Kernel.Choice choice) {
    this.descent = descent;
    this.kernel = kernel;
    this.choice = choice;
    this.names = kernel.program().scalars();
    this.changing = IntStream.range(0, names.size()).filter(i -> !isTarget(names.get(i))).toArray();
    this.scalars = new float[names.size()];
    this.arguments = new Argument[kernel.program().arguments().size()];
    Arrays.fill(arguments, memory);
  }

  /** Whether a scalar of a program is one that this sets. */
  static boolean knows(String scalar) {
    return isTarget(scalar) || Descent.SCALARS.contains(scalar);
  }

  private static boolean isTarget(String scalar) {
    return scalar.startsWith(BoxPair.TARGET);
  }

  /** Sets the target's four numbers. */
  void target(float[] target) {
    for (int i = 0; i < scalars.length; i++) {
      if (isTarget(names.get(i))) {
        scalars[i] = target[Integer.parseInt(names.get(i).substring(BoxPair.TARGET.length()))];
      }
    }
  }

  /** Takes a step, 1 being the first, with the first boxes, and sums what it measures. */
  double run(int step, int count) {
    for (int i : changing) {
      scalars[i] = descent.scalar(names.get(i), step);
    }
    return kernel.run(arguments, scalars, count, choice, null, 1);
  }
}
