package dev.jaccard.bench.report;

import dev.jaccard.bench.Benchmarks;
import dev.jaccard.results.Forks;
import dev.jaccard.results.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What stands around a detector's head: losses of scores, pairs, suppression, decoding. */
final class HeadSection {
  private final Readings readings;

  HeadSection(Readings readings) {
    this.readings = readings;
  }

  /** Empty where none of it was measured. */
  String html() {
    boolean any =
        readings.results().measurements().stream()
            .anyMatch(m -> m.benchmark().equals(Benchmarks.SCORES));
    if (!any) {
      return "";
    }
    Html html =
        new Html()
            .heading("Scores, pairs, suppression, decoding")
            .hint(
                "One thread, a peer beside the next, round by round; each must give the same"
                    + " results first. The first column of times is ours, of each fork; then how"
                    + " many times as long others take. The memory kernel reads and writes the same"
                    + " planes, or fills the matrix, and computes next to nothing."
                    + " Times of ours are not reported where calls allocate (of pairs: more than a few objects).");
    new Table(Benchmarks.SCORES, List.of("loss", "targets", "anchors"))
        .with(Benchmarks.LOSS_ERROR, "error of the sum", "%.1e")
        .with(Benchmarks.GRADIENT_ERROR, "error of gradient", "%.1e")
        .write(
            html,
            "Losses of scores and distances, forward and backward, channels first: ns per logit");
    new Table(Benchmarks.PAIRS, List.of("similarity", "rows", "result"))
        .write(html, "Pairs with 8,400 boxes: ns per pair");
    new Table(Benchmarks.SUPPRESSION, List.of("scene", "boxes"))
        .write(html, "Greedy suppression: ns");
    new Table(Benchmarks.DECODING, List.of("head"))
        .write(
            html, "An output of [84][8400] with 100 candidates to detections, again and again: ns");
    return html.end();
  }

  /**
   * What else is known of our measurements.
   *
   * @param name the figure
   * @param heading its column's heading
   * @param form how it is written
   */
  private record Figure(String name, String heading, String form) {}

  /** The table of a benchmark: a row per choice of parameters, a column per peer. */
  private final class Table {
    private final String benchmark;
    private final List<String> names;
    private final List<String> others;
    private final List<Figure> figures = new ArrayList<>();

    private Table(String benchmark, List<String> names) {
      this.benchmark = benchmark;
      this.names = names;
      this.others =
          readings.values(benchmark, Benchmarks.PEER).stream()
              .filter(peer -> !peer.equals(Benchmarks.OURS))
              .toList();
    }

    private Table with(String name, String heading, String form) {
      figures.add(new Figure(name, heading, form));
      return this;
    }

    private void write(Html html, String title) {
      List<String> heading = new ArrayList<>(names);
      heading.add(Benchmarks.OURS);
      others.forEach(other -> heading.add("× " + other));
      figures.forEach(figure -> heading.add(figure.heading()));
      List<List<String>> rows = new ArrayList<>();
      for (Map<String, String> choice : choices()) {
        rows.add(row(choice));
      }
      html.card(title).table(heading, rows).endCard();
    }

    /** What was measured, in its order. */
    private Set<Map<String, String>> choices() {
      Set<Map<String, String>> choices = new LinkedHashSet<>();
      for (Measurement measured : readings.results().measurements()) {
        if (measured.benchmark().equals(benchmark)) {
          SortedMap<String, String> choice = new TreeMap<>(measured.parameters());
          choice.remove(Benchmarks.PEER);
          choices.add(choice);
        }
      }
      return choices;
    }

    private List<String> row(Map<String, String> choice) {
      List<String> row = new ArrayList<>();
      for (String name : names) {
        String value = choice.get(name);
        row.add(value.matches("\\d+") ? Readings.count(value) : value);
      }
      Optional<Measurement> ours = find(choice, Benchmarks.OURS);
      row.add(ours.map(m -> m.medians().text()).orElse(Readings.NOTHING));
      for (String other : others) {
        row.add(
            find(choice, other)
                .flatMap(m -> ours.map(o -> Forks.number(m.timesAsLongAs(o))))
                .orElse(Readings.NOTHING));
      }
      for (Figure figure : figures) {
        row.add(
            ours.map(m -> Readings.figure(m, figure.name(), figure.form()))
                .orElse(Readings.NOTHING));
      }
      return row;
    }

    private Optional<Measurement> find(Map<String, String> choice, String peer) {
      Map<String, String> wanted = new TreeMap<>(choice);
      wanted.put(Benchmarks.PEER, peer);
      return readings.results().measurements().stream()
          .filter(m -> m.benchmark().equals(benchmark) && m.parameters().equals(wanted))
          .findFirst();
    }
  }
}
