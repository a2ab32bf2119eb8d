package dev.jaccard.cli;

import dev.jaccard.Backend;
import dev.jaccard.classification.ClassBatch;
import dev.jaccard.classification.ClassLayout;
import dev.jaccard.classification.ClassLoss;
import dev.jaccard.loss.Catalog;
import dev.jaccard.npy.NpyArray;
import dev.jaccard.npy.NpyFile;
import dev.jaccard.scoreloss.ScoreCatalog;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Computes a loss of class scores in files, and its gradient. */
@Command(
    name = "classify",
    description = "Compute a loss of class scores in .npy files, and its gradient.",
    footer = {
      "  jaccard classify focal --alpha 0.25 --gamma 2 --logits X.npy --target T.npy \\",
      "      --grad-out G.npy",
      "  jaccard classify softmax-ce --layout planes --logits X.npy --target C.npy"
    })
final class ClassifyCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "NAME",
      description = "The loss of scores: a name that 'jaccard losses' lists.")
  private String name;

  @Mixin private ScoreFiles files;

  @Option(
      names = "--target",
      paramLabel = "T.npy",
      required = true,
      description =
          "The targets, floats in the shape of the logits, in [0, 1] for losses of probabilities,"
              + " which is not checked; for softmax-ce the class of each anchor, int64 or int32 of shape"
              + " (A,).")
  private Path target;

  @Option(
      names = "--layout",
      paramLabel = "rows|planes",
      defaultValue = "rows",
      description = "Logits have shape (A, C), the default, or (C, A).")
  private Layout layout;

  @Option(
      names = "--backend",
      paramLabel = "auto|vector|scalar|reference",
      defaultValue = "auto",
      description = "How to compute; reference is in float64, and rounded when it is written.")
  private Backend backend;

  @Option(
      names = "--param",
      paramLabel = "KEY=VALUE",
      description = "Set a parameter of the loss; may be given several times.")
  private Map<String, Double> parameters = new LinkedHashMap<>();

  @Option(names = "--alpha", paramLabel = "A", description = "The parameter alpha.")
  private Double alpha;

  @Option(names = "--gamma", paramLabel = "G", description = "The parameter gamma.")
  private Double gamma;

  @Option(names = "--beta", paramLabel = "B", description = "The parameter beta.")
  private Double beta;

  @Option(names = "--pos-weight", paramLabel = "W", description = "The parameter pos_weight.")
  private Double positiveWeight;

  @Option(names = "--smoothing", paramLabel = "S", description = "The parameter smoothing.")
  private Double smoothing;

  @Option(names = "--ignore-index", paramLabel = "I", description = "The parameter ignore_index.")
  private Double ignored;

  @Override
  public Integer call() throws IOException {
    final long start = System.nanoTime();
    files.requireUsable(target);
    ClassLoss loss = build();
    try (Arena arena = Arena.ofShared();
        OutputFiles outputs = new OutputFiles();
        ExecutorService pool = Executors.newFixedThreadPool(files.threads())) {
      NpyArray logits = InputArrays.floats(files.logits(), arena);
      ScoreFiles.requireTable(files.logits(), logits, layout == Layout.ROWS ? "(A, C)" : "(C, A)");
      int anchors = (int) logits.shape()[layout == Layout.ROWS ? 0 : 1];
      int classes = (int) logits.shape()[layout == Layout.ROWS ? 1 : 0];
      if (classes == 0) {
        throw new IllegalArgumentException(
            "%s has shape %s, no class, but must have at least one"
                .formatted(files.logits(), Shapes.text(logits.shape())));
      }
      ClassBatch batch =
          new ClassBatch(
                  logits.toFloat32(arena),
                  layout == Layout.ROWS ? ClassLayout.ROWS : ClassLayout.CHANNELS_FIRST,
                  classes,
                  anchors)
              .executor(pool, files.threads());
      files.reduce(batch::mean, batch::normalizer);
      setTarget(loss, batch, logits, arena);
      setWeights(loss, batch, logits, arena);
      LossResult.Values losses =
          LossResult.room(
              arena, files.lossOut(), loss.isElementwise() ? logits.shape() : new long[] {anchors});
      LossResult.Values gradient = LossResult.room(arena, files.gradientOut(), logits.shape());
      batch.losses(LossResult.data(losses)).gradient(LossResult.data(gradient));
      final long computing = System.nanoTime();
      double result = compute(loss, batch, gradient != null);
      final long writing = System.nanoTime();
      outputs.write(files.lossOut(), losses);
      outputs.write(files.gradientOut(), gradient);
      outputs.publish();
      files.report(result, anchors, writing - computing, System.nanoTime() - start);
    }
    return 0;
  }

  private ClassLoss build() {
    Map<String, Double> given = new LinkedHashMap<>(parameters);
    put(given, "alpha", alpha);
    put(given, "gamma", gamma);
    put(given, "beta", beta);
    put(given, "pos_weight", positiveWeight);
    put(given, "smoothing", smoothing);
    put(given, "ignore_index", ignored);
    try {
      ClassLoss.Builder builder = ClassLoss.builder(name).backend(backend);
      given.forEach(builder::param);
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw LossOptions.wrongUsage(command, problem(e.getMessage()));
    }
  }

  private String problem(String message) {
    if (name.equals(ScoreCatalog.DISTRIBUTION)) {
      return name + " is a loss of distances: see 'jaccard dfl'";
    }
    boolean boxes = Catalog.entries().stream().anyMatch(entry -> entry.name().equals(name));
    return boxes ? name + " is a loss of boxes: see 'jaccard loss'" : message;
  }

  private static void put(Map<String, Double> values, String key, Double value) {
    if (value != null) {
      values.put(key, value);
    }
  }

  private void setTarget(ClassLoss loss, ClassBatch batch, NpyArray logits, Arena arena)
      throws IOException {
    if (loss.isElementwise()) {
      NpyArray array = InputArrays.floats(target, arena);
      InputArrays.requireShape(target, array, " like the logits", logits.shape());
      batch.targets(array.toFloat32(arena));
      return;
    }
    NpyArray array = NpyFile.read(target, arena);
    InputArrays.requireShape(target, array, ", a class for each anchor", batch.anchors());
    batch.classTargets(InputArrays.ints(target, array, arena).toArray(ValueLayout.JAVA_INT));
  }

  private double compute(ClassLoss loss, ClassBatch batch, boolean backward) {
    try {
      return backward ? loss.forwardBackward(batch) : loss.forward(batch);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          LossOptions.withOption(e.getMessage(), Map.of("classTargets", target.toString())), e);
    }
  }

  private void setWeights(ClassLoss loss, ClassBatch batch, NpyArray logits, Arena arena)
      throws IOException {
    if (files.weights() == null) {
      return;
    }
    NpyArray weights = InputArrays.floats(files.weights(), arena);
    if (weights.shape().length == 1 || !loss.isElementwise()) {
      InputArrays.requireShape(
          files.weights(), weights, ", a weight for each anchor", batch.anchors());
      batch.anchorWeights(weights.toFloat32(arena));
    } else {
      InputArrays.requireShape(files.weights(), weights, " like the logits", logits.shape());
      batch.elementWeights(weights.toFloat32(arena));
    }
  }
}
