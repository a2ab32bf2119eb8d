package dev.jaccard.cli;

import dev.jaccard.npy.NpyArray;
import dev.jaccard.npy.NpyFile;
import dev.jaccard.npy.NpyType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
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
      description = "A weight for each anchor, shape (A,), or for each element where there are.")
  private Path weights;

  @Option(
      names = "--normalizer",
      paramLabel = "X",
      description =
          "Divide the result and its gradient by X; without it they are those of the sum.")
  private double normalizer = 1;

  @Option(names = "--loss-out", paramLabel = "L.npy", description = "Write the weighted losses.")
  private Path lossOut;

  @Option(
      names = "--grad-out",
      paramLabel = "G.npy",
      description = "Write the gradient with respect to the logits, in their shape.")
  private Path gradientOut;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Use at most N threads, by default all cores; no bit depends on it.")
  private int threads = Runtime.getRuntime().availableProcessors();

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

  double normalizer() {
    return normalizer;
  }

  int threads() {
    return threads;
  }

  /** Refuses values that have no meaning, and outputs that would replace an input. */
  void requireUsable(Path target) throws IOException {
    if (!(normalizer > 0 && Double.isFinite(normalizer))) {
      throw LossOptions.wrongUsage(
          command, "--normalizer is " + normalizer + " but must be a finite number above 0");
    }
    if (threads < 1) {
      throw LossOptions.wrongUsage(command, "--threads is " + threads + " but must be at least 1");
    }
    requireApart("--loss-out", lossOut, target);
    requireApart("--grad-out", gradientOut, target);
    FileClash.require(command, "--grad-out", gradientOut, "--loss-out", lossOut);
  }

  /** Refuses an output that would replace an input. */
  void requireApart(String option, Path file, Path target) throws IOException {
    FileClash.require(command, option, file, "--logits", logits);
    FileClash.require(command, option, file, "--target", target);
    FileClash.require(command, option, file, "--weights", weights);
  }

  /** Reads an array of floats. */
  static NpyArray floats(Path file, Arena arena) throws IOException {
    NpyArray array = NpyFile.read(file, arena);
    if (array.dtype() == NpyType.INT64) {
      throw new IllegalArgumentException(
          "%s has dtype %s but must have %s or %s"
              .formatted(
                  file,
                  array.dtype().descriptor(),
                  NpyType.FLOAT32.descriptor(),
                  NpyType.FLOAT64.descriptor()));
    }
    return array;
  }

  /** Fails unless an array has a shape. */
  static void requireShape(Path file, NpyArray array, String why, long... shape) {
    if (!Arrays.equals(array.shape(), shape)) {
      throw new IllegalArgumentException(
          "%s has shape %s but must have %s%s"
              .formatted(file, Shapes.text(array.shape()), Shapes.text(shape), why));
    }
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
    out.println("sum: " + result * normalizer);
    out.println("result: " + result);
    out.println("anchors: " + anchors);
    out.printf(
        java.util.Locale.ROOT,
        "time: %.3f s, with files %.3f s%n",
        computing / NANOS_PER_SECOND,
        all / NANOS_PER_SECOND);
  }
}
