package dev.jaccard.bench.report;

import com.google.gson.JsonArray;
import dev.jaccard.bench.Benchmarks;
import dev.jaccard.results.Forks;
import dev.jaccard.results.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Losses beside their peers: bars, and a table per loss with speed and error. */
final class LossSection {
  private final Readings readings;
  private final List<String> sizes;
  private final List<String> peers;
  private final List<String> threads;

  LossSection(Readings readings) {
    this.readings = readings;
    this.sizes = readings.values(Benchmarks.BOTH, "pairs");
    this.peers = readings.values(Benchmarks.BOTH, "peer");
    this.threads = readings.values(Benchmarks.BOTH, "threads");
  }

  String html(Charts charts) {
    Html html = new Html().heading("Losses and their peers");
    List<String> losses = readings.losses(Benchmarks.BOTH);
    for (String size : sizes) {
      html.card("Forward and backward, " + Readings.count(size) + " pairs, one thread")
          .hint(
              "Nanoseconds per pair on a logarithmic axis: less is better. All peers computed the"
                  + " same pairs in the same JVMs, round by round. The C peers are the same graph"
                  + " compiled by the C compiler; they sum the losses, too.")
          .raw(bars(charts, losses, size))
          .endCard();
    }
    for (String loss : losses) {
      html.card(loss).table(heading(), rows(loss)).endCard();
    }
    html.card("How to read the tables")
        .hint(
            "Each number of a time is the median of one fork (a JVM of its own); forks that fall"
                + " into two groups are shown so and never averaged. Errors are the largest of"
                + " 8,192 pairs against the reference in double: of the loss |error| / max(1, |L|),"
                + " of the gradient relative to the largest component of the pair. The last column"
                + " is what a call allocates in the JVM.")
        .endCard();
    return html.end();
  }

  private String bars(Charts charts, List<String> losses, String size) {
    Charts.Chart chart =
        charts.add("bars-" + size, Charts.names(losses), Charts.logarithmic("ns per pair"), "axis");
    for (String peer : peers) {
      JsonArray data = new JsonArray();
      boolean any = false;
      for (String loss : losses) {
        Optional<Measurement> found = readings.both(loss, peer, "1", size);
        data.add(found.map(m -> m.medians().typical()).orElse(null));
        any |= found.isPresent();
      }
      if (any) {
        chart.series("bar", peer, data);
      }
    }
    return chart.html();
  }

  private List<String> heading() {
    List<String> heading = new ArrayList<>(List.of("peer", "threads"));
    for (String size : sizes) {
      heading.add(Readings.count(size) + " pairs: ns of each fork");
      heading.add("× ours");
    }
    heading.addAll(List.of("error of loss", "error of gradient", "bytes per call"));
    return heading;
  }

  private List<List<String>> rows(String loss) {
    List<List<String>> rows = new ArrayList<>();
    for (String peer : peers) {
      for (String count : threads) {
        List<Optional<Measurement>> measured =
            sizes.stream().map(size -> readings.both(loss, peer, count, size)).toList();
        Optional<Measurement> first = measured.stream().flatMap(Optional::stream).findFirst();
        if (first.isEmpty()) {
          continue;
        }
        List<String> row = new ArrayList<>(List.of(peer, count));
        for (int i = 0; i < sizes.size(); i++) {
          String size = sizes.get(i);
          row.add(measured.get(i).map(m -> m.medians().text()).orElse(Readings.NOTHING));
          Optional<Measurement> ours = readings.both(loss, Readings.OURS, "1", size);
          row.add(
              measured
                  .get(i)
                  .flatMap(m -> ours.map(o -> Forks.number(m.timesAsLongAs(o))))
                  .orElse(Readings.NOTHING));
        }
        row.add(Readings.figure(first.get(), Benchmarks.LOSS_ERROR, "%.1e"));
        row.add(Readings.figure(first.get(), Benchmarks.GRADIENT_ERROR, "%.1e"));
        row.add(Readings.figure(first.get(), Benchmarks.ALLOCATED, "%.0f"));
        rows.add(row);
      }
    }
    return rows;
  }
}
