package dev.jaccard.bench.report;

import dev.jaccard.bench.Benchmarks;
import dev.jaccard.bench.Losses;
import dev.jaccard.bench.Provenance;
import dev.jaccard.bench.limits.Bounds;
import dev.jaccard.bench.peers.CMode;
import dev.jaccard.results.Forks;
import dev.jaccard.results.Measurement;
import dev.jaccard.results.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The figures of the README's section on speed, made of a file of results: so that what stands
 * there was measured. A test compares them.
 */
public final class SpeedSection {
  /** Where the figures begin; the file of results follows. */
  public static final String BEGIN = "<!-- measured: ";

  /** Where they end. */
  public static final String END = "<!-- end of measured -->";

  private static final String BEGIN_END = " -->";
  private static final String SMALL = "8192";
  private static final String LARGE = "1048576";

  /** At most so many times the memory kernel, in cache and beyond. */
  private static final Map<String, double[]> GOALS =
      Map.of(
          "iou", new double[] {1.15, 1.15},
          "giou", new double[] {1.5, 1.15},
          "diou", new double[] {1.75, 1.15},
          "ciou", new double[] {2.6, 1.15},
          "eiou", new double[] {2.2, 1.15},
          "siou", new double[] {4.5, 1.6});

  private final Readings readings;

  private SpeedSection(ResultFile results) {
    this.readings = new Readings(results);
  }

  /**
   * Puts the figures of a file of results into the README.
   *
   * @param arguments the README, the file of results
   * @throws IOException if one cannot be read or written
   */
  public static void main(String[] arguments) throws IOException {
    Path readme = Path.of(arguments[0]);
    String text = Files.readString(readme);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    String figures = String.join("\n", lines(ResultFile.read(Path.of(arguments[1]))));
    Files.writeString(
        readme,
        text.substring(0, begin)
            + BEGIN
            + arguments[1]
            + BEGIN_END
            + "\n"
            + figures
            + "\n"
            + text.substring(end));
  }

  /**
   * The file of results that a README names.
   *
   * @param readme the text
   * @return the file's path
   */
  public static String source(String readme) {
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    return readme.substring(begin, readme.indexOf(BEGIN_END, begin));
  }

  /**
   * What stands between {@link #BEGIN} and {@link #END}.
   *
   * @param results the results
   * @return lines of Markdown
   */
  public static List<String> lines(ResultFile results) {
    return new SpeedSection(results).lines();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "| loss | 8,192 pairs: ns | × memory | × C fast-math | × C strict |"
            + " 1,048,576 pairs: ns | × memory | × C fast-math | × C strict |");
    lines.add("|---|---|---|---|---|---|---|---|---|");
    for (String loss : readings.losses(Benchmarks.BOTH)) {
      lines.add("| " + loss + cells(loss, SMALL, 0) + cells(loss, LARGE, 1) + " |");
    }
    lines.add("");
    lines.addAll(sentences());
    Map<String, String> facts = readings.results().provenance();
    lines.add("");
    lines.add(
        String.format(
            "%s, %s cores, %s bits, %s, %s; load %s before and %s after; commit %s, %s. Plan: %s.",
            facts.get("cpu"),
            facts.get("cores"),
            facts.get(Provenance.BITS),
            facts.get("jdk"),
            facts.get("c compiler"),
            facts.get(Provenance.LOAD_BEFORE),
            facts.get(Provenance.LOAD_AFTER),
            facts.get("commit"),
            facts.get("date"),
            facts.get(Provenance.PLAN)));
    lines.add("");
    return lines;
  }

  private String cells(String loss, String size, int column) {
    Optional<Measurement> ours = readings.both(loss, Readings.OURS, "1", size);
    if (ours.isEmpty()) {
      return " | – | – | – | –";
    }
    double nanos = ours.get().medians().typical();
    OptionalDouble memory = readings.memory(Losses.program(loss, true), size);
    String multiple =
        memory.isEmpty()
            ? Readings.NOTHING
            : String.format(Locale.ROOT, "%.2f", nanos / memory.getAsDouble());
    double[] goals = GOALS.get(loss);
    String goal = goals == null ? "" : String.format(Locale.ROOT, " (goal %.2f)", goals[column]);
    return String.format(
        Locale.ROOT,
        " | %s | %s%s | %s | %s",
        ours.get().medians().text(),
        multiple,
        goal,
        ratio(ours.get(), readings.both(loss, CMode.FAST_MATH_512.label(), "1", size)),
        ratio(ours.get(), readings.both(loss, CMode.STRICT_512.label(), "1", size)));
  }

  private static String ratio(Measurement ours, Optional<Measurement> peer) {
    return peer.map(p -> String.format(Locale.ROOT, "%.2f", ours.timesAsLongAs(p)))
        .orElse(Readings.NOTHING);
  }

  private List<String> sentences() {
    List<String> lines = new ArrayList<>();
    for (String loss : readings.losses(Benchmarks.BOTH)) {
      bound(loss).ifPresent(lines::add);
      hand(loss).ifPresent(lines::add);
      torch(loss, "pytorch-eager", "PyTorch, eager with autograd").ifPresent(lines::add);
      torch(loss, "python-compiled", "PyTorch of Python, torch.compile").ifPresent(lines::add);
      threads(loss).ifPresent(lines::add);
      parts(lines, loss, Benchmarks.WIDTH, "bits", "by vector width in bits, ns");
      parts(lines, loss, Benchmarks.LAYOUT, "memory", "by kind of memory, ns");
      parts(
          lines,
          loss,
          Benchmarks.FIRST,
          "warmUp",
          "first result of a fresh JVM, warmed up first (true) or not, ms");
    }
    return lines;
  }

  private Optional<String> bound(String loss) {
    Optional<Measurement> ours = readings.both(loss, Readings.OURS, "1", SMALL);
    Optional<Bounds> bounds = readings.bounds(loss, SMALL);
    if (!loss.equals("ciou") || ours.isEmpty() || bounds.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "- %s at 8,192 pairs: bound by %s, of which it reaches %.0f %%.",
            loss,
            bounds.get().name(),
            100 * bounds.get().larger() / ours.get().medians().typical()));
  }

  private Optional<String> hand(String loss) {
    return times(loss, "java-planes", "1", SMALL)
        .map(times -> "- " + loss + " by hand, a plain loop over float arrays: " + times);
  }

  private Optional<String> torch(String loss, String peer, String title) {
    return times(loss, peer, "1", LARGE)
        .map(times -> "- " + loss + " in " + title + ", 1,048,576 pairs: " + times);
  }

  private Optional<String> times(String loss, String peer, String threads, String size) {
    Optional<Measurement> ours = readings.both(loss, Readings.OURS, "1", size);
    return readings
        .both(loss, peer, threads, size)
        .flatMap(theirs ->
            ours.map(
                o -> String.format(Locale.ROOT, "%.0f times as long.", theirs.timesAsLongAs(o))));
  }

  private Optional<String> threads(String loss) {
    Optional<Measurement> one = readings.both(loss, Readings.OURS, "1", LARGE);
    if (!loss.equals("ciou") || one.isEmpty()) {
      return Optional.empty();
    }
    return readings.values(Benchmarks.BOTH, "threads").stream()
        .filter(count -> !count.equals("1"))
        .flatMap(count ->
            readings.both(loss, Readings.OURS, count, LARGE).stream()
                .map(many ->
                    String.format(
                        Locale.ROOT,
                        "- %s on %s threads, 1,048,576 pairs: %.2f times as fast as on one.",
                        loss,
                        count,
                        one.get().medians().typical() / many.medians().typical())))
        .findFirst();
  }

  private void parts(
      List<String> lines, String loss, String benchmark, String parameter, String title) {
    if (!loss.equals("ciou")) {
      return;
    }
    List<String> values = new ArrayList<>();
    for (String value : readings.values(benchmark, parameter)) {
      readings
          .results()
          .find(benchmark, "loss", loss, parameter, value)
          .map(Measurement::medians)
          .map(Forks::text)
          .ifPresent(text -> values.add(value + ": " + text));
    }
    if (!values.isEmpty()) {
      lines.add("- " + loss + " " + title + ": " + String.join("; ", values) + ".");
    }
  }
}
