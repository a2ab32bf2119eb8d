package dev.jaccard.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that name the files of a loss: what is read, and what is written if asked for. */
final class LossFiles {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--pred",
      paramLabel = "P.npy",
      required = true,
      description = "The predictions: shape (n, 4), float32 or float64.")
  private Path prediction;

  @Option(
      names = "--target",
      paramLabel = "T.npy",
      required = true,
      description = "The targets, as many.")
  private Path target;

  @Option(
      names = "--layout",
      paramLabel = "rows|planes",
      defaultValue = "rows",
      description = "Boxes have shape (n, 4), the default, or (4, n).")
  private Layout layout;

  @Option(
      names = "--weights",
      paramLabel = "W.npy",
      description = "A weight for each pair: shape (n,).")
  private Path weights;

  @Option(
      names = "--loss-out",
      paramLabel = "L.npy",
      description = "Write the weighted loss of each pair: shape (n,).")
  private Path lossOut;

  @Option(
      names = "--grad-out",
      paramLabel = "G.npy",
      description = "Write the gradient with respect to the predictions, in their shape.")
  private Path gradientOut;

  Path prediction() {
    return prediction;
  }

  Path target() {
    return target;
  }

  Layout layout() {
    return layout;
  }

  /** The file of the weights, or null. */
  Path weights() {
    return weights;
  }

  /** The file for the losses, or null. */
  Path lossOut() {
    return lossOut;
  }

  /** The file for the gradient, or null. */
  Path gradientOut() {
    return gradientOut;
  }

  /** Refuses outputs that would replace an input or each other. */
  void requireApart() throws IOException {
    new FileClash(command)
        .reads("--pred", prediction)
        .reads("--target", target)
        .reads("--weights", weights)
        .writes("--loss-out", lossOut)
        .writes("--grad-out", gradientOut);
  }
}
