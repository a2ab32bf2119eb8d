package dev.jaccard.cli;

import dev.jaccard.Backend;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.match.Pairwise;
import dev.jaccard.npy.NpyArray;
import dev.jaccard.npy.NpyType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Computes the similarity of every pair of two sets of boxes. */
@Command(
    name = "pairwise",
    description = {
      "Compute the similarity of each box of A to each box of B, 1 - loss of the loss NAME.",
      "'iou' is the IoU itself, 'ioa' the intersection over the area of A's box."
    },
    footer = {
      "  jaccard pairwise iou --a A.npy --b B.npy --out M.npy",
      "  jaccard pairwise ciou --inner 0.75 --format cxcywh \\",
      "      --a A.npy --b B.npy --out M.npy"
    })
final class PairwiseCommand implements Callable<Integer> {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long ALIGNMENT = 64;

  /** Fewer are computed before C2 has compiled vectors. */
  private static final long PAIRS_WORTH_VECTORS = 1 << 24;

  @Spec private CommandSpec command;
  @Mixin private LossOptions similarity;

  @Option(
      names = "--a",
      paramLabel = "A.npy",
      required = true,
      description = "The first boxes: shape (n, 4), float32 or float64.")
  private Path first;

  @Option(
      names = "--b",
      paramLabel = "B.npy",
      required = true,
      description = "The second boxes: shape (m, 4).")
  private Path second;

  @Option(
      names = "--out",
      paramLabel = "M.npy",
      required = true,
      description = "Write the similarities: shape (n, m), float32.")
  private Path output;

  @Option(
      names = "--layout",
      paramLabel = "rows|planes",
      defaultValue = "rows",
      description = "Boxes have shape (n, 4), the default, or (4, n).")
  private Layout layout;

  @Mixin private ThreadOption threads;

  @Override
  public Integer call() throws IOException {
    new FileClash(command).reads("--a", first).reads("--b", second).writes("--out", output);
    int most = threads.count();
    similarity(Backend.SCALAR);
    try (Arena arena = Arena.ofShared();
        OutputFiles outputs = new OutputFiles()) {
      Boxes a = boxes(first, arena);
      Boxes b = boxes(second, arena);
      long pairs = (long) a.count() * b.count();
      MemorySegment matrix = arena.allocate(pairs * Float.BYTES, ALIGNMENT);
      final long start = System.nanoTime();
      try (ExecutorService pool = Executors.newFixedThreadPool(most)) {
        similarity(pairs < PAIRS_WORTH_VECTORS ? Backend.SCALAR : Backend.AUTO)
            .executor(pool, most)
            .matrix(a, b, matrix);
      }
      final double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
      long[] shape = {a.count(), b.count()};
      outputs.write(output, new LossResult.Values(NpyType.FLOAT32, shape, matrix));
      outputs.publish();
      command.commandLine().getOut().println("shape: (" + shape[0] + ", " + shape[1] + ")");
      command.commandLine().getOut().printf(Locale.ROOT, "time: %.3f s%n", seconds);
    }
    return 0;
  }

  private Pairwise similarity(Backend backend) {
    BoxLoss loss = similarity.build(backend, Pairwise::builder);
    try {
      return Pairwise.of(loss);
    } catch (IllegalArgumentException e) {
      throw LossOptions.wrongUsage(command, e.getMessage());
    }
  }

  private Boxes boxes(Path file, Arena arena) throws IOException {
    NpyArray array = LossInputs.array(file, arena);
    int count = LossInputs.boxes(file, array, layout);
    return new RunMemory(arena, count, similarity.format(), layout, false).boxes(array);
  }
}
