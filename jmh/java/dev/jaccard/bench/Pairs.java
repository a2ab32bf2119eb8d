package dev.jaccard.bench;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.LossProgram;
import dev.jaccard.loss.BoxPair;
import dev.jaccard.lower.Program;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/** Random pairs, most of which overlap, and room for what is computed of them. */
public final class Pairs {
  private static final int ALIGNMENT = 64;

  /** As many pairs as no branch predictor remembers; beyond, they come again. */
  private static final int DIFFERENT = 1 << 18;

  /** The predictions. */
  public final Boxes prediction;

  /** The targets. */
  public final Boxes target;

  /** Where gradients are written. */
  public final Boxes gradient;

  /** Where losses are written. */
  public final MemorySegment losses;

  /**
   * Makes pairs.
   *
   * @param count how many
   */
  public Pairs(int count) {
    Arena arena = Arena.ofAuto();
    SplittableRandom random = new SplittableRandom(1);
    prediction = Boxes.allocate(arena, count, BoxFormat.XYXY);
    target = Boxes.allocate(arena, count, BoxFormat.XYXY);
    gradient = Boxes.allocate(arena, count, BoxFormat.XYXY);
    losses = arena.allocate((long) count * Float.BYTES, ALIGNMENT);
    for (int i = 0; i < Math.min(count, DIFFERENT); i++) {
      double x = random.nextDouble(500);
      double y = random.nextDouble(500);
      fill(prediction, i, random, x, y);
      fill(target, i, random, x, y);
    }
    for (int from = DIFFERENT; from < count; from += DIFFERENT) {
      repeat(prediction, from);
      repeat(target, from);
    }
  }

  /**
   * The memory of a program's arguments.
   *
   * @param program the program
   * @return the memory of each argument, in the program's order
   */
  public Argument[] arguments(Program program) {
    return program.arguments().stream().map(this::memory).toArray(Argument[]::new);
  }

  /**
   * The memory of a plane.
   *
   * @param plane the plane of a loss's program
   * @return the floats of that plane
   */
  public MemorySegment plane(Plane plane) {
    return switch (plane.argument()) {
      case BoxPair.PREDICTION -> plane(prediction, plane.index());
      case BoxPair.TARGET -> plane(target, plane.index());
      case LossProgram.GRADIENT -> plane(gradient, plane.index());
      default -> losses;
    };
  }

  private static MemorySegment plane(Boxes boxes, int index) {
    return boxes.segment().asSlice(index * boxes.planeStride(), (long) boxes.count() * Float.BYTES);
  }

  private Argument memory(String name) {
    Argument argument = new Argument();
    switch (name) {
      case BoxPair.PREDICTION -> set(argument, prediction);
      case BoxPair.TARGET -> set(argument, target);
      case LossProgram.GRADIENT -> set(argument, gradient);
      default -> argument.set(losses, 0, 0);
    }
    return argument;
  }

  private static void set(Argument argument, Boxes boxes) {
    argument.set(boxes.segment(), 0, boxes.planeStride());
  }

  private static void repeat(Boxes boxes, int from) {
    int count = Math.min(DIFFERENT, boxes.count() - from);
    for (int k = 0; k < 4; k++) {
      MemorySegment plane = plane(boxes, k);
      MemorySegment.copy(plane, 0, plane, (long) from * Float.BYTES, (long) count * Float.BYTES);
    }
  }

  private static void fill(Boxes boxes, int index, SplittableRandom random, double x, double y) {
    double left = x + random.nextDouble(40);
    double top = y + random.nextDouble(40);
    boxes.set(index, 0, (float) left);
    boxes.set(index, 1, (float) top);
    boxes.set(index, 2, (float) (left + 5 + random.nextDouble(100)));
    boxes.set(index, 3, (float) (top + 5 + random.nextDouble(100)));
  }
}
