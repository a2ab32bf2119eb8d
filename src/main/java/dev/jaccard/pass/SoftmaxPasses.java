package dev.jaccard.pass;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.lower.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;

/**
 * The passes of the cross entropy over a softmax: e = exp(x), see {@link Unshifted}, stored where a
 * gradient is wanted, and their sum s, with label smoothing the sum of x too; for each anchor the
 * loss and what the exponentials are multiplied by; the multiplication.
 *
 * <p>The part of the target class is not in the passes: it is taken from one element of each
 * anchor.
 *
 * @param exponentials computes exponentials and their sums
 * @param finish computes what anchors have one of
 * @param scaling makes gradients of exponentials; null if none is wanted
 */
public record SoftmaxPasses(PlaneGroups exponentials, Kernel finish, PlaneGroups scaling) {
  /** The argument with the weights. */
  public static final String WEIGHT = "weight";

  /** The target class's logit, from which is taken what is taken from all. */
  public static final String CHOSEN = "chosen";

  /** The output with the losses. */
  public static final String LOSS = "loss";

  /** What the exponentials are multiplied by, and with smoothing what is then taken away. */
  public static final String FACTOR = "factor";

  /** The scalars of the finish: 1 over the normalizer, 1 - smoothing, smoothing / classes. */
  public static final String SCALE = "scale";

  /** The scalar 1 - smoothing. */
  public static final String KEEP = "keep";

  /** The scalar smoothing / classes. */
  public static final String SPREAD = "spread";

  private record Key(String pass, boolean backward, boolean smooth) {}

  /**
   * The passes.
   *
   * @param classes the number of planes
   * @param backward whether a gradient is wanted
   * @param smooth whether labels are smoothed
   * @return the passes
   */
  public static SoftmaxPasses of(int classes, boolean backward, boolean smooth) {
    return new SoftmaxPasses(
        new PlaneGroups(
            new Key("softmax exponentials", backward, smooth),
            "softmax exponentials",
            classes,
            (graph, planes, outputs) -> exponentials(graph, planes, outputs, backward, smooth)),
        PlaneGroups.single(
            new Key("softmax finish", backward, smooth),
            "softmax finish",
            (graph, planes, outputs) -> finish(graph, outputs, backward, smooth)),
        backward
            ? new PlaneGroups(
                new Key("softmax gradient", true, smooth),
                "softmax gradient",
                classes,
                (graph, planes, outputs) -> scaling(graph, planes, outputs, smooth))
            : null);
  }

  /**
   * The exponentials alone, for rows, whose sums are loops along the rows.
   *
   * @return a kernel from {@link PlaneGroups#INPUT} to {@link PlaneGroups#OUTPUT}
   */
  public static Kernel exponential() {
    return PlaneGroups.single(
        "softmax exponential",
        "softmax exponential",
        (graph, planes, outputs) ->
            outputs.put(
                new Plane(PlaneGroups.OUTPUT, 0),
                Unshifted.exponential(graph.input(PlaneGroups.INPUT, 0))));
  }

  private static void exponentials(
      Graph graph, int planes, SequencedMap<Plane, Node> outputs, boolean stored, boolean smooth) {
    List<Node> exponentials = new ArrayList<>();
    Node logits = graph.constant(0);
    for (int i = 0; i < planes; i++) {
      Node logit = graph.input(PlaneGroups.INPUT, i);
      exponentials.add(Unshifted.exponential(logit));
      logits = logits.plus(logit);
    }
    Node sum = Unshifted.sum(exponentials);
    outputs.put(new Plane(PlaneGroups.AFTER, 0), graph.input(PlaneGroups.BEFORE, 0).plus(sum));
    if (smooth) {
      outputs.put(new Plane(PlaneGroups.AFTER, 1), graph.input(PlaneGroups.BEFORE, 1).plus(logits));
    }
    for (int i = 0; i < planes && stored; i++) {
      outputs.put(new Plane(PlaneGroups.OUTPUT, i), exponentials.get(i));
    }
  }

  private static void finish(
      Graph graph, SequencedMap<Plane, Node> outputs, boolean backward, boolean smooth) {
    Node weight = graph.input(WEIGHT, 0);
    Node sum = graph.input(PlaneGroups.BEFORE, 0);
    Node chosen = graph.input(CHOSEN, 0);
    // ln(s·exp(-x)) keeps the digits of a small loss, which ln s - x loses; that is for large ones
    Node quotient = sum.times(chosen.negated().exp());
    Node small = quotient.lessThan(Float.MAX_VALUE);
    Node loss =
        graph
            .select(small, quotient, sum)
            .log()
            .minus(graph.select(small, graph.constant(0), chosen));
    if (smooth) {
      loss = loss.plus(chosen.times(graph.scalar(KEEP).subtractedFrom(1)));
      loss = loss.minus(graph.input(PlaneGroups.BEFORE, 1).times(graph.scalar(SPREAD)));
    }
    outputs.put(new Plane(LOSS, 0), Unshifted.ifSound(sum, loss).times(weight));
    if (backward) {
      Node scaled = weight.times(graph.scalar(SCALE));
      outputs.put(new Plane(FACTOR, 0), scaled.dividedBy(sum));
      if (smooth) {
        outputs.put(new Plane(FACTOR, 1), scaled.times(graph.scalar(SPREAD)));
      }
    }
  }

  private static void scaling(
      Graph graph, int planes, SequencedMap<Plane, Node> outputs, boolean smooth) {
    for (int i = 0; i < planes; i++) {
      Node share = graph.input(PlaneGroups.INPUT, i).times(graph.input(FACTOR, 0));
      outputs.put(
          new Plane(PlaneGroups.OUTPUT, i), smooth ? share.minus(graph.input(FACTOR, 1)) : share);
    }
  }

  /**
   * The programs of the passes.
   *
   * @return those of each pass, in their order
   */
  public List<Program> programs() {
    List<Program> programs = new ArrayList<>(exponentials.programs());
    programs.add(finish.program());
    if (scaling != null) {
      programs.addAll(scaling.programs());
    }
    return programs;
  }

  /**
   * Whether the passes use vector loops over memory outside of the heap.
   *
   * @param choice which loop is asked for
   * @return true if all of them do
   */
  public boolean usesVectors(Kernel.Choice choice) {
    return exponentials.usesVectors(choice)
        && PlaneGroups.usesVectors(finish, choice)
        && (scaling == null || scaling.usesVectors(choice));
  }

  /**
   * Starts to compile the vector loops.
   *
   * @return what completes when they are in use
   */
  public CompletableFuture<Void> warmUp() {
    return CompletableFuture.allOf(
        exponentials.warmUp(),
        PlaneGroups.warmUp(finish),
        scaling == null ? CompletableFuture.completedFuture(null) : scaling.warmUp());
  }
}
