package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jaccard.eval.FloatInterpreter;
import dev.jaccard.kernel.LossProgram;
import dev.jaccard.loss.BoxPair;
import dev.jaccard.loss.Pairs;
import dev.jaccard.lower.Program;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SequencedSet;

/**
 * All bits that a loss writes for some pairs, nine numbers per pair: the loss, the gradient with
 * respect to the prediction, that with respect to the target. All NaNs count as one.
 *
 * @param pairs what they were computed from
 * @param sum of the losses, as the call returned it
 * @param bits nine per pair
 */
record LossBits(Pairs pairs, double sum, int[] bits) {
  /** The numbers of a pair. */
  static final int PER_PAIR = 9;

  /** The normalizer of all runs: not a power of two. */
  static final double NORMALIZER = 3;

  /** Where the arguments of a call lie, in turn. */
  private static BoxMemory at(BoxMemory[] memory, int argument) {
    return memory[argument % memory.length];
  }

  /**
   * Runs a compiled loss, unweighted and not normalized.
   *
   * @param memory where prediction, target, losses and the two gradients lie; fewer kinds are
   *     repeated
   */
  static LossBits of(BoxLoss loss, Pairs pairs, BoxMemory... memory) {
    // vector loops work on it where it lies, unlike on memory of a confined arena
    return of(loss, pairs, Arena.ofAuto(), memory);
  }

  /** The same, with native memory from an arena. */
  static LossBits of(BoxLoss loss, Pairs pairs, Arena arena, BoxMemory... memory) {
    return run(loss, batch(arena, pairs, memory));
  }

  /** Runs a compiled loss with weights and a normalizer. */
  static LossBits weighted(BoxLoss loss, Pairs pairs, float[] weights) {
    Arena arena = Arena.ofAuto();
    Filled filled = batch(arena, pairs, BoxMemory.ALIGNED);
    filled
        .batch
        .weights(arena.allocateFrom(ValueLayout.JAVA_FLOAT, weights))
        .normalizer(NORMALIZER);
    return run(loss, filled);
  }

  /** Interprets the program that {@link #weighted} runs. */
  static LossBits interpreted(BoxLoss loss, Pairs pairs, float[] weights) {
    Program program = loss.program(pairs.format(), new LossProgram(true, true, true, true));
    FloatInterpreter interpreter = new FloatInterpreter(program);
    double mean = loss.parameters().getOrDefault("mean", 1.0);
    int[] bits = new int[PER_PAIR * pairs.count()];
    for (int i = 0; i < pairs.count(); i++) {
      int pair = i;
      float[] outputs =
          interpreter.run(
              plane ->
                  switch (plane.argument()) {
                    case BoxPair.PREDICTION -> pairs.predictions()[4 * pair + plane.index()];
                    case BoxPair.TARGET -> pairs.targets()[4 * pair + plane.index()];
                    default -> weights[pair];
                  },
              scalar -> scalar.equals(LossProgram.SCALE) ? 1 / NORMALIZER : mean);
      put(bits, i, program.outputs().sequencedKeySet(), outputs);
    }
    return new LossBits(pairs, Double.NaN, bits);
  }

  private static void put(
      int[] bits, int pair, SequencedSet<dev.jaccard.graph.Plane> planes, float[] outputs) {
    int next = 0;
    for (var plane : planes) {
      int column =
          switch (plane.argument()) {
            case LossProgram.LOSS -> 0;
            case LossProgram.GRADIENT -> 1 + plane.index();
            default -> 5 + plane.index();
          };
      bits[PER_PAIR * pair + column] = Float.floatToIntBits(outputs[next++]);
    }
  }

  private record Filled(Pairs pairs, Batch batch, MemorySegment losses, Boxes[] gradients) {}

  private static Filled batch(Arena arena, Pairs pairs, BoxMemory... memory) {
    int n = pairs.count();
    Boxes prediction = at(memory, 0).boxes(arena, n, pairs.format());
    Boxes target = at(memory, 1).boxes(arena, n, pairs.format());
    BoxSamples.fill(prediction, pairs.predictions());
    BoxSamples.fill(target, pairs.targets());
    MemorySegment losses = at(memory, 2).bytes(arena, 4L * (n + 1)).asSlice(0, 4L * n);
    Boxes gradient = at(memory, 3).boxes(arena, n, pairs.format());
    Boxes targetGradient = at(memory, 4).boxes(arena, n, pairs.format());
    Batch batch =
        new Batch(prediction, target)
            .losses(losses)
            .gradient(gradient)
            .targetGradient(targetGradient);
    return new Filled(pairs, batch, losses, new Boxes[] {gradient, targetGradient});
  }

  private static LossBits run(BoxLoss loss, Filled filled) {
    double sum = loss.forwardBackward(filled.batch);
    int[] bits = new int[PER_PAIR * filled.pairs.count()];
    for (int i = 0; i < filled.pairs.count(); i++) {
      bits[PER_PAIR * i] =
          Float.floatToIntBits(
              filled.losses.get(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) Float.BYTES * i));
      for (int k = 0; k < 8; k++) {
        bits[PER_PAIR * i + 1 + k] = Float.floatToIntBits(filled.gradients[k / 4].get(i, k % 4));
      }
    }
    return new LossBits(filled.pairs, sum, bits);
  }

  /** Fails at the first pair whose bits differ. */
  void assertSameBits(LossBits other, String what) {
    assertEquals(bits.length, other.bits.length, what);
    for (int i = 0; i < bits.length; i++) {
      if (bits[i] != other.bits[i]) {
        fail(
            "%s: number %d of pair %d is %s and %s; %s"
                .formatted(
                    what,
                    i % PER_PAIR,
                    i / PER_PAIR,
                    Float.intBitsToFloat(bits[i]),
                    Float.intBitsToFloat(other.bits[i]),
                    pairs.text(i / PER_PAIR)));
      }
    }
  }

  /** Fails where the sums differ in a bit. */
  void assertSameSum(LossBits other, String what) {
    assertEquals(sum, other.sum, what + ": sum");
  }
}
