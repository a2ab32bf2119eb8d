package dev.jaccard.cli;

import dev.jaccard.Backend;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.emit.MemoryKind;
import dev.jaccard.loss.Catalog;
import dev.jaccard.loss.CatalogEntry;
import dev.jaccard.results.Comparison;
import dev.jaccard.scoreloss.ScoreCatalog;
import dev.jaccard.scoreloss.ScoreEntry;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures the losses on this machine, or compares two runs of the benchmark suite. */
@Command(
    name = "bench",
    description =
        "Measure the losses on this machine, forward and backward, on one thread: nanoseconds per"
            + " pair in cache and beyond, as multiples of a kernel that only moves the same"
            + " memory, and beside the scalar reading. All losses take about a minute. Or run the"
            + " benchmark suite, or compare two files of its results.",
    footer = {
      "  jaccard bench",
      "  jaccard bench ciou siou --rounds 21",
      "  jaccard bench bce focal softmax-ce dfl",
      "  jaccard bench --quick",
      "  jaccard bench --compare OLD.json NEW.json"
    })
final class BenchCommand implements Callable<Integer> {
  private static final int SMALL = 8192;
  private static final int LARGE = 1 << 20;

  /** A million pairs: C2 compiles the scalar loop after a tenth of them. */
  private static final int SCALAR_WARM_UP_CALLS = LARGE / SMALL;

  /** Rounds that differ by more do not tell much. */
  private static final double NOISY = 0.25;

  private static final String ROW = "%-9s%12s%11s%18s%11s%12s%11s%9s%n";

  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "The losses; all of boxes by default, those of scores if they are named.")
  private List<String> names = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "Take the median of N rounds, by default 7.")
  private int rounds;

  @Option(
      names = "--quick",
      description =
          "Run the benchmark suite, " + SuiteJar.NAME + " beside this program: under 3 minutes.")
  private boolean quick;

  @Option(
      names = "--full",
      description =
          "Run all of it: more losses, sizes, forks and rounds. It says beforehand how long.")
  private boolean full;

  @Option(
      names = "--compare",
      paramLabel = "FILE",
      arity = "2",
      description =
          "Measure nothing; say what became slower from the first file to the second, beyond the"
              + " noise of both. The exit status is 1 if something did.")
  private List<Path> compared = List.of();

  private final List<String> noisy = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    if (quick || full) {
      if (quick && full || !names.isEmpty() || !compared.isEmpty()) {
        throw LossOptions.wrongUsage(command, "--quick and --full run the suite as it is, alone");
      }
      return SuiteJar.run(full ? "--full" : "--quick");
    }
    if (compared.isEmpty()) {
      measure();
      return 0;
    }
    if (!names.isEmpty()) {
      throw LossOptions.wrongUsage(command, "--compare takes two files and no losses");
    }
    Comparison comparison = Comparison.ofFiles(compared.getFirst(), compared.getLast());
    comparison.lines().forEach(command.commandLine().getOut()::println);
    return comparison.slower().isEmpty() ? 0 : Failures.FAILED;
  }

  private void measure() {
    final List<CatalogEntry> entries = entries();
    final List<ScoreEntry> scores =
        ScoreCatalog.entries().stream().filter(e -> names.contains(e.name())).toList();
    PrintWriter out = command.commandLine().getOut();
    out.println(Machine.line());
    if (!scores.isEmpty()) {
      try (Arena arena = Arena.ofShared()) {
        new ScoreBench(arena, rounds).run(out, scores);
      }
    }
    if (entries.isEmpty()) {
      return;
    }
    out.println("Forward and backward, one thread, ns per pair; medians of " + rounds + " rounds.");
    out.printf(
        ROW,
        "loss",
        "8,192 pairs",
        "x memory",
        "1,048,576 pairs",
        "x memory",
        "scalar",
        "speed-up",
        "spread");
    try (Arena arena = Arena.ofShared()) {
      BenchData small = new BenchData(arena, SMALL);
      BenchData large = new BenchData(arena, LARGE);
      MemoryKernel.KERNEL.warmUp(MemoryKind.SEGMENTS).join();
      memory(out, Timing.of(rounds, small.memoryCall(), large.memoryCall()));
      for (CatalogEntry entry : entries) {
        loss(out, entry.name(), measure(entry, small, large));
      }
    }
    if (!noisy.isEmpty()) {
      out.printf(
          Locale.ROOT,
          "Noisy: rounds differ by more than %.0f %% for %s; other programs were running.%n",
          100 * NOISY,
          String.join(", ", noisy));
    }
  }

  private List<CatalogEntry> entries() {
    if (rounds < 1) {
      throw LossOptions.wrongUsage(command, "--rounds is " + rounds + " but must be at least 1");
    }
    try {
      names.forEach(ScorePrograms::requireLoss);
      return names.isEmpty()
          ? Catalog.entries()
          : names.stream().filter(n -> !ScorePrograms.knows(n)).map(Catalog::entry).toList();
    } catch (IllegalArgumentException e) {
      throw LossOptions.wrongUsage(command, e.getMessage());
    }
  }

  /** The loss in cache, memory alone there, both beyond the cache, the scalar reading in cache. */
  private Timing[] measure(CatalogEntry entry, BenchData small, BenchData large) {
    BoxLoss loss = Programs.withDefaults(entry, Backend.AUTO);
    BoxLoss scalar = Programs.withDefaults(entry, Backend.SCALAR);
    loss.warmUp(BoxFormat.XYXY);
    Timing.warmUp(small.call(scalar), SCALAR_WARM_UP_CALLS);
    return Timing.of(
        rounds,
        small.call(loss),
        small.memoryCall(),
        large.call(loss),
        large.memoryCall(),
        small.call(scalar));
  }

  private void memory(PrintWriter out, Timing[] timings) {
    String spread = spread("memory", timings);
    double inCache = timings[0].nanos() / SMALL;
    double beyond = timings[1].nanos() / LARGE;
    out.printf(ROW, "(memory)", number(inCache), "1.00", number(beyond), "1.00", "", "", spread);
  }

  private void loss(PrintWriter out, String name, Timing[] timings) {
    double inCache = timings[0].nanos() / SMALL;
    double scalar = timings[4].nanos() / SMALL;
    out.printf(
        ROW,
        name,
        number(inCache),
        number(timings[0].nanos() / timings[1].nanos()),
        number(timings[2].nanos() / LARGE),
        number(timings[2].nanos() / timings[3].nanos()),
        number(scalar),
        number(scalar / inCache),
        spread(name, timings));
  }

  private String spread(String name, Timing[] timings) {
    double spread = 0;
    for (Timing timing : timings) {
      spread = Math.max(spread, timing.spread());
    }
    if (spread > NOISY) {
      noisy.add(name);
    }
    return String.format(Locale.ROOT, "%.0f %%", 100 * spread);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
