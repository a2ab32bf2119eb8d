package dev.jaccard.bench;

import dev.jaccard.bench.measure.Guard;
import dev.jaccard.bench.measure.Rounds;
import dev.jaccard.bench.measure.Task;
import dev.jaccard.bench.measure.Timings;
import dev.jaccard.bench.torch.TorchScoreCall;
import dev.jaccard.classification.ClassLayout;
import dev.jaccard.results.Measurement;
import dev.jaccard.results.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/**
 * Losses of scores and distances beside PyTorch eager and beside a kernel that moves the same
 * memory, on one thread, in one JVM, round by round: what disturbs one disturbs all. Several forks.
 * Each loss and gradient is compared with PyTorch's before it is timed.
 *
 * <p>Beyond the cache PyTorch is left out: it takes the same time per logit or longer.
 */
public final class ScoreRatios {
  private static final int IN_CACHE = 8400;
  private static final int BEYOND = 16 * IN_CACHE;
  private static final int FORKS = 3;
  private static final double MILLISECOND = 1e6;
  private static final Rounds ROUNDS =
      new Rounds(60 * MILLISECOND, 11, 2 * MILLISECOND, 200 * MILLISECOND);

  private static final String REFUSED = "refused";
  private static final String BENCHMARK = "score";
  private static final String LOSS = "loss";
  private static final String LAYOUT = "layout";
  private static final String TARGETS = "targets";
  private static final String ANCHORS = "anchors";
  private static final String CONTENDER = "contender";
  private static final String JACCARD = "jaccard";
  private static final String MEMORY = "memory";
  private static final String PYTORCH = "pytorch";

  /** PyTorch with a row for the bins of each side, where ours are planes. */
  private static final String PYTORCH_ROWS = "pytorch-rows";

  private ScoreRatios() {}

  /**
   * What is measured.
   *
   * @param loss the loss
   * @param layout how the logits lie
   * @param targets how the targets are given
   * @param pytorch how many times as fast as PyTorch it shall be
   * @param memory how many times the memory kernel's time it may take beyond the cache
   */
  private record Case(
      String loss, ClassLayout layout, String targets, double pytorch, double memory) {
    private Map<String, String> parameters(int anchors, String contender) {
      return Map.of(
          LOSS,
          loss,
          LAYOUT,
          layout.name(),
          TARGETS,
          targets,
          ANCHORS,
          Integer.toString(anchors),
          CONTENDER,
          contender);
    }
  }

  private static final List<Case> CASES = cases();

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (ClassLayout layout : ClassLayout.values()) {
      for (String targets : List.of("dense", "sparse")) {
        cases.add(new Case("bce", layout, targets, 8, 1.3));
        cases.add(new Case("focal", layout, targets, 25, 1.6));
        cases.add(new Case("varifocal", layout, targets, 25, 1.3));
      }
      cases.add(new Case("softmax-ce", layout, "classes", 4, 1.3));
    }
    cases.add(
        new Case(ScoreContenders.DISTANCES, ClassLayout.CHANNELS_FIRST, "distances", 20, 1.3));
    return cases;
  }

  /**
   * Runs the forks and writes the table, or, with {@code fork}, is one.
   *
   * @param arguments the file to write, the number of forks, the losses (separated by commas)
   * @throws IOException if a fork fails or the file cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length > 0 && arguments[0].equals("fork")) {
      fork(arguments[1], Path.of(arguments[2]));
      return;
    }
    Path file = Path.of(arguments.length > 0 ? arguments[0] : "jmh/results/scores.md");
    int forks = arguments.length > 1 ? Integer.parseInt(arguments[1]) : FORKS;
    String losses = arguments.length > 2 ? arguments[2] : "";
    String before = Provenance.load();
    SequencedMap<String, Measurement> found = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < forks; i++) {
      System.err.println("fork " + (i + 1) + " of " + forks);
      ResultFile fork = SuiteJvm.run(ScoreRatios.class, "", List.of("fork", losses));
      fork.measurements()
          .forEach(measured -> found.merge(measured.key(), measured, Measurement::and));
      String refused = fork.provenance().get(Provenance.REFUSED);
      if (refused != null) {
        lines.add("");
        lines.add("Not reported of fork " + (i + 1) + ": " + refused + ".");
      }
    }
    lines.addAll(0, table(found, forks));
    lines.add("");
    lines.add(
        Provenance.machine() + ". Load before " + before + ", after " + Provenance.load() + ".");
    lines.forEach(System.out::println);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, lines);
  }

  private static void fork(String losses, Path file) throws IOException {
    List<Measurement> results = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (Case wanted : CASES) {
      if (losses.isEmpty() || List.of(losses.split(",")).contains(wanted.loss)) {
        for (int anchors : new int[] {IN_CACHE, BEYOND}) {
          Timings timings = ROUNDS.measure(tasks(wanted, anchors));
          results.addAll(timings.measurements());
          refused.addAll(timings.refused());
        }
      }
    }
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    if (!refused.isEmpty()) {
      facts.put(Provenance.REFUSED, String.join("; ", refused));
    }
    new ResultFile(facts, results).write(file);
  }

  private static List<Task> tasks(Case wanted, int anchors) {
    ScoreContenders contenders =
        new ScoreContenders(wanted.loss, wanted.layout, wanted.targets.equals("sparse"), anchors);
    SequencedMap<String, DoubleSupplier> calls = new LinkedHashMap<>();
    calls.put(JACCARD, contenders.loss());
    calls.put(MEMORY, contenders.memory());
    if (anchors == IN_CACHE) {
      calls.put(PYTORCH, checked(wanted, false, contenders));
      if (wanted.loss.equals(ScoreContenders.DISTANCES)) {
        calls.put(PYTORCH_ROWS, checked(wanted, true, contenders));
      }
    }
    double logits = (double) anchors * contenders.heads().planes();
    List<Task> tasks = new ArrayList<>();
    calls.forEach((name, call) -> {
      Map<String, String> parameters = wanted.parameters(anchors, name);
      // PyTorch allocates, and is compiled
      Guard guard =
          switch (name) {
            case JACCARD -> contenders.guard();
            case MEMORY -> Guard.compiled(call, () -> true);
            default -> Guard.NONE;
          };
      Task task = new Task(BENCHMARK, parameters, logits, call, guard);
      tasks.add(guard == Guard.NONE ? task : task.over(wanted.toString()));
    });
    return tasks;
  }

  private static TorchScoreCall checked(
      Case wanted, boolean binsInRows, ScoreContenders contenders) {
    TorchScoreCall torch =
        new TorchScoreCall(wanted.loss, wanted.layout, binsInRows, contenders.heads());
    // so that what is not written is found wrong
    contenders.heads().gradient().fill((byte) -1);
    torch.check(contenders.loss().getAsDouble());
    return torch;
  }

  private static List<String> table(Map<String, Measurement> found, int forks) {
    List<String> lines = new ArrayList<>();
    lines.add("# Losses of scores and distances");
    lines.add("");
    lines.add(
        "Forward and backward, gradients written, one thread: 8,400 anchors of 80 logits, for dfl"
            + " 64, and beyond the cache 134,400 anchors. `ScoreRatios`: all in one JVM, round by"
            + " round, results compared with PyTorch's first; medians of rounds, then of "
            + forks
            + " forks, in brackets the forks' smallest and largest. ns are per logit; x memory is"
            + " the multiple of a kernel that reads and writes the same planes, x PyTorch how many"
            + " times as long PyTorch eager takes. In the columns of goals, what was to be"
            + " reached.");
    lines.add("");
    lines.add(
        "| loss | layout | targets | ns | x memory | PyTorch, ns | x PyTorch | goal | ns beyond the"
            + " cache | x memory | goal |");
    lines.add("|---|---|---|---|---|---|---|---|---|---|---|");
    for (Case wanted : CASES) {
      Measurement near = measurement(found, wanted, IN_CACHE, JACCARD);
      Measurement far = measurement(found, wanted, BEYOND, JACCARD);
      for (String contender : List.of(PYTORCH, PYTORCH_ROWS)) {
        Measurement torch = measurement(found, wanted, IN_CACHE, contender);
        if (torch != null) {
          String layout = wanted.layout == ClassLayout.ROWS ? "rows" : "channels first";
          lines.add(
              "| "
                  + String.join(
                      " | ",
                      wanted.loss,
                      layout + (contender.equals(PYTORCH) ? "" : ", PyTorch rows of bins"),
                      wanted.targets,
                      number(nanos(near), "%.3f"),
                      ratio(near, measurement(found, wanted, IN_CACHE, MEMORY), "%.2f"),
                      number(nanos(torch), "%.2f"),
                      ratio(torch, near, "%.1f"),
                      number(wanted.pytorch, "%.0f"),
                      number(nanos(far), "%.3f"),
                      ratio(far, measurement(found, wanted, BEYOND, MEMORY), "%.2f"),
                      number(wanted.memory, "%.1f"))
                  + " |");
        }
      }
    }
    return lines;
  }

  private static Measurement measurement(
      Map<String, Measurement> found, Case wanted, int anchors, String contender) {
    return found.get(BENCHMARK + new TreeMap<>(wanted.parameters(anchors, contender)));
  }

  /** NaN of what was refused. */
  private static double nanos(Measurement measured) {
    return measured == null
        ? Double.NaN
        : median(measured.forks().stream().mapToDouble(ScoreRatios::median).toArray());
  }

  /** The median of the forks' medians of ratios within a round. */
  private static String ratio(Measurement above, Measurement below, String format) {
    if (above == null || below == null || above.forks().size() != below.forks().size()) {
      return REFUSED;
    }
    double[] ratios = new double[above.forks().size()];
    for (int fork = 0; fork < ratios.length; fork++) {
      double[] times = above.forks().get(fork);
      double[] others = below.forks().get(fork);
      // a slow task has fewer rounds: the first of the other's
      double[] each = new double[Math.min(times.length, others.length)];
      Arrays.setAll(each, round -> times[round] / others[round]);
      ratios[fork] = median(each);
    }
    return number(median(ratios), format)
        + " ("
        + number(Arrays.stream(ratios).min().orElseThrow(), format)
        + "-"
        + number(Arrays.stream(ratios).max().orElseThrow(), format)
        + ")";
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String number(double value, String format) {
    return Double.isNaN(value) ? REFUSED : String.format(Locale.ROOT, format, value);
  }
}
