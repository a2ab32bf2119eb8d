package dev.jaccard.cli;

import dev.jaccard.classification.ClassBatch;
import dev.jaccard.classification.ClassLayout;
import dev.jaccard.classification.ClassLoss;
import dev.jaccard.classification.DistributionBatch;
import dev.jaccard.classification.DistributionLoss;
import dev.jaccard.emit.MemoryKind;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.lower.Lowering;
import dev.jaccard.scoreloss.ScoreCatalog;
import dev.jaccard.scoreloss.ScoreEntry;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/** Measures the losses of scores on the head of a detector: 8400 anchors. */
final class ScoreBench {
  private static final int ANCHORS = 8400;
  private static final int CLASSES = 80;
  private static final int BINS = 16;
  private static final int SIDES = 4;
  private static final long ALIGNMENT = 64;
  private static final long SEED = 20_170_807;
  private static final double DEVIATION = 3;

  /** Of how many targets one is positive. */
  private static final int TARGETS_PER_POSITIVE = 100;

  private static final String ROW = "%-14s%14s%14s%11s%9s%n";
  private static final float[] NO_SCALARS = {};

  private final int rounds;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Arena arena;

  ScoreBench(Arena arena, int rounds) {
    this.arena = arena;
    this.rounds = rounds;
  }

  /** Measures losses and prints a table. */
  void run(PrintWriter out, List<ScoreEntry> entries) {
    out.printf("8400 x 80 logits, of dfl 8400 x 64, channels first; ns per logit.%n");
    out.printf(ROW, "loss", "ns per logit", "memory alone", "x memory", "spread");
    for (ScoreEntry entry : entries) {
      boolean distances = entry.name().equals(ScoreCatalog.DISTRIBUTION);
      int count = ANCHORS * (distances ? SIDES * BINS : CLASSES);
      MemorySegment logits = floats(count);
      MemorySegment gradient = floats(count);
      MemorySegment targets = floats(count);
      for (int i = 0; i < count; i++) {
        logits.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (DEVIATION * random.nextGaussian()));
        boolean positive = random.nextInt(TARGETS_PER_POSITIVE) == 0;
        targets.setAtIndex(ValueLayout.JAVA_FLOAT, i, positive ? (float) random.nextDouble() : 0);
      }
      Runnable call =
          distances
              ? distances(logits, targets.asSlice(0, (long) SIDES * ANCHORS * 4), gradient)
              : classes(entry, logits, targets, gradient);
      Runnable memory = memory(logits, entry.isElementwise() ? targets : null, gradient, count);
      Timing[] timings = Timing.of(rounds, call, memory);
      double spread = Math.max(timings[0].spread(), timings[1].spread());
      out.printf(
          Locale.ROOT,
          ROW,
          entry.name(),
          number(timings[0].nanos() / count),
          number(timings[1].nanos() / count),
          number(timings[0].nanos() / timings[1].nanos()),
          String.format(Locale.ROOT, "%.0f %%", 100 * spread));
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private MemorySegment floats(int count) {
    // a cache line more, so that arrays do not lie at equal offsets of pages
    return arena
        .allocate((long) count * Float.BYTES + ALIGNMENT, ALIGNMENT)
        .asSlice(0, (long) count * Float.BYTES);
  }

  private Runnable classes(
      ScoreEntry entry, MemorySegment logits, MemorySegment targets, MemorySegment gradient) {
    ClassLoss loss = ClassLoss.of(entry.name());
    loss.warmUp();
    ClassBatch batch =
        new ClassBatch(logits, ClassLayout.CHANNELS_FIRST, CLASSES, ANCHORS)
            .targets(targets)
            .classTargets(random.ints(ANCHORS, 0, CLASSES).toArray())
            .gradient(gradient);
    return () -> loss.forwardBackward(batch);
  }

  private static Runnable distances(
      MemorySegment logits, MemorySegment targets, MemorySegment gradient) {
    DistributionLoss loss = DistributionLoss.of(BINS);
    loss.warmUp();
    DistributionBatch batch =
        new DistributionBatch(logits, ANCHORS).targets(targets).gradient(gradient);
    return () -> loss.forwardBackward(batch);
  }

  /** A kernel that reads what a loss reads and writes what it writes. */
  private static Runnable memory(
      MemorySegment logits, MemorySegment targets, MemorySegment gradient, int count) {
    Graph graph = new Graph();
    Node logit = graph.input("logit", 0);
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    outputs.put(
        new Plane("gradient", 0),
        targets == null ? logit.plus(1) : logit.plus(graph.input("target", 0)));
    Kernel kernel = new Kernel(Lowering.lower("memory of scores", outputs, null));
    kernel.warmUp(MemoryKind.SEGMENTS).join();
    Argument[] arguments =
        kernel.program().arguments().stream()
            .map(name ->
                switch (name) {
                  case "logit" -> argument(logits);
                  case "target" -> argument(targets);
                  default -> argument(gradient);
                })
            .toArray(Argument[]::new);
    return () -> kernel.run(arguments, NO_SCALARS, count, Kernel.Choice.WHEN_READY, null, 1);
  }

  private static Argument argument(MemorySegment memory) {
    Argument argument = new Argument();
    argument.set(memory, 0, 0);
    return argument;
  }
}
