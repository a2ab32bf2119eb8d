package dev.jaccard.bench.report;

import dev.jaccard.bench.Benchmarks;
import dev.jaccard.results.Forks;
import dev.jaccard.results.Measurement;
import java.util.ArrayList;
import java.util.List;

/** Tables of what else was measured: a row per loss, a column per value of one parameter. */
final class PartSection {
  private final Readings readings;

  PartSection(Readings readings) {
    this.readings = readings;
  }

  String html() {
    Html html = new Html().heading("Widths, memory, cold starts");
    table(html, Benchmarks.WIDTH, "bits", "Vector width, ns per pair at 8,192 pairs");
    table(
        html,
        Benchmarks.LAYOUT,
        "memory",
        "Kind of memory, ns per pair at 8,192 pairs: planes aligned to cache lines, off by one"
            + " float, float arrays");
    table(
        html,
        Benchmarks.FIRST,
        "warmUp",
        "Cold start: ms until the first result, warmed up first (true) or not");
    table(
        html,
        Benchmarks.STEADY,
        "warmUp",
        "Cold start: ms until calls are as fast as they get, warmed up first (true) or not");
    html.card("The canary")
        .hint(
            "Fixed loops in plain Java, before and after each part: nanoseconds per step. Where"
                + " they differ between forks, the machine was not the same for all of them.");
    List<List<String>> rows = new ArrayList<>();
    for (String loop : readings.values(dev.jaccard.results.ResultFile.CANARY, "loop")) {
      Forks forks =
          readings
              .results()
              .find(dev.jaccard.results.ResultFile.CANARY, "loop", loop)
              .orElseThrow()
              .medians();
      rows.add(
          List.of(
              loop,
              Forks.number(forks.fastest()),
              Forks.number(forks.typical()),
              Forks.number(forks.slowest())));
    }
    return html.table(List.of("loop", "fastest fork", "typical", "slowest fork"), rows)
        .endCard()
        .end();
  }

  private void table(Html html, String benchmark, String parameter, String title) {
    List<String> values = readings.values(benchmark, parameter);
    if (values.isEmpty()) {
      return;
    }
    List<String> heading = new ArrayList<>(List.of("loss"));
    heading.addAll(values);
    List<List<String>> rows = new ArrayList<>();
    for (String loss : readings.losses(benchmark)) {
      List<String> row = new ArrayList<>(List.of(loss));
      for (String value : values) {
        row.add(
            readings
                .results()
                .find(benchmark, "loss", loss, parameter, value)
                .map(Measurement::medians)
                .map(Forks::text)
                .orElse(Readings.NOTHING));
      }
      rows.add(row);
    }
    html.card(title).table(heading, rows).endCard();
  }
}
