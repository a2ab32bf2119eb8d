package dev.jaccard.pass;

import dev.jaccard.emit.MemoryKind;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.lower.Program;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;

/**
 * The passes over the bins of one side: the largest logit m; e = exp(x-m) and what is summed of
 * them; for each anchor the loss, the distance and the coefficients of the gradient; the gradient.
 *
 * <p>The two bins around a target t have the shares max(0, 1 - |t - k|), which are 0 for all
 * others: no bin need be looked up. With s the sum of e, the loss is ln s - sum of share·(x-m) and
 * the distance sum of k·e, divided by s.
 *
 * @param maximum finds the largest logits
 * @param exponentials computes exponentials and their sums
 * @param finish computes what anchors have one of
 * @param gradient makes gradients of exponentials; null if none is wanted
 */
public record DistributionPasses(
    PlaneGroups maximum, PlaneGroups exponentials, Kernel finish, PlaneGroups gradient) {
  /** The argument with the largest logits. */
  public static final String MAXIMUM = "maximum";

  /** The argument with the targets. */
  public static final String TARGET = "target";

  /** The argument with the weights. */
  public static final String WEIGHT = "weight";

  /** The gradient of the result with respect to the distance. */
  public static final String UPSTREAM = "upstream";

  /** The losses of the sides before, and these with this side. */
  public static final String LOSS_BEFORE = "lossBefore";

  /** The output with the losses. */
  public static final String LOSS = "loss";

  /** The expected distances: an output, then an argument. */
  public static final String DISTANCE = "distance";

  /**
   * What the gradient is made with: the factor of the exponentials, that of the shares, that of the
   * distance's derivative.
   */
  public static final String COEFFICIENTS = "coefficients";

  /** The scalar of the finish: 1 over the normalizer. */
  public static final String SCALE = "scale";

  private static final double SIDES = 4;

  /** How far below the last bin a target is at the most. */
  private static final double MARGIN = 0.01;

  /** Accumulators. */
  private static final int SUM = 0;

  private static final int DOT = 1;
  private static final int MOMENT = 2;

  /**
   * What is wanted.
   *
   * @param bins the number of bins
   * @param loss whether there are targets
   * @param distance whether distances are written
   * @param gradient whether a gradient is written
   * @param upstream whether the distances have a gradient that flows on
   */
  public record Wanted(
      int bins, boolean loss, boolean distance, boolean gradient, boolean upstream) {
    private boolean moments() {
      return distance || upstream;
    }
  }

  private record Key(String pass, Wanted wanted) {}

  /**
   * The passes.
   *
   * @param wanted what is wanted
   * @return the passes
   */
  public static DistributionPasses of(Wanted wanted) {
    return new DistributionPasses(
        SoftmaxPasses.maximum(wanted.bins),
        new PlaneGroups(
            new Key("exponentials", wanted),
            "dfl exponentials",
            wanted.bins,
            (graph, planes, outputs) -> exponentials(graph, planes, outputs, wanted)),
        PlaneGroups.single(
            new Key("finish", wanted),
            "dfl finish",
            (graph, planes, outputs) -> finish(graph, outputs, wanted)),
        wanted.gradient
            ? new PlaneGroups(
                new Key("gradient", wanted),
                "dfl gradient",
                wanted.bins,
                (graph, planes, outputs) -> gradient(graph, planes, outputs, wanted))
            : null);
  }

  /** The target as seen from a group's first bin. */
  private static Node target(Graph graph, Wanted wanted) {
    Node zero = graph.constant(0);
    Node largest = graph.constant(wanted.bins - 1 - MARGIN);
    Node target = graph.input(TARGET, 0);
    Node fromBelow = target.lessThan(zero).select(zero, target);
    return largest
        .lessThan(fromBelow)
        .select(largest, fromBelow)
        .minus(graph.scalar(PlaneGroups.FIRST));
  }

  private static Node share(Node target, int bin) {
    return target.minus(bin).abs().subtractedFrom(1).clampedAtZero();
  }

  private static void exponentials(
      Graph graph, int planes, SequencedMap<Plane, Node> outputs, Wanted wanted) {
    Node maximum = graph.input(MAXIMUM, 0);
    Node target = wanted.loss ? target(graph, wanted) : null;
    Node sum = graph.constant(0);
    Node moment = graph.constant(0);
    Node dot = graph.constant(0);
    SequencedMap<Plane, Node> written = new LinkedHashMap<>();
    for (int i = 0; i < planes; i++) {
      Node shift = graph.input(PlaneGroups.INPUT, i).minus(maximum);
      Node exponential = shift.decay();
      sum = sum.plus(exponential);
      moment = moment.plus(exponential.times(i));
      dot = wanted.loss ? dot.plus(shift.times(share(target, i))) : dot;
      written.put(new Plane(PlaneGroups.OUTPUT, i), exponential);
    }
    accumulate(graph, outputs, SUM, sum);
    if (wanted.loss) {
      accumulate(graph, outputs, DOT, dot);
    }
    if (wanted.moments()) {
      accumulate(graph, outputs, MOMENT, moment.plus(sum.times(graph.scalar(PlaneGroups.FIRST))));
    }
    if (wanted.gradient) {
      outputs.putAll(written);
    }
  }

  private static void accumulate(
      Graph graph, SequencedMap<Plane, Node> outputs, int index, Node amount) {
    outputs.put(
        new Plane(PlaneGroups.AFTER, index), graph.input(PlaneGroups.BEFORE, index).plus(amount));
  }

  private static void finish(Graph graph, SequencedMap<Plane, Node> outputs, Wanted wanted) {
    Node sum = graph.input(PlaneGroups.BEFORE, SUM);
    Node one = graph.constant(1);
    Node reciprocal = one.dividedBy(sum);
    Node weight = graph.input(WEIGHT, 0).times(1 / SIDES);
    if (wanted.loss) {
      Node loss = sum.log().minus(graph.input(PlaneGroups.BEFORE, DOT));
      outputs.put(new Plane(LOSS, 0), graph.input(LOSS_BEFORE, 0).plus(loss.times(weight)));
    }
    if (wanted.moments()) {
      outputs.put(
          new Plane(DISTANCE, 0), graph.input(PlaneGroups.BEFORE, MOMENT).times(reciprocal));
    }
    if (wanted.gradient && wanted.loss) {
      Node scaled = weight.times(graph.scalar(SCALE));
      outputs.put(new Plane(COEFFICIENTS, 0), scaled.times(reciprocal));
      outputs.put(new Plane(COEFFICIENTS, 1), scaled);
    }
    if (wanted.upstream) {
      outputs.put(new Plane(COEFFICIENTS, 2), graph.input(UPSTREAM, 0).times(reciprocal));
    }
  }

  private static void gradient(
      Graph graph, int planes, SequencedMap<Plane, Node> outputs, Wanted wanted) {
    Node target = wanted.loss ? target(graph, wanted) : null;
    Node distance =
        wanted.upstream ? graph.input(DISTANCE, 0).minus(graph.scalar(PlaneGroups.FIRST)) : null;
    for (int i = 0; i < planes; i++) {
      List<Node> factors = new ArrayList<>();
      if (wanted.loss) {
        factors.add(graph.input(COEFFICIENTS, 0));
      }
      if (wanted.upstream) {
        factors.add(distance.subtractedFrom(i).times(graph.input(COEFFICIENTS, 2)));
      }
      Node factor = factors.stream().reduce(Node::plus).orElseThrow();
      Node slope = graph.input(PlaneGroups.INPUT, i).times(factor);
      outputs.put(
          new Plane(PlaneGroups.OUTPUT, i),
          wanted.loss ? slope.minus(share(target, i).times(graph.input(COEFFICIENTS, 1))) : slope);
    }
  }

  /**
   * The programs of the passes.
   *
   * @return those of each pass, in their order
   */
  public List<Program> programs() {
    List<Program> programs = new ArrayList<>(maximum.programs());
    programs.addAll(exponentials.programs());
    programs.add(finish.program());
    if (gradient != null) {
      programs.addAll(gradient.programs());
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
    return maximum.usesVectors(choice)
        && exponentials.usesVectors(choice)
        && PlaneGroups.usesVectors(finish, choice)
        && (gradient == null || gradient.usesVectors(choice));
  }

  /**
   * Starts to compile the vector loops.
   *
   * @return what completes when they are in use
   */
  public CompletableFuture<Void> warmUp() {
    return CompletableFuture.allOf(
        maximum.warmUp(),
        exponentials.warmUp(),
        finish.warmUp(MemoryKind.SEGMENTS),
        gradient == null ? CompletableFuture.completedFuture(null) : gradient.warmUp());
  }
}
