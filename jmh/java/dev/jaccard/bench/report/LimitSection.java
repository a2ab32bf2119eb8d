package dev.jaccard.bench.report;

import com.google.gson.JsonArray;
import dev.jaccard.bench.Benchmarks;
import dev.jaccard.bench.Losses;
import dev.jaccard.bench.limits.Bounds;
import dev.jaccard.bench.limits.Operation;
import dev.jaccard.lower.Program;
import dev.jaccard.results.Forks;
import dev.jaccard.results.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Losses beside the limits of this machine: which bound holds, and the roofline. */
final class LimitSection {
  private static final int POINTS = 60;

  /** Operations per byte, from left to right. */
  private static final double LEAST_INTENSITY = 0.25;

  private static final double MOST_INTENSITY = 16;

  private final Readings readings;
  private final List<String> losses;

  LimitSection(Readings readings) {
    this.readings = readings;
    this.losses = readings.losses(Benchmarks.BOTH);
  }

  String html(Charts charts) {
    Map<Operation, Double> times = readings.operations();
    Html html = new Html().heading("Losses and their limits");
    List<String> operations = new ArrayList<>();
    times.forEach((operation, time) ->
        operations.add(String.format(Locale.ROOT, "%s %.2f", operation.label(), time)));
    html.card("What bounds a loss")
        .hint(
            "One vector operation of %d floats takes, in nanoseconds, independent of others: %s."
                + " The arithmetic bound is the time of a loss's operations if no unit ever waits;"
                + " divisions and roots have a unit of their own. The memory bound is the time of a"
                + " kernel that reads and writes the same planes and computes next to nothing, in"
                + " the same run. The larger one holds; 100 %% would be to reach it. More than that by some"
                + " points means that the machine changed while the two were measured.",
            readings.lanes(), String.join(", ", operations));
    List<List<String>> rows = new ArrayList<>();
    for (String size : readings.values(Benchmarks.BOTH, "pairs")) {
      for (String loss : losses) {
        row(loss, size).ifPresent(rows::add);
      }
    }
    html.table(
            List.of(
                "loss",
                "pairs",
                "operations",
                "bytes per pair",
                "arithmetic bound, ns",
                "memory bound, ns",
                "time, ns",
                "bound that holds",
                "reached"),
            rows)
        .endCard();
    if (!times.isEmpty()) {
      html.card("Roofline")
          .hint(
              "Operations per nanosecond against operations per byte. The level line is what the"
                  + " vector units do at most (fused multiply-add, which is one operation here);"
                  + " the slanted ones are the bytes per nanosecond of the memory kernel at each"
                  + " number of pairs. A point below both lines waits for something else: divisions,"
                  + " comparisons, long chains.")
          .raw(roofline(charts, times))
          .endCard();
    }
    return html.end();
  }

  private Optional<List<String>> row(String loss, String size) {
    Optional<Measurement> time = readings.both(loss, Readings.OURS, "1", size);
    Optional<Bounds> bounds = readings.bounds(loss, size);
    if (time.isEmpty() || bounds.isEmpty()) {
      return Optional.empty();
    }
    Program program = Losses.program(loss, true);
    double nanos = time.get().medians().typical();
    return Optional.of(
        List.of(
            loss,
            Readings.count(size),
            Integer.toString(program.operationCount()),
            Integer.toString(program.bytesPerPair()),
            Forks.number(bounds.get().arithmetic()),
            Forks.number(bounds.get().memory()),
            Forks.number(nanos),
            bounds.get().name(),
            String.format(Locale.ROOT, "%.0f %%", 100 * bounds.get().larger() / nanos)));
  }

  private String roofline(Charts charts, Map<Operation, Double> times) {
    Charts.Chart chart =
        charts.add(
            "roofline",
            Charts.logarithmic("operations per byte"),
            Charts.logarithmic("operations per ns"),
            "item");
    chart.option().getAsJsonObject("xAxis").addProperty("min", LEAST_INTENSITY);
    chart.option().getAsJsonObject("xAxis").addProperty("max", MOST_INTENSITY);
    chart.option().getAsJsonObject("xAxis").addProperty("logBase", 2);
    double peak = readings.lanes() / times.get(Operation.FMA);
    for (String size : readings.values(Benchmarks.BOTH, "pairs")) {
      JsonArray points = new JsonArray();
      for (String loss : losses) {
        readings
            .both(loss, Readings.OURS, "1", size)
            .ifPresent(m -> {
              Program program = Losses.program(loss, true);
              double operations = program.operationCount();
              var point =
                  Charts.object(
                      "name",
                      loss,
                      "label",
                      Map.of("show", true, "formatter", loss, "position", "right"));
              point.add(
                  "value",
                  Charts.point(
                      operations / program.bytesPerPair(), operations / m.medians().typical()));
              points.add(point);
            });
      }
      String pairs = Readings.count(size) + " pairs";
      chart.series("scatter", pairs, points).add("labelLayout", Charts.object("hideOverlap", true));
      Program program = Losses.program(losses.getFirst(), true);
      readings
          .memory(program, size)
          .ifPresent(nanos -> {
            double bandwidth = program.bytesPerPair() / nanos;
            JsonArray roof = new JsonArray();
            for (int i = 0; i <= POINTS; i++) {
              double intensity =
                  LEAST_INTENSITY * Math.pow(MOST_INTENSITY / LEAST_INTENSITY, (double) i / POINTS);
              roof.add(Charts.point(intensity, Math.min(peak, bandwidth * intensity)));
            }
            chart
                .series("line", "roof at " + pairs, roof)
                .add("symbol", new com.google.gson.JsonPrimitive("none"));
          });
    }
    return chart.html();
  }
}
