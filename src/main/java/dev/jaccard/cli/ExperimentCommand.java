package dev.jaccard.cli;

import dev.jaccard.experiment.Coordinates;
import dev.jaccard.experiment.Experiment;
import dev.jaccard.experiment.ExperimentResult;
import dev.jaccard.experiment.Progress;
import dev.jaccard.experiment.Protocol;
import dev.jaccard.experiment.Report;
import dev.jaccard.experiment.ResultCsv;
import dev.jaccard.experiment.ResultTable;
import dev.jaccard.experiment.StandardLosses;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Does the regression experiments and writes tables and the report. */
@Command(
    name = "experiment",
    description =
        "Compare losses by the regression experiment of the DIoU paper, or of WIoU's: gradient"
            + " descent on 1,715,000 boxes, without a network. Prints a table and writes the error"
            + " after every step (experiment.csv) and a report with charts (report.html).",
    footer = {
      "  jaccard experiment",
      "  jaccard experiment --losses iou,ciou,inner-ciou --coordinates both"
    })
final class ExperimentCommand implements Callable<Integer> {
  private static final String BOTH = "both";
  private static final int REFRESH_MILLIS = 200;

  @Spec private CommandSpec command;

  @Option(
      names = "--protocol",
      paramLabel = "P",
      defaultValue = "diou",
      description = "diou (200 steps of gradient descent), wiou (120 steps of Adam) or both.")
  private String protocol;

  @Option(
      names = "--losses",
      paramLabel = "NAMES",
      split = ",",
      description = {
        "The losses, separated by commas; all by default:",
        "${COMPLETION-CANDIDATES}"
      },
      completionCandidates = LossNames.class)
  private List<String> losses = List.of();

  @Option(
      names = "--coordinates",
      paramLabel = "C",
      description =
          "What is moved: center (cx, cy, w, h), corners (x1, y1, x2, y2) or both; by default what"
              + " the paper moves, center for diou, corners for wiou.")
  private String coordinates;

  @Option(
      names = "--points",
      paramLabel = "N",
      defaultValue = "5000",
      description = "The anchor points, 343 cases each; by default 5000.")
  private int points;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "The steps; by default 200 for diou, 120 for wiou.")
  private Integer steps;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "What the anchor points are drawn with; by default 2.")
  private Long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "The threads; by default all cores. The errors do not depend on it.")
  private Integer threads;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "experiment",
      description = "Where the files are written; by default 'experiment'.")
  private Path folder;

  /** What {@code --losses} takes. */
  private static final class LossNames extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    LossNames() {
      super(StandardLosses.names());
    }
  }

  @Override
  public Integer call() throws IOException {
    List<Experiment.Builder> experiments = new ArrayList<>();
    try {
      for (Protocol each : choice("--protocol", protocol, Protocol.values(), Protocol::key)) {
        experiments.add(experiment(each));
      }
    } catch (IllegalArgumentException e) {
      throw LossOptions.wrongUsage(command, e.getMessage());
    }
    makeFolder();
    PrintWriter out = command.commandLine().getOut();
    List<ExperimentResult> results = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    double seconds = 0;
    for (Experiment.Builder experiment : experiments) {
      ExperimentResult result = run(experiment);
      out.println(ResultTable.text(result));
      out.flush();
      String suffix = results.isEmpty() ? "" : "-" + result.protocol().key();
      Path csv = folder.resolve("experiment" + suffix + ".csv");
      ResultCsv.write(result, csv);
      results.add(result);
      files.add(csv);
      seconds += result.seconds();
    }
    Path report = folder.resolve("report.html");
    Report.write(results, report);
    files.add(report);
    out.printf(
        Locale.ROOT,
        "Total time %.1f s. Written: %s%n",
        seconds,
        String.join(", ", files.stream().map(Path::toString).toList()));
    return 0;
  }

  private Experiment.Builder experiment(Protocol each) {
    Experiment.Builder builder = Experiment.builder(each).points(points);
    builder.threads(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
    if (steps != null) {
      builder.steps(steps);
    }
    if (seed != null) {
      builder.seed(seed);
    }
    if (coordinates != null) {
      List<Coordinates> moved =
          choice("--coordinates", coordinates, Coordinates.values(), Coordinates::key);
      builder.coordinates(moved.getFirst(), moved.toArray(Coordinates[]::new));
    }
    List<String> names = losses.isEmpty() ? StandardLosses.names() : losses;
    names.forEach(name -> builder.loss(name, StandardLosses.of(name, each)));
    return builder;
  }

  private static <T> List<T> choice(
      String option, String given, T[] values, Function<T, String> key) {
    List<T> chosen =
        Arrays.stream(values)
            .filter(value -> given.equals(BOTH) || given.equals(key.apply(value)))
            .toList();
    if (chosen.isEmpty()) {
      String known = Arrays.stream(values).map(key).collect(Collectors.joining(", "));
      throw new IllegalArgumentException(
          "%s is '%s' but must be one of %s, %s".formatted(option, given, known, BOTH));
    }
    return chosen;
  }

  /** Before anything is computed, so that no result is lost. */
  private void makeFolder() throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IOException("the folder " + folder + " cannot be made: " + e, e);
    }
    if (!Files.isWritable(folder)) {
      throw new IOException("the folder " + folder + " cannot be written");
    }
  }

  private static ExperimentResult run(Experiment.Builder experiment) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return experiment.build().run();
    }
    try (TerminalBar bar = new TerminalBar()) {
      return experiment.progress(bar).build().run();
    }
  }

  /** A class of its own, so that commands without a bar run without its library. */
  private static final class TerminalBar implements Progress, AutoCloseable {
    private final ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("experiment")
            .setInitialMax(1)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .setConsumer(new ConsoleProgressBarConsumer(System.err))
            .clearDisplayOnFinish()
            .build();

    @Override
    public void update(String loss, long done, long total) {
      bar.maxHint(total);
      bar.stepTo(done);
      bar.setExtraMessage(" " + loss);
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
