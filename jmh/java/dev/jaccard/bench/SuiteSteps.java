package dev.jaccard.bench;

import dev.jaccard.emit.Lanes;
import java.util.ArrayList;
import java.util.List;

/** The JVMs of a run, one after the other, and how long each takes. */
final class SuiteSteps {
  /** From the start of a JVM to its end, but for what it measures: the canary, the pairs. */
  private static final double JVM = 2;

  /** Until C2 has compiled a kernel's vector loop. */
  private static final double KERNEL = 0.6;

  /** To compare a peer's results of a loss with the reference. */
  private static final double CHECK = 0.03;

  private static final double COLD_START = 9.5;

  /** What a vector loop takes for a pair, in nanoseconds, and what a loop over arrays takes. */
  private static final double PAIR = 3;

  private static final double ARRAY_PAIR = 60;

  /** What a logit takes, and what it takes to make it and its target; in nanoseconds. */
  private static final double LOGIT = 1;

  private static final double LOGIT_MADE = 60;
  private static final double LOGITS = 80;

  /** The results of pairs, and the memory. */
  private static final int PAIR_TASKS = 4;

  /** What suppression takes for a box, and what a loop over arrays takes, in nanoseconds. */
  private static final double BOX = 60;

  private static final double ARRAY_BOX = 3000;

  /** A decoder and two plain loops, in nanoseconds. */
  private static final List<Double> DECODERS = List.of(1e5, 1.4e6, 1.6e6);

  private static final int ARRAY_TASKS = 6;

  /**
   * A JVM.
   *
   * @param name what it measures, in words
   * @param program its main class
   * @param bits the vector width that it is given, or the empty text
   * @param arguments what its main class is given
   * @param seconds how long it takes on a quiet machine of two cores at some 3 GHz
   */
  record Step(String name, Class<?> program, String bits, List<String> arguments, double seconds) {}

  private SuiteSteps() {}

  static List<Step> of(SuitePlan plan) {
    List<Step> steps = new ArrayList<>();
    add(steps, plan, "losses", plan.forks(), losses(plan));
    add(steps, plan, "limits", plan.otherForks(), JVM + 12 * (KERNEL + tasks(plan, 1, PAIR, 8192)));
    add(steps, plan, "curves", plan.otherForks(), curves(plan));
    add(steps, plan, "scores", plan.otherForks(), scores(plan));
    add(steps, plan, "matching", plan.otherForks(), matching(plan));
    int parts = plan.partLosses().size();
    double layouts = JVM + 2 * KERNEL * parts + tasks(plan, 3 * parts, PAIR, 8192);
    add(steps, plan, "layouts", plan.otherForks(), layouts);
    for (String bits : List.of("128", "256", "512")) {
      for (int i = 0; i < plan.otherForks() && fits(bits); i++) {
        double seconds = JVM + KERNEL * parts + tasks(plan, parts, PAIR, 8192);
        List<String> arguments = List.of("width", plan.name());
        steps.add(new Step("width " + bits, SuiteFork.class, bits, arguments, seconds));
      }
    }
    for (String loss : plan.partLosses()) {
      for (String warmUp : List.of("true", "false")) {
        String name = "cold start of " + loss + (warmUp.equals("true") ? ", warmed up" : "");
        for (int i = 0; i < plan.otherForks(); i++) {
          steps.add(new Step(name, ColdStart.class, "", List.of(loss, warmUp), COLD_START));
        }
      }
    }
    return steps;
  }

  private static boolean fits(String bits) {
    return Integer.parseInt(bits) <= Lanes.COUNT * Float.SIZE;
  }

  private static void add(
      List<Step> steps, SuitePlan plan, String part, int forks, double seconds) {
    for (int i = 1; i <= forks; i++) {
      String name = part + ", fork " + i + " of " + forks;
      steps.add(new Step(name, SuiteFork.class, "", List.of(part, plan.name()), seconds));
    }
  }

  private static double losses(SuitePlan plan) {
    int kernels = SuitePlan.losses().size() + plan.forwardLosses().size();
    double seconds = JVM + KERNEL * kernels;
    for (int size : plan.sizes()) {
      int ours = size < LossFork.SHARED_FROM ? 1 : 2;
      int tasks = kernels * (ours + plan.modes().size());
      seconds += CHECK * tasks + tasks(plan, tasks, PAIR, size);
      seconds += tasks(plan, ARRAY_TASKS, ARRAY_PAIR, size);
    }
    return seconds;
  }

  private static double curves(SuitePlan plan) {
    int tasks = 1 + plan.curveLosses().size();
    double seconds = JVM + KERNEL * tasks;
    for (int size : plan.curveSizes()) {
      // to make the pairs takes as long as a few passes over them
      seconds += tasks(plan, tasks, PAIR, size) + 1e-7 * size;
    }
    return seconds;
  }

  private static double scores(SuitePlan plan) {
    int elementwise = ScoreFork.ELEMENTWISE.size();
    // softmax and dfl; a loss is compiled once with dense and once with sparse targets
    int others = 2;
    double seconds = JVM + KERNEL * (2 * elementwise + others);
    for (int anchors : plan.heads().anchors()) {
      seconds += (elementwise + others) * scores(plan, anchors);
    }
    for (int anchors : plan.heads().sparseAnchors()) {
      seconds += elementwise * scores(plan, anchors);
    }
    return seconds;
  }

  private static double scores(SuitePlan plan, int anchors) {
    double logits = LOGITS * anchors;
    // a memory kernel is compiled each time
    return KERNEL + LOGIT_MADE * 1e-9 * logits + 2 * plan.rounds().seconds(LOGIT * logits);
  }

  private static double matching(SuitePlan plan) {
    double seconds = JVM + KERNEL * 2 * MatchFork.SIMILARITIES.size();
    for (int rows : plan.heads().rows()) {
      int pairs = rows * PairwiseBenchmark.COLUMNS;
      seconds += tasks(plan, MatchFork.SIMILARITIES.size() * PAIR_TASKS, LOGIT, pairs);
    }
    for (int boxes : plan.heads().boxes()) {
      int scenes = SceneData.Kind.values().length - (boxes > MatchFork.MOST_SPREAD ? 1 : 0);
      seconds += tasks(plan, scenes, BOX, boxes) + tasks(plan, scenes, ARRAY_BOX, boxes);
    }
    return seconds + DECODERS.stream().mapToDouble(plan.rounds()::seconds).sum();
  }

  private static double tasks(SuitePlan plan, int count, double nanosPerPair, int pairs) {
    return count * plan.rounds().seconds(nanosPerPair * pairs);
  }
}
