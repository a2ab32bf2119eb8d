package dev.jaccard.experiment;

import dev.jaccard.Boxes;
import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Kernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Takes blocks of cases through all their steps, in memory of its own. Of one thread. */
final class BlockRunner {
  private static final int COORDINATES = 4;
  private static final int CACHE_LINE_BYTES = 64;

  /** Off a multiple of 4 KiB, at which loads would wait for stores. */
  private static final long STRIDE = Kernel.CHUNK * (long) Float.BYTES + CACHE_LINE_BYTES;

  private final Descent descent;
  private final MemorySegment planes;
  private final BoundStep step;
  private final BoundStep start;

  /**
   * A runner with memory of an arena, which is not to be confined to a thread: loops work on the
   * memory of others only where it lies.
   *
   * @param kernel a step
   * @param startKernel what is measured before the first step, where the step does not measure it
   */
  BlockRunner(
      Descent descent, Kernel kernel, Kernel startKernel, Kernel.Choice choice, Arena arena) {
    this.descent = descent;
    this.planes = arena.allocate(StepProgram.PLANES * STRIDE, CACHE_LINE_BYTES);
    Argument argument = new Argument();
    argument.set(planes, 0, STRIDE);
    this.step = new BoundStep(descent, kernel, argument, choice);
    this.start =
        descent.measuresBefore() ? null : new BoundStep(descent, startKernel, argument, choice);
  }

  /**
   * Runs a block.
   *
   * @param boxes the boxes before the first step
   * @param target their target's four numbers
   * @param finals receives what is measured of each box after the last step
   * @param offset where in finals
   * @return the sum over the boxes, before the first step and after each
   */
  double[] run(Boxes boxes, float[] target, float[] finals, int offset) {
    int count = boxes.count();
    load(boxes);
    double[] sums = new double[descent.steps() + 1];
    int recorded = 0;
    if (start != null) {
      start.target(target);
      sums[recorded++] = start.run(0, count);
    }
    step.target(target);
    for (int number = 1; number <= descent.computedSteps(); number++) {
      sums[recorded++] = step.run(number, count);
    }
    MemorySegment.copy(
        planes, ValueLayout.JAVA_FLOAT, StepProgram.MEASURED * STRIDE, finals, offset, count);
    return sums;
  }

  /** Copies the boxes and clears everything else, such as Adam's moments. */
  private void load(Boxes boxes) {
    planes.fill((byte) 0);
    for (int plane = 0; plane < COORDINATES; plane++) {
      MemorySegment from = boxes.plane(plane);
      MemorySegment.copy(from, 0, planes, plane * STRIDE, from.byteSize());
    }
  }
}
