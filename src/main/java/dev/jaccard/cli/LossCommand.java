package dev.jaccard.cli;

import dev.jaccard.Backend;
import dev.jaccard.BoxLoss;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Computes a loss of the boxes in two files, and its gradient. */
@Command(
    name = "loss",
    description = "Compute a loss of the boxes in two .npy files, and its gradient.",
    footer = {
      "  jaccard loss ciou --pred P.npy --target T.npy --grad-out G.npy",
      "  jaccard loss eiou --focal 0.5 --format cxcywh --pred P.npy --target T.npy \\",
      "      --weights W.npy --normalizer 128 --loss-out L.npy",
      "  jaccard loss wiou --param version=3 --param mean=0.8 \\",
      "      --pred P.npy --target T.npy"
    })
final class LossCommand implements Callable<Integer> {
  private static final double NANOS_PER_SECOND = 1e9;

  @Spec private CommandSpec command;
  @Mixin private LossOptions loss;
  @Mixin private LossFiles files;

  @Option(
      names = "--normalizer",
      paramLabel = "X",
      description =
          "Divide the result and its gradient by X. Without it the gradient is that of the sum,"
              + " and the mean is over the pairs.")
  private Double normalizer;

  @Option(
      names = "--backend",
      paramLabel = "auto|vector|scalar|reference",
      defaultValue = "auto",
      description =
          "How to compute: in float32, of which auto (the default) takes what is fastest, or by"
              + " the reference in float64, which is then also what is written.")
  private Backend backend;

  @Mixin private ThreadOption threads;

  @Override
  public Integer call() throws IOException, InterruptedException {
    final long start = System.nanoTime();
    requireUsable();
    BoxLoss asked = loss.build(backend);
    try (Arena arena = Arena.ofShared();
        OutputFiles outputs = new OutputFiles()) {
      LossInputs inputs = LossInputs.read(files, arena);
      final long computing = System.nanoTime();
      LossResult result = compute(asked, inputs, arena);
      final long writing = System.nanoTime();
      outputs.write(files.lossOut(), result.losses());
      outputs.write(files.gradientOut(), result.gradient());
      outputs.publish();
      report(inputs.count(), result, writing - computing, System.nanoTime() - start);
    }
    return 0;
  }

  private void requireUsable() throws IOException {
    if (normalizer != null) {
      LossOptions.requireNormalizer(command, normalizer);
    }
    threads.count();
    files.requireApart();
    if (backend == Backend.VECTOR && !VectorModule.isPresent()) {
      throw new IllegalArgumentException(
          "--backend vector needs the module jdk.incubator.vector, which this java does not have");
    }
  }

  private LossResult compute(BoxLoss asked, LossInputs inputs, Arena arena)
      throws InterruptedException {
    LossRequest request =
        new LossRequest(
            loss.format(),
            files.layout(),
            files.lossOut() != null,
            files.gradientOut() != null,
            normalizer == null ? 1 : normalizer,
            threads.count());
    if (backend == Backend.REFERENCE) {
      return new DoubleRun(asked, inputs, request, arena).run();
    }
    Backend chosen = FloatRun.backend(backend, inputs.count());
    BoxLoss chosenLoss = chosen == backend ? asked : loss.build(chosen);
    return FloatRun.run(chosenLoss, chosen, inputs, request, arena);
  }

  private void report(int count, LossResult result, long computing, long all) {
    boolean divided = normalizer != null;
    PrintWriter out = command.commandLine().getOut();
    out.println("sum: " + (divided ? result.result() * normalizer : result.result()));
    out.println("mean: " + (divided ? result.result() : result.result() / Math.max(1, count)));
    out.println("pairs: " + count);
    if (result.runningMean() != null) {
      out.println("running mean: " + result.runningMean().value());
    }
    out.printf(
        Locale.ROOT,
        "time: %.3f s, with files %.3f s%n",
        computing / NANOS_PER_SECOND,
        all / NANOS_PER_SECOND);
  }
}
