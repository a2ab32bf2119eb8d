package dev.jaccard.cli;

import dev.jaccard.BoxLoss;
import dev.jaccard.experiment.Coordinates;
import dev.jaccard.experiment.Experiment;
import dev.jaccard.experiment.ExperimentResult;
import dev.jaccard.experiment.Progress;
import dev.jaccard.experiment.Protocol;
import dev.jaccard.experiment.Report;
import dev.jaccard.experiment.ResultCsv;
import dev.jaccard.experiment.ResultTable;
import dev.jaccard.experiment.StandardLosses;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the box-regression experiment and writes its report. */
@Command(
    name = "experiment",
    description =
        "Gradient descent on boxes, as papers compare losses: every loss moves 1,715,000 boxes"
            + " towards their targets. Prints a table, writes experiment.csv and report.html.",
    footer = {
      "  jaccard experiment",
      "  jaccard experiment --losses ciou,siou,focal-eiou --coordinates both --out results"
    })
final class ExperimentCommand implements Callable<Integer> {
  private static final String BOTH = "both";

  @Spec private CommandSpec command;

  @Option(
      names = "--protocol",
      paramLabel = "P",
      defaultValue = "diou",
      description = "diou, wiou or both; diou by default.")
  private String protocol;

  @Option(
      names = "--losses",
      paramLabel = "NAME",
      split = ",",
      description =
          "The losses, separated by commas; all by default: those of 'jaccard losses' and"
              + " focal-eiou, alpha-ciou, inner-siou, inner-ciou, focal-siou, focaler-iou.")
  private List<String> losses = List.of();

  @Option(
      names = "--coordinates",
      paramLabel = "C",
      description = "What is moved: center, corners or both; by default what the paper does.")
  private String coordinates;

  @Option(
      names = "--points",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Anchor points, 343 cases each; 5000 by default.")
  private int points;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps; by default the paper's, 200 or 120.")
  private Integer steps;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "2",
      description = "What the points are drawn with; 2 by default.")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads; all cores by default. The numbers do not depend on it.")
  private Integer threads;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "experiment",
      description = "Where experiment.csv and report.html go; 'experiment' by default.")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    write(run());
    return 0;
  }

  private List<ExperimentResult> run() throws IOException {
    List<ExperimentResult> results = new ArrayList<>();
    try (Bar bar = new Bar()) {
      List<Experiment> experiments = experiments(bar);
      Files.createDirectories(folder);
      for (Experiment experiment : experiments) {
        results.add(experiment.run());
      }
    }
    return results;
  }

  private List<Experiment> experiments(Progress progress) {
    try {
      return protocols().stream().map(chosen -> experiment(chosen, progress)).toList();
    } catch (IllegalArgumentException e) {
      throw LossOptions.wrongUsage(command, e.getMessage());
    }
  }

  private void write(List<ExperimentResult> results) throws IOException {
    PrintWriter out = command.commandLine().getOut();
    double seconds = 0;
    for (ExperimentResult result : results) {
      out.print(ResultTable.text(result));
      Path csv = folder.resolve(csvName(result, results.size()));
      ResultCsv.write(result, csv);
      out.println(csv);
      seconds += result.seconds();
    }
    Path report = folder.resolve("report.html");
    Report.write(results, report);
    out.println(report);
    out.printf(Locale.ROOT, "total time %.1f s%n", seconds);
  }

  private static String csvName(ExperimentResult result, int results) {
    return results == 1 ? "experiment.csv" : "experiment-" + result.protocol().key() + ".csv";
  }

  private List<Protocol> protocols() {
    return switch (protocol) {
      case "diou" -> List.of(Protocol.DIOU);
      case "wiou" -> List.of(Protocol.WIOU);
      case BOTH -> List.of(Protocol.DIOU, Protocol.WIOU);
      default ->
          throw new IllegalArgumentException(
              "--protocol is '" + protocol + "' but must be diou, wiou or both");
    };
  }

  private Experiment experiment(Protocol chosen, Progress progress) {
    Experiment.Builder builder =
        Experiment.builder(chosen)
            .points(points)
            .seed(seed)
            .threads(threads == null ? Runtime.getRuntime().availableProcessors() : threads)
            .progress(progress);
    if (steps != null) {
      builder.steps(steps);
    }
    if (coordinates != null) {
      coordinates(builder);
    }
    Map<String, BoxLoss> all = losses.isEmpty() ? StandardLosses.all(chosen) : Map.of();
    builder.losses(all);
    losses.forEach(name -> builder.loss(name, StandardLosses.of(name, chosen)));
    return builder.build();
  }

  private void coordinates(Experiment.Builder builder) {
    switch (coordinates) {
      case "center" -> builder.coordinates(Coordinates.CENTER);
      case "corners" -> builder.coordinates(Coordinates.CORNERS);
      case BOTH -> builder.coordinates(Coordinates.CENTER, Coordinates.CORNERS);
      default ->
          throw new IllegalArgumentException(
              "--coordinates is '" + coordinates + "' but must be center, corners or both");
    }
  }

  /** A progress bar where standard error is a terminal; nothing in a pipe. */
  private static final class Bar implements Progress, AutoCloseable {
    private ProgressBar bar;

    @Override
    public void update(String loss, long done, long total) {
      if (bar == null && System.console() != null && System.console().isTerminal()) {
        bar =
            new ProgressBarBuilder()
                .setStyle(ProgressBarStyle.ASCII)
                .setInitialMax(total)
                .setTaskName("experiment")
                .build();
      }
      if (bar != null) {
        bar.maxHint(total);
        bar.stepTo(done);
        bar.setExtraMessage(" " + loss);
      }
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
