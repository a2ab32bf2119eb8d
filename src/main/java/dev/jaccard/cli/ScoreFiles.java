package dev.jaccard.cli;

import dev.jaccard.npy.NpyArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.DoubleConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands for scores and distributions have in common: files, normalizer, threads. */
final class ScoreFiles {
  private static final double NANOS_PER_SECOND = 1e9;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--logits", paramLabel = "X.npy", required = true, description = "The logits.")
  private Path logits;

  @Option(
      names = "--weights",
      paramLabel = "W.npy",
      description =
          "A weight for each anchor, shape (A,); for classify with a loss of elements also one for"
              + " each of them, in the shape of the logits.")
  private Path weights;

  @Option(
      names = "--normalizer",
      paramLabel = "X",
      description =
          "Divide the result and its gradient by X; without it they are those of the sum.")
  private Double normalizer;

  @Option(
      names = "--mean",
      description =
          "Divide them by the number of logits; of softmax-ce by that of the anchors that are not"
              + " ignored, of dfl by that of the anchors.")
  private boolean mean;

  @Option(names = "--loss-out", paramLabel = "L.npy", description = "Write the weighted losses.")
  private Path lossOut;

  @Option(
      names = "--grad-out",
      paramLabel = "G.npy",
      description = "Write the gradient with respect to the logits, in their shape.")
  private Path gradientOut;

  @Mixin private ThreadOption threads;

  Path logits() {
    return logits;
  }

  Path weights() {
    return weights;
  }

  Path lossOut() {
    return lossOut;
  }

  Path gradientOut() {
    return gradientOut;
  }

  int threads() {
    return threads.count();
  }

  /** Sets what a batch's sum is divided by. */
  void reduce(Runnable toMean, DoubleConsumer byNormalizer) {
    if (mean) {
      toMean.run();
    } else {
      byNormalizer.accept(divisor());
    }
  }

  private double divisor() {
    return normalizer == null ? 1 : normalizer;
  }

  /** Refuses values that have no meaning, and outputs that would replace an input. */
  FileClash requireUsable(Path target) throws IOException {
    LossOptions.requireNormalizer(command, divisor());
    if (mean && normalizer != null) {
      throw LossOptions.wrongUsage(
          command, "--mean and --normalizer both say what to divide by; one must be left out");
    }
    threads.count();
    return new FileClash(command)
        .reads("--logits", logits)
        .reads("--target", target)
        .reads("--weights", weights)
        .writes("--loss-out", lossOut)
        .writes("--grad-out", gradientOut);
  }

  /** Fails unless an array has two dimensions that an int can count. */
  static void requireTable(Path file, NpyArray array, String form) {
    long[] shape = array.shape();
    if (shape.length != 2 || shape[0] > Integer.MAX_VALUE || shape[1] > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s has shape %s but must have %s".formatted(file, Shapes.text(shape), form));
    }
  }

  /** Says what came of it. */
  void report(double result, long anchors, long computing, long all) {
    java.io.PrintWriter out = command.commandLine().getOut();
    if (mean) {
      out.println("mean: " + result);
    } else {
      out.println("sum: " + result * divisor());
      out.println("result: " + result);
    }
    out.println("anchors: " + anchors);
    out.printf(
        java.util.Locale.ROOT,
        "time: %.3f s, with files %.3f s%n",
        computing / NANOS_PER_SECOND,
        all / NANOS_PER_SECOND);
  }
}
