package dev.jaccard.pass;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.lower.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;

/**
 * The passes over the bins of one side: e = exp(x), see {@link Unshifted}, what is summed of them,
 * and the logits of the two bins around the target; for each anchor the loss, the distance and the
 * coefficients of the gradient; the gradient.
 *
 * <p>A target t has the share 1 - |t - k| in each of the two bins. With s the sum of e, the loss is
 * ln s - sum of share·x and the distance sum of k·e, divided by s. No bin is looked up: each one is
 * compared with the lower one of the two and with the one before it.
 *
 * @param exponentials computes exponentials and what is summed of them
 * @param finish computes what anchors have one of; its first output is NaN where exponentials were
 *     not within floats
 * @param gradient makes gradients of exponentials; null if none is wanted
 */
public record DistributionPasses(PlaneGroups exponentials, Kernel finish, PlaneGroups gradient) {
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
   * What the gradient is made with: the factor of the exponentials; what is added to the lower one
   * of the bins around the target, what to the upper one, and which one the lower one is; the
   * factor of the distance's derivative.
   */
  public static final String COEFFICIENTS = "coefficients";

  /** The scalar of the finish: 1 over the normalizer. */
  public static final String SCALE = "scale";

  private static final double SIDES = 4;

  /** How far below the last bin a target is at the most. */
  private static final double MARGIN = 0.01;

  /** Adding it rounds to an integer. */
  private static final double ROUNDER = 12582912;

  // accumulators
  private static final int SUM = 0;
  private static final int MOMENT = 1;
  private static final int LOWER = 2;
  private static final int UPPER = 3;

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

    /**
     * How many accumulators are sums, which are to be 0 before the first group.
     *
     * @return the number of the first accumulators
     */
    public int sums() {
      return moments() ? 2 : 1;
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

  private static Node target(Graph graph, Wanted wanted) {
    Node zero = graph.constant(0);
    Node largest = graph.constant(wanted.bins - 1 - MARGIN);
    Node target = graph.input(TARGET, 0);
    Node fromBelow = target.lessThan(zero).select(zero, target);
    return largest.lessThan(fromBelow).select(largest, fromBelow);
  }

  /** The lower one of the bins around a target. */
  private static Node lower(Node target) {
    Node nearest = target.plus(ROUNDER).rounded().minus(ROUNDER);
    return target.lessThan(nearest).select(nearest.minus(1), nearest);
  }

  /** The same bin, counted from a group's first one. */
  private static Node inGroup(Node lower) {
    return lower.minus(lower.graph().scalar(PlaneGroups.FIRST));
  }

  private static Node isBin(Node lower, int bin) {
    Graph graph = lower.graph();
    return graph.make(Op.EQUAL, null, lower, graph.constant(bin));
  }

  private static void exponentials(
      Graph graph, int planes, SequencedMap<Plane, Node> outputs, Wanted wanted) {
    List<Node> exponentials = new ArrayList<>();
    Node moment = graph.constant(0);
    for (int i = 0; i < planes; i++) {
      Node exponential = Unshifted.exponential(graph.input(PlaneGroups.INPUT, i));
      moment = moment.plus(exponential.times(i));
      exponentials.add(exponential);
    }
    Node sum = Unshifted.sum(exponentials);
    accumulate(graph, outputs, SUM, sum);
    if (wanted.loss) {
      Node lower = inGroup(lower(target(graph, wanted)));
      outputs.put(new Plane(PlaneGroups.AFTER, LOWER), chosen(graph, planes, lower, LOWER, 0));
      outputs.put(new Plane(PlaneGroups.AFTER, UPPER), chosen(graph, planes, lower, UPPER, 1));
    }
    if (wanted.moments()) {
      accumulate(graph, outputs, MOMENT, moment.plus(sum.times(graph.scalar(PlaneGroups.FIRST))));
    }
    for (int i = 0; i < planes && wanted.gradient; i++) {
      outputs.put(new Plane(PlaneGroups.OUTPUT, i), exponentials.get(i));
    }
  }

  /** The logit of the bin that is so far above the lower one, or what was found before. */
  private static Node chosen(Graph graph, int planes, Node lower, int accumulator, int above) {
    Node logit = graph.input(PlaneGroups.BEFORE, accumulator);
    for (int i = 0; i < planes; i++) {
      logit = isBin(lower, i - above).select(graph.input(PlaneGroups.INPUT, i), logit);
    }
    return logit;
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
      Node target = target(graph, wanted);
      Node lower = lower(target);
      Node upperShare = target.minus(lower);
      Node lowerShare = upperShare.subtractedFrom(1);
      Node expected =
          graph
              .input(PlaneGroups.BEFORE, LOWER)
              .times(lowerShare)
              .plus(graph.input(PlaneGroups.BEFORE, UPPER).times(upperShare));
      Node loss = Unshifted.ifSound(sum, sum.log().minus(expected));
      outputs.put(new Plane(LOSS, 0), graph.input(LOSS_BEFORE, 0).plus(loss.times(weight)));
      if (wanted.gradient) {
        Node scaled = weight.times(graph.scalar(SCALE));
        outputs.put(new Plane(COEFFICIENTS, 0), scaled.times(reciprocal));
        outputs.put(new Plane(COEFFICIENTS, 1), scaled.times(lowerShare).negated());
        outputs.put(new Plane(COEFFICIENTS, 2), scaled.times(upperShare).negated());
        outputs.put(new Plane(COEFFICIENTS, 3), lower);
      }
    }
    if (wanted.moments()) {
      Node distance = graph.input(PlaneGroups.BEFORE, MOMENT).times(reciprocal);
      outputs.put(new Plane(DISTANCE, 0), Unshifted.ifSound(sum, distance));
    }
    if (wanted.upstream) {
      outputs.put(new Plane(COEFFICIENTS, 4), graph.input(UPSTREAM, 0).times(reciprocal));
    }
  }

  private static void gradient(
      Graph graph, int planes, SequencedMap<Plane, Node> outputs, Wanted wanted) {
    Node lower = wanted.loss ? inGroup(graph.input(COEFFICIENTS, 3)) : null;
    Node distance =
        wanted.upstream ? graph.input(DISTANCE, 0).minus(graph.scalar(PlaneGroups.FIRST)) : null;
    for (int i = 0; i < planes; i++) {
      List<Node> factors = new ArrayList<>();
      if (wanted.loss) {
        factors.add(graph.input(COEFFICIENTS, 0));
      }
      if (wanted.upstream) {
        factors.add(distance.subtractedFrom(i).times(graph.input(COEFFICIENTS, 4)));
      }
      Node factor = factors.stream().reduce(Node::plus).orElseThrow();
      Node slope = graph.input(PlaneGroups.INPUT, i).times(factor);
      outputs.put(
          new Plane(PlaneGroups.OUTPUT, i),
          wanted.loss ? slope.plus(ofTarget(graph, lower, i)) : slope);
    }
  }

  /** What the target adds to a bin's gradient. */
  private static Node ofTarget(Graph graph, Node lower, int bin) {
    Node fromUpper = isBin(lower, bin - 1).select(graph.input(COEFFICIENTS, 2), graph.constant(0));
    return isBin(lower, bin).select(graph.input(COEFFICIENTS, 1), fromUpper);
  }

  /**
   * The programs of the passes.
   *
   * @return those of each pass, in their order
   */
  public List<Program> programs() {
    List<Program> programs = new ArrayList<>(exponentials.programs());
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
    return exponentials.usesVectors(choice)
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
        exponentials.warmUp(),
        PlaneGroups.warmUp(finish),
        gradient == null ? CompletableFuture.completedFuture(null) : gradient.warmUp());
  }
}
