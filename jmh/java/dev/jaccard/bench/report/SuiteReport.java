package dev.jaccard.bench.report;

import dev.jaccard.bench.Benchmarks;
import dev.jaccard.bench.Provenance;
import dev.jaccard.page.ChartLibrary;
import dev.jaccard.page.Template;
import dev.jaccard.page.WholeFile;
import dev.jaccard.results.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/** The page of a run. */
public final class SuiteReport {
  /** More running processes than this, and others were measured along. */
  private static final double QUIET_LOAD = 0.5;

  private SuiteReport() {}

  /**
   * Writes the page of a file of results.
   *
   * @param arguments the results, the page
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] arguments) throws IOException {
    write(ResultFile.read(Path.of(arguments[0])), Path.of(arguments[1]));
  }

  /**
   * Writes the page: all of it or nothing.
   *
   * @param results the results
   * @param file where to; what is there is replaced
   * @throws IOException if it cannot be written, or ECharts is not on the class path
   */
  public static void write(ResultFile results, Path file) throws IOException {
    WholeFile.write(file, html(results));
  }

  /**
   * The page.
   *
   * @param results the results
   * @return HTML
   * @throws IOException if ECharts is not on the class path
   */
  public static String html(ResultFile results) throws IOException {
    Readings readings = new Readings(results);
    Charts charts = new Charts();
    String sections =
        warning(results)
            + new LossSection(readings).html(charts)
            + new LimitSection(readings).html(charts)
            + new CurveSection(readings).html(charts)
            + new HeadSection(readings).html()
            + new PartSection(readings).html();
    SequencedMap<String, String> facts = results.provenance();
    StringBuilder list = new StringBuilder();
    facts.forEach((name, value) ->
        list.append("    <dt>")
            .append(Template.escaped(name))
            .append("</dt><dd>")
            .append(Template.escaped(value))
            .append("</dd>\n"));
    return Template.read(SuiteReport.class, "report.html")
        .fill(
            Map.of(
                "style", Template.style(),
                "date", Template.escaped(facts.getOrDefault("date", "")),
                "commit", Template.escaped(facts.getOrDefault("commit", "")),
                "lead", Template.escaped(lead(readings, facts)),
                "sections", sections,
                "facts", list.toString(),
                "library", ChartLibrary.source(),
                "charts", charts.json(),
                "script", Template.read(SuiteReport.class, "report.js").text()));
  }

  private static String lead(Readings readings, Map<String, String> facts) {
    return String.format(
        Locale.ROOT,
        "%d losses, forward and backward, on %s: beside what the C compiler makes of the same"
            + " expression, beside loops written by hand, and beside what memory and arithmetic"
            + " allow here. Every time stands beside the error of the result.",
        readings.losses(Benchmarks.BOTH).size(),
        facts.getOrDefault("cpu", "this machine"));
  }

  /** What makes the times of a run doubtful. */
  private static String warning(ResultFile results) {
    StringBuilder text = new StringBuilder();
    for (String name : new String[] {Provenance.LOAD_BEFORE, Provenance.LOAD_AFTER}) {
      String load = results.provenance().getOrDefault(name, "0");
      if (name.equals(Provenance.LOAD_BEFORE) && Double.parseDouble(load) > QUIET_LOAD) {
        text.append("Other programs were running (load before: ").append(load).append("). ");
      }
    }
    results.measurements().stream()
        .filter(m -> m.benchmark().equals(ResultFile.CANARY))
        .filter(m -> m.medians().slowest() > 1.25 * m.medians().fastest())
        .forEach(m ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "The canary's loop '%s' took up to %.2f times its best time. ",
                    m.parameter("loop"),
                    m.medians().slowest() / m.medians().fastest())));
    if (results.provenance().getOrDefault(Provenance.PLAN, "").equals("quick")) {
      text.append("This is a quick run: few forks and rounds. ");
    }
    return text.isEmpty()
        ? ""
        : "<div class=\"card warning\"><p>"
            + Template.escaped(text + "Compare ratios of this run, not times of two.")
            + "</p></div>\n";
  }
}
