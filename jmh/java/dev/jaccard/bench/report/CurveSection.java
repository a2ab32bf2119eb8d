package dev.jaccard.bench.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonPrimitive;
import dev.jaccard.bench.Benchmarks;
import dev.jaccard.bench.Losses;
import dev.jaccard.bench.Provenance;
import dev.jaccard.results.Forks;
import dev.jaccard.results.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Time per pair against the number of pairs, and why it bends. */
final class CurveSection {
  static final String MEMORY = "(memory)";

  private static final Pattern CACHE = Pattern.compile("(L\\d) (\\d+)([KM]?)");

  /** A rise that is to be explained. */
  private static final double BEND = 1.15;

  private final Readings readings;
  private final List<String> sizes;
  private final List<String> names;

  CurveSection(Readings readings) {
    this.readings = readings;
    this.sizes = readings.values(Benchmarks.CURVE, "pairs");
    this.names = readings.values(Benchmarks.CURVE, "loss");
  }

  String html(Charts charts) {
    Html html = new Html().heading("From few pairs to many");
    int bytes = Losses.program("iou", true).bytesPerPair();
    Charts.Chart chart =
        charts.add(
            "curves", Charts.logarithmic("pairs"), Charts.logarithmic("ns per pair"), "axis");
    chart.option().add("pairsAxis", new JsonPrimitive(true));
    chart.option().getAsJsonObject("xAxis").addProperty("logBase", 2);
    if (!sizes.isEmpty()) {
      chart.option().getAsJsonObject("xAxis").addProperty("min", Long.parseLong(sizes.getFirst()));
      chart.option().getAsJsonObject("xAxis").addProperty("max", Long.parseLong(sizes.getLast()));
    }
    for (String name : names) {
      JsonArray points = new JsonArray();
      for (String size : sizes) {
        time(name, size)
            .ifPresent(nanos -> points.add(Charts.point(Double.parseDouble(size), nanos)));
      }
      var line = chart.series("line", name, points);
      if (name.equals(MEMORY)) {
        line.add("lineStyle", Charts.object("type", "dashed"));
        JsonArray marks = new JsonArray();
        caches()
            .forEach(
                (cache, size) -> marks.add(Charts.object("xAxis", size / bytes, "name", cache)));
        var mark = Charts.object("symbol", "none", "label", Map.of("formatter", "{b}"));
        mark.add("data", marks);
        line.add("markLine", mark);
      }
    }
    html.card("Forward and backward, one thread")
        .hint(
            "Nanoseconds per pair; a flat line is what it should be. A pair is %d bytes read or"
                + " written; the vertical lines say how many pairs each cache holds.",
            bytes)
        .raw(chart.html());
    html.table(List.of("where", "pairs", "memory kernel, ns", "losses, ns"), regions(bytes));
    reasons(bytes).forEach(reason -> html.hint("%s", reason));
    return html.endCard().end();
  }

  private Optional<Double> time(String name, String size) {
    return readings
        .results()
        .find(Benchmarks.CURVE, "loss", name, "pairs", size)
        .map(Measurement::medians)
        .map(Forks::typical);
  }

  /** The caches of a core and their bytes. */
  private SequencedMap<String, Long> caches() {
    SequencedMap<String, Long> caches = new LinkedHashMap<>();
    String text = readings.results().provenance().getOrDefault(Provenance.CACHES, "");
    Matcher matcher = CACHE.matcher(text);
    while (matcher.find()) {
      int shift = matcher.group(3).equals("K") ? 10 : matcher.group(3).equals("M") ? 20 : 0;
      caches.put(matcher.group(1), Long.parseLong(matcher.group(2)) << shift);
    }
    return caches;
  }

  /** For each level of memory the sizes that fit there and not in the one before. */
  private SequencedMap<String, List<String>> levels(int bytes) {
    SequencedMap<String, List<String>> levels = new LinkedHashMap<>();
    for (String size : sizes) {
      long needed = Long.parseLong(size) * bytes;
      String level =
          caches().entrySet().stream()
              .filter(cache -> needed <= cache.getValue())
              .map(Map.Entry::getKey)
              .findFirst()
              .orElse("memory");
      levels.computeIfAbsent(level, key -> new ArrayList<>()).add(size);
    }
    return levels;
  }

  private List<List<String>> regions(int bytes) {
    List<List<String>> rows = new ArrayList<>();
    levels(bytes)
        .forEach((level, inside) -> {
          StringBuilder losses = new StringBuilder();
          for (String name : names) {
            if (!name.equals(MEMORY)) {
              losses
                  .append(losses.isEmpty() ? "" : ", ")
                  .append(name)
                  .append(' ')
                  .append(range(name, inside));
            }
          }
          rows.add(
              List.of(
                  level,
                  inside.size() == 1
                      ? Readings.count(inside.getFirst())
                      : Readings.count(inside.getFirst())
                          + " to "
                          + Readings.count(inside.getLast()),
                  range(MEMORY, inside),
                  losses.toString()));
        });
    return rows;
  }

  private String range(String name, List<String> inside) {
    double[] times =
        inside.stream().flatMap(size -> time(name, size).stream()).mapToDouble(d -> d).toArray();
    double low = java.util.Arrays.stream(times).min().orElse(Double.NaN);
    double high = java.util.Arrays.stream(times).max().orElse(Double.NaN);
    return Forks.number(low) + (high > low ? " to " + Forks.number(high) : "");
  }

  private List<String> reasons(int bytes) {
    List<String> reasons = new ArrayList<>();
    SequencedMap<String, List<String>> levels = levels(bytes);
    String previous = null;
    for (Map.Entry<String, List<String>> level : levels.entrySet()) {
      String last = level.getValue().getLast();
      if (previous != null) {
        String before = levels.get(previous).getLast();
        for (String name : names) {
          double rise = time(name, last).orElse(1.0) / time(name, before).orElse(1.0);
          double moved = time(MEMORY, last).orElse(1.0) / time(MEMORY, before).orElse(1.0);
          if (rise > BEND && !name.equals(MEMORY)) {
            reasons.add(
                String.format(
                    Locale.ROOT,
                    "%s takes %.2f times as long where its data lie in %s instead of %s: %s.",
                    name,
                    rise,
                    level.getKey(),
                    previous,
                    moved > BEND
                        ? String.format(
                            Locale.ROOT,
                            "the memory kernel takes %.2f times as long there, so memory is the"
                                + " reason",
                            moved)
                        : "the memory kernel does not, so it is something else"));
          }
        }
      }
      previous = level.getKey();
    }
    for (String name : sizes.isEmpty() ? List.<String>of() : names) {
      double first = time(name, sizes.getFirst()).orElse(1.0);
      double best =
          sizes.stream().flatMap(s -> time(name, s).stream()).min(Double::compare).orElse(1.0);
      if (first > BEND * best && !name.equals(MEMORY)) {
        reasons.add(
            String.format(
                Locale.ROOT,
                "%s takes %.1f ns more per pair at %s pairs than at best: what a call costs however"
                    + " few pairs it has, some %.0f ns.",
                name,
                first - best,
                sizes.getFirst(),
                (first - best) * Long.parseLong(sizes.getFirst())));
      }
    }
    return reasons;
  }
}
