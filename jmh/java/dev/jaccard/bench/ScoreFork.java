package dev.jaccard.bench;

import dev.jaccard.Backend;
import dev.jaccard.bench.measure.Task;
import dev.jaccard.bench.measure.Timings;
import dev.jaccard.classification.ClassBatch;
import dev.jaccard.classification.ClassLayout;
import dev.jaccard.classification.ClassLoss;
import dev.jaccard.classification.DistributionBatch;
import dev.jaccard.classification.DistributionLoss;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;

/**
 * Losses of scores and distances, channels first, beside the memory kernel and the peers. Losses
 * and gradients are compared with the double reference before they are timed, at the fewest
 * anchors; the loops are the same at more.
 */
final class ScoreFork {
  static final List<String> ELEMENTWISE = List.of("bce", "focal", "varifocal");
  static final String SOFTMAX = "softmax-ce";

  private static final ClassLayout LAYOUT = ClassLayout.CHANNELS_FIRST;

  /** Where a result is wrong and not merely rounded: of the sum, and of the largest gradient. */
  private static final double WRONG = 1e-4;

  private final SuitePlan plan;
  private final List<HeadPeer> peers = Services.found(HeadPeer.class);
  private Timings results = Timings.NONE;

  private ScoreFork(SuitePlan plan) {
    this.plan = plan;
  }

  static Timings measure(SuitePlan plan) {
    ScoreFork fork = new ScoreFork(plan);
    for (int anchors : plan.heads().anchors()) {
      ELEMENTWISE.forEach(loss -> fork.measure(loss, "dense", anchors));
      fork.measure(SOFTMAX, "classes", anchors);
      fork.measure(ScoreContenders.DISTANCES, "distances", anchors);
    }
    for (int anchors : plan.heads().sparseAnchors()) {
      ELEMENTWISE.forEach(loss -> fork.measure(loss, "sparse", anchors));
    }
    return fork.results;
  }

  private void measure(String loss, String targets, int anchors) {
    ScoreContenders contenders =
        new ScoreContenders(loss, LAYOUT, targets.equals("sparse"), anchors);
    HeadTasks tasks =
        new HeadTasks(
            Benchmarks.SCORES,
            Map.of("loss", loss, "targets", targets, "anchors", Integer.toString(anchors)),
            (double) anchors * contenders.heads().planes());
    Task ours = tasks.addVectors(Benchmarks.OURS, contenders.loss());
    if (anchors == plan.heads().anchors().getFirst()) {
      compare(loss, contenders, ours);
    }
    tasks.addVectors(Benchmarks.MEMORY, contenders.memory());
    for (HeadPeer peer : peers) {
      peer.scores(loss, LAYOUT, contenders).ifPresent(call -> tasks.add(peer.label(), call));
    }
    results = results.and(plan.rounds().measure(tasks.all()));
  }

  private static void compare(String loss, ScoreContenders contenders, Task ours) {
    Heads heads = contenders.heads();
    int size = heads.planes() * heads.anchors();
    MemorySegment expected = Arena.ofAuto().allocate((long) size * Float.BYTES, Float.BYTES);
    double sum = reference(loss, heads, expected);
    // so that what is not written is found wrong
    heads.gradient().fill((byte) -1);
    double error = Math.abs(ours.run().getAsDouble() - sum) / Math.abs(sum);
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < size; i++) {
      float slope = expected.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      float found = heads.gradient().getAtIndex(ValueLayout.JAVA_FLOAT, i);
      largest = Math.max(largest, Math.abs(slope));
      worst = Math.max(worst, Math.abs(found - slope));
    }
    // NaN is wrong, too
    if (!(error < WRONG && worst < WRONG * largest)) {
      throw new IllegalStateException(
          loss + " is wrong by " + error + ", its gradient by " + worst + " of " + largest);
    }
    ours.figures().put(Benchmarks.LOSS_ERROR, error);
    ours.figures().put(Benchmarks.GRADIENT_ERROR, worst / largest);
  }

  /** The sum of the losses by the double reference, which writes the gradient. */
  private static double reference(String loss, Heads heads, MemorySegment gradient) {
    if (loss.equals(ScoreContenders.DISTANCES)) {
      return DistributionLoss.of(ScoreContenders.BINS, Backend.REFERENCE)
          .forwardBackward(
              new DistributionBatch(heads.logits(), heads.anchors())
                  .targets(heads.targets())
                  .gradient(gradient));
    }
    return ClassLoss.builder(loss)
        .backend(Backend.REFERENCE)
        .build()
        .forwardBackward(
            new ClassBatch(heads.logits(), LAYOUT, heads.planes(), heads.anchors())
                .classTargets(heads.classTargets())
                .targets(heads.targets())
                .gradient(gradient));
  }
}
