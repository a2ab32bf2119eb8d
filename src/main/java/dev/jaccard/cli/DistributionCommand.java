package dev.jaccard.cli;

import dev.jaccard.Backend;
import dev.jaccard.classification.DistributionBatch;
import dev.jaccard.classification.DistributionLoss;
import dev.jaccard.npy.NpyArray;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Computes the distribution focal loss of the bins in a file, and the expected distances. */
@Command(
    name = "dfl",
    description =
        "Compute the distribution focal loss of the bins in .npy files, its gradient, and the"
            + " expected distances.",
    footer = {
      "  jaccard dfl --logits X.npy --target D.npy --grad-out G.npy",
      "  jaccard dfl --logits X.npy --distances-out D.npy"
    })
final class DistributionCommand implements Callable<Integer> {
  private static final int SIDES = 4;

  @Spec private CommandSpec command;
  @Mixin private ScoreFiles files;

  @Option(
      names = "--target",
      paramLabel = "D.npy",
      description = "The target distances in bins: shape (4, A). The logits have (4·reg_max, A).")
  private Path target;

  @Option(
      names = "--distances-out",
      paramLabel = "E.npy",
      description = "Write the expected distances: shape (4, A).")
  private Path distancesOut;

  @Option(
      names = "--backend",
      paramLabel = "auto|vector|scalar|reference",
      defaultValue = "auto",
      description = "How to compute; reference is in float64, and rounded when it is written.")
  private Backend backend;

  @Override
  public Integer call() throws IOException {
    final long start = System.nanoTime();
    requireUsable();
    try (Arena arena = Arena.ofShared();
        OutputFiles outputs = new OutputFiles();
        ExecutorService pool = Executors.newFixedThreadPool(files.threads())) {
      NpyArray logits = InputArrays.floats(files.logits(), arena);
      ScoreFiles.requireTable(files.logits(), logits, "(4·reg_max, A)");
      final DistributionLoss loss = loss(logits);
      int anchors = (int) logits.shape()[1];
      DistributionBatch batch =
          new DistributionBatch(logits.toFloat32(arena), anchors).executor(pool, files.threads());
      files.reduce(batch::mean, batch::normalizer);
      long[] sides = {SIDES, anchors};
      if (target != null) {
        NpyArray array = InputArrays.floats(target, arena);
        InputArrays.requireShape(target, array, ", a distance for each side", sides);
        batch.targets(array.toFloat32(arena));
      }
      if (files.weights() != null) {
        NpyArray array = InputArrays.floats(files.weights(), arena);
        InputArrays.requireShape(files.weights(), array, ", a weight for each anchor", anchors);
        batch.weights(array.toFloat32(arena));
      }
      LossResult.Values losses = LossResult.room(arena, files.lossOut(), anchors);
      LossResult.Values distances = LossResult.room(arena, distancesOut, sides);
      LossResult.Values gradient = LossResult.room(arena, files.gradientOut(), logits.shape());
      batch
          .losses(LossResult.data(losses))
          .distances(LossResult.data(distances))
          .gradient(LossResult.data(gradient));
      final long computing = System.nanoTime();
      double result = gradient == null ? loss.forward(batch) : loss.forwardBackward(batch);
      final long writing = System.nanoTime();
      outputs.write(files.lossOut(), losses);
      outputs.write(distancesOut, distances);
      outputs.write(files.gradientOut(), gradient);
      outputs.publish();
      files.report(result, anchors, writing - computing, System.nanoTime() - start);
    }
    return 0;
  }

  private void requireUsable() throws IOException {
    files.requireUsable(target).writes("--distances-out", distancesOut);
    if (target == null && distancesOut == null) {
      throw LossOptions.wrongUsage(command, "neither --target nor --distances-out is given");
    }
    if (target == null && (files.lossOut() != null || files.gradientOut() != null)) {
      throw LossOptions.wrongUsage(
          command, "--loss-out and --grad-out need --target, which is not given");
    }
  }

  private DistributionLoss loss(NpyArray logits) {
    long planes = logits.shape()[0];
    if (planes % SIDES != 0) {
      throw new IllegalArgumentException(
          "%s has shape %s but must have (4·reg_max, A)"
              .formatted(files.logits(), Shapes.text(logits.shape())));
    }
    try {
      return DistributionLoss.of((int) (planes / SIDES), backend);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s has shape %s: %s"
              .formatted(files.logits(), Shapes.text(logits.shape()), e.getMessage()),
          e);
    }
  }
}
