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
import java.util.function.BinaryOperator;

/**
 * How the bins of one side are worked on. Up to {@value #LARGEST_WHOLE} bins in one loop, which
 * keeps what it knows of a bin in registers. More of them in passes: the largest logit m; e =
 * exp(x-m) and what is summed of them; for each anchor the loss, the distance and the coefficients
 * of the gradient; the gradient.
 *
 * @param whole the one loop; null if there are too many bins
 * @param maximum finds the largest logits; null, as all that follow, if there is one loop
 * @param exponentials computes exponentials and their sums
 * @param finish computes what anchors have one of
 * @param gradient makes gradients of exponentials; null if none is wanted
 */
public record DistributionPasses(
    Kernel whole,
    PlaneGroups maximum,
    PlaneGroups exponentials,
    Kernel finish,
    PlaneGroups gradient) {
  /** So many bins fit in a method that C2 compiles well. */
  private static final int LARGEST_WHOLE = 16;

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

  /** The scalar 1 over the normalizer. */
  public static final String SCALE = "scale";

  /** Its negative: a negation of each share would be an operation. */
  public static final String NEGATIVE_SCALE = "negativeScale";

  /** Accumulators. */
  private static final int SUM = 0;

  private static final int DOT = 1;
  private static final int MOMENT = 2;

  /** Coefficients. */
  private static final int EXPONENTIALS = 0;

  private static final int SHARES = 1;
  private static final int MOMENTS = 2;

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
    boolean moments() {
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
    if (wanted.bins <= LARGEST_WHOLE) {
      Kernel whole =
          PlaneGroups.single(
              new Key("whole", wanted),
              "dfl of " + wanted.bins,
              (graph, planes, outputs) -> whole(new DistributionTerms(graph, wanted), outputs));
      return new DistributionPasses(whole, null, null, null, null);
    }
    return new DistributionPasses(
        null,
        SoftmaxPasses.maximum(wanted.bins),
        groups("exponentials", wanted, DistributionPasses::exponentials),
        PlaneGroups.single(
            new Key("finish", wanted),
            "dfl finish",
            (graph, planes, outputs) -> finish(new DistributionTerms(graph, wanted), outputs)),
        wanted.gradient ? groups("gradient", wanted, DistributionPasses::gradient) : null);
  }

  private interface GroupDefinition {
    void define(DistributionTerms terms, int planes, SequencedMap<Plane, Node> outputs);
  }

  private static PlaneGroups groups(String pass, Wanted wanted, GroupDefinition definition) {
    return new PlaneGroups(
        new Key(pass, wanted),
        "dfl " + pass,
        wanted.bins,
        (graph, planes, outputs) ->
            definition.define(new DistributionTerms(graph, wanted), planes, outputs));
  }

  private static void whole(DistributionTerms terms, SequencedMap<Plane, Node> outputs) {
    Graph graph = terms.graph();
    Wanted wanted = terms.wanted();
    Node target = wanted.loss ? terms.target(graph.constant(0)) : null;
    List<Node> logits = new ArrayList<>();
    for (int i = 0; i < wanted.bins; i++) {
      logits.add(graph.input(PlaneGroups.INPUT, i));
    }
    Node maximum = pairwise(logits, Node::max);
    List<Node> exponentials = new ArrayList<>();
    List<Node> shares = new ArrayList<>();
    Node dot = graph.constant(0);
    Node moment = graph.constant(0);
    for (int i = 0; i < wanted.bins; i++) {
      Node shift = logits.get(i).minus(maximum);
      exponentials.add(shift.decay());
      shares.add(wanted.loss ? DistributionTerms.share(target, i) : null);
      dot = wanted.loss ? dot.plus(shift.times(shares.get(i))) : dot;
      moment = moment.plus(exponentials.get(i).times(i));
    }
    Node sum = pairwise(exponentials, Node::plus);
    DistributionTerms.Coefficients coefficients =
        terms.finish(new DistributionTerms.Sums(sum, dot, moment), outputs);
    Node distance = outputs.get(new Plane(DISTANCE, 0));
    for (int i = 0; i < wanted.bins && wanted.gradient; i++) {
      outputs.put(
          new Plane(PlaneGroups.OUTPUT, i),
          terms.gradient(exponentials.get(i), i, shares.get(i), distance, coefficients));
    }
  }

  /** Combines neighbours until one is left: a short chain, as an iteration fills C2's registers. */
  private static Node pairwise(List<Node> nodes, BinaryOperator<Node> combine) {
    List<Node> level = nodes;
    while (level.size() > 1) {
      List<Node> next = new ArrayList<>();
      for (int i = 0; i + 1 < level.size(); i += 2) {
        next.add(combine.apply(level.get(i), level.get(i + 1)));
      }
      if (level.size() % 2 == 1) {
        next.add(level.getLast());
      }
      level = next;
    }
    return level.getFirst();
  }

  private static void exponentials(
      DistributionTerms terms, int planes, SequencedMap<Plane, Node> outputs) {
    Graph graph = terms.graph();
    Wanted wanted = terms.wanted();
    Node maximum = graph.input(MAXIMUM, 0);
    Node first = graph.scalar(PlaneGroups.FIRST);
    Node target = wanted.loss ? terms.target(first) : null;
    Node sum = graph.constant(0);
    Node moment = graph.constant(0);
    Node dot = graph.constant(0);
    SequencedMap<Plane, Node> written = new LinkedHashMap<>();
    for (int i = 0; i < planes; i++) {
      Node shift = graph.input(PlaneGroups.INPUT, i).minus(maximum);
      Node exponential = shift.decay();
      sum = sum.plus(exponential);
      moment = moment.plus(exponential.times(i));
      dot = wanted.loss ? dot.plus(shift.times(DistributionTerms.share(target, i))) : dot;
      written.put(new Plane(PlaneGroups.OUTPUT, i), exponential);
    }
    accumulate(graph, outputs, SUM, sum);
    if (wanted.loss) {
      accumulate(graph, outputs, DOT, dot);
    }
    if (wanted.moments()) {
      accumulate(graph, outputs, MOMENT, moment.plus(sum.times(first)));
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

  private static void finish(DistributionTerms terms, SequencedMap<Plane, Node> outputs) {
    Graph graph = terms.graph();
    DistributionTerms.Sums sums =
        new DistributionTerms.Sums(
            graph.input(PlaneGroups.BEFORE, SUM),
            graph.input(PlaneGroups.BEFORE, DOT),
            graph.input(PlaneGroups.BEFORE, MOMENT));
    DistributionTerms.Coefficients coefficients = terms.finish(sums, outputs);
    if (terms.wanted().gradient) {
      putIfPresent(outputs, EXPONENTIALS, coefficients.exponentials());
      putIfPresent(outputs, SHARES, coefficients.shares());
      putIfPresent(outputs, MOMENTS, coefficients.moments());
    }
  }

  private static void putIfPresent(SequencedMap<Plane, Node> outputs, int index, Node node) {
    if (node != null) {
      outputs.put(new Plane(COEFFICIENTS, index), node);
    }
  }

  private static void gradient(
      DistributionTerms terms, int planes, SequencedMap<Plane, Node> outputs) {
    Graph graph = terms.graph();
    Wanted wanted = terms.wanted();
    Node first = graph.scalar(PlaneGroups.FIRST);
    Node target = wanted.loss ? terms.target(first) : null;
    Node distance = wanted.upstream ? graph.input(DISTANCE, 0).minus(first) : null;
    DistributionTerms.Coefficients coefficients =
        new DistributionTerms.Coefficients(
            graph.input(COEFFICIENTS, EXPONENTIALS),
            graph.input(COEFFICIENTS, SHARES),
            graph.input(COEFFICIENTS, MOMENTS));
    for (int i = 0; i < planes; i++) {
      Node share = wanted.loss ? DistributionTerms.share(target, i) : null;
      outputs.put(
          new Plane(PlaneGroups.OUTPUT, i),
          terms.gradient(graph.input(PlaneGroups.INPUT, i), i, share, distance, coefficients));
    }
  }

  /**
   * The programs of the passes.
   *
   * @return those of each pass, in their order, or that of the one loop
   */
  public List<Program> programs() {
    if (whole != null) {
      return List.of(whole.program());
    }
    List<Program> programs = new ArrayList<>(maximum.programs());
    programs.addAll(exponentials.programs());
    programs.add(finish.program());
    if (gradient != null) {
      programs.addAll(gradient.programs());
    }
    return programs;
  }

  /**
   * Starts to compile the vector loops.
   *
   * @return what completes when they are in use
   */
  public CompletableFuture<Void> warmUp() {
    if (whole != null) {
      return whole.warmUp(MemoryKind.SEGMENTS);
    }
    return CompletableFuture.allOf(
        maximum.warmUp(),
        exponentials.warmUp(),
        finish.warmUp(MemoryKind.SEGMENTS),
        gradient == null ? CompletableFuture.completedFuture(null) : gradient.warmUp());
  }
}
