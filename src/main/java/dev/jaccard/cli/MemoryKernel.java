package dev.jaccard.cli;

import dev.jaccard.Boxes;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.kernel.LossProgram;
import dev.jaccard.loss.BoxPair;
import dev.jaccard.lower.Lowering;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * The least that a loss with its gradient can cost: a kernel that reads the planes of both boxes,
 * writes those of the losses and the gradient, and computes next to nothing.
 */
final class MemoryKernel {
  private static final int COORDINATES = 4;
  private static final float[] NO_SCALARS = {};

  /** The kernel. */
  static final Kernel KERNEL = kernel();

  private MemoryKernel() {}

  private static Kernel kernel() {
    Graph graph = new Graph();
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    outputs.put(new Plane(LossProgram.LOSS, 0), graph.input(BoxPair.PREDICTION, 0));
    for (int i = 0; i < COORDINATES; i++) {
      Node sum = graph.input(BoxPair.PREDICTION, i).plus(graph.input(BoxPair.TARGET, i));
      outputs.put(new Plane(LossProgram.GRADIENT, i), sum);
    }
    return new Kernel(Lowering.lower("memory", outputs, null));
  }

  /** A call of the kernel. */
  static Runnable call(Boxes prediction, Boxes target, MemorySegment losses, Boxes gradient) {
    Argument[] arguments =
        KERNEL.program().arguments().stream()
            .map(name ->
                switch (name) {
                  case BoxPair.PREDICTION -> boxes(prediction);
                  case BoxPair.TARGET -> boxes(target);
                  case LossProgram.GRADIENT -> boxes(gradient);
                  default -> argument(losses, 0);
                })
            .toArray(Argument[]::new);
    int count = prediction.count();
    return () -> KERNEL.run(arguments, NO_SCALARS, count, Kernel.Choice.WHEN_READY, null, 1);
  }

  private static Argument boxes(Boxes boxes) {
    return argument(boxes.segment(), boxes.planeStride());
  }

  private static Argument argument(MemorySegment memory, long planeStride) {
    Argument argument = new Argument();
    argument.set(memory, 0, planeStride);
    return argument;
  }
}
