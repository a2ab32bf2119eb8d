package dev.jaccard.kernel;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.loss.BoxPair;
import dev.jaccard.lower.Lowering;
import dev.jaccard.lower.Program;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Programs that read and write the planes of a loss and compute next to nothing: what memory alone
 * takes, measured through the same machinery.
 */
public final class MemoryProgram {
  private static final int COORDINATES = 4;

  private MemoryProgram() {}

  /**
   * Eight planes in, the losses' plane out.
   *
   * @return the program
   */
  public static Program forward() {
    return program(false);
  }

  /**
   * Eight planes in, those of losses and gradients out.
   *
   * @return the program
   */
  public static Program backward() {
    return program(true);
  }

  private static Program program(boolean gradient) {
    Graph graph = new Graph();
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    Node all = null;
    for (int i = 0; i < COORDINATES; i++) {
      Node both = graph.input(BoxPair.PREDICTION, i).plus(graph.input(BoxPair.TARGET, i));
      all = all == null ? both : all.plus(both);
      if (gradient) {
        outputs.put(new Plane(LossProgram.GRADIENT, i), both);
      }
    }
    outputs.putFirst(new Plane(LossProgram.LOSS, 0), all);
    return Lowering.lower(gradient ? "memory backward" : "memory forward", outputs, null);
  }
}
