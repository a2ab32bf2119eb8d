package dev.jaccard.bench;

import dev.jaccard.bench.measure.Timings;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Pairs beside the memory alone, suppression and decoding beside plain loops and the peers. Others
 * must keep and find the same before they are timed.
 */
final class MatchFork {
  static final List<String> SIMILARITIES = List.of("iou", "ciou");

  /** With more boxes that are all kept, others take minutes for a call. */
  static final int MOST_SPREAD = 8400;

  /** What a call of pairs allocates, in bytes, however many pairs there are. */
  private static final long OBJECTS = 1000;

  private final SuitePlan plan;
  private final List<HeadPeer> peers = Services.found(HeadPeer.class);
  private Timings results = Timings.NONE;

  private MatchFork(SuitePlan plan) {
    this.plan = plan;
  }

  static Timings measure(SuitePlan plan) {
    MatchFork fork = new MatchFork(plan);
    for (String similarity : SIMILARITIES) {
      plan.heads().rows().forEach(rows -> fork.pairs(similarity, rows));
    }
    for (SceneData.Kind kind : SceneData.Kind.values()) {
      for (int boxes : plan.heads().boxes()) {
        if (kind != SceneData.Kind.SPREAD || boxes <= MOST_SPREAD) {
          fork.suppression(kind, boxes);
        }
      }
    }
    fork.decoding();
    return fork.results;
  }

  private void measure(HeadTasks tasks) {
    results = results.and(plan.rounds().measure(tasks.all()));
  }

  private void pairs(String similarity, int rows) {
    PairwiseBenchmark contenders = new PairwiseBenchmark();
    contenders.similarity = similarity;
    contenders.rows = rows;
    contenders.prepare();
    HeadTasks matrix = pairs(similarity, rows, "matrix");
    matrix.addVectors(
        Benchmarks.OURS, () -> 2 + contenders.matrix().get(ValueLayout.JAVA_FLOAT, 0), OBJECTS);
    matrix.add(Benchmarks.MEMORY, () -> 1000 + contenders.memory().get(ValueLayout.JAVA_BYTE, 0));
    measure(matrix);
    HeadTasks columns = pairs(similarity, rows, "best per column");
    columns.addVectors(
        Benchmarks.OURS,
        () -> 1 + contenders.bestPerColumn().get(ValueLayout.JAVA_INT, 0),
        OBJECTS);
    measure(columns);
    HeadTasks best = pairs(similarity, rows, "best per row");
    best.addVectors(
        Benchmarks.OURS, () -> 1 + contenders.bestPerRow().get(ValueLayout.JAVA_INT, 0), OBJECTS);
    measure(best);
  }

  private static HeadTasks pairs(String similarity, int rows, String result) {
    return new HeadTasks(
        Benchmarks.PAIRS,
        Map.of("similarity", similarity, "rows", Integer.toString(rows), "result", result),
        (double) rows * PairwiseBenchmark.COLUMNS);
  }

  private void suppression(SceneData.Kind kind, int boxes) {
    NmsContenders contenders = new NmsContenders(kind, boxes);
    HeadTasks tasks =
        new HeadTasks(
            Benchmarks.SUPPRESSION,
            Map.of("scene", kind.name().toLowerCase(Locale.ROOT), "boxes", Integer.toString(boxes)),
            1);
    tasks.addVectors(Benchmarks.OURS, contenders::jaccard);
    tasks.add("java-loop", contenders::plainLoop);
    for (HeadPeer peer : peers) {
      peer.suppression(contenders.scene(), NmsContenders.THRESHOLD)
          .ifPresent(call -> {
            contenders.requireAsMany(peer.label(), call.getAsDouble());
            tasks.add(peer.label(), call);
          });
    }
    measure(tasks);
  }

  private void decoding() {
    DecodeContenders contenders = new DecodeContenders();
    HeadTasks tasks = new HeadTasks(Benchmarks.DECODING, Map.of("head", "yolov8"), 1);
    tasks.addVectors(Benchmarks.OURS, contenders::decoder);
    tasks.add("java-planes", () -> contenders.planeByPlane().size());
    tasks.add("java-anchors", () -> contenders.anchorByAnchor().size());
    for (HeadPeer peer : peers) {
      peer.decoding(contenders).ifPresent(call -> tasks.add(peer.label(), call));
    }
    measure(tasks);
  }
}
