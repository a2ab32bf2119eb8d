package dev.jaccard.experiment;

import static java.util.Map.entry;

import dev.jaccard.page.ChartLibrary;
import dev.jaccard.page.Template;
import dev.jaccard.page.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes experiments as one web page that needs nothing else: the curves of all losses, where their
 * final errors are, their direction fields, the table, what was done, and on what.
 *
 * <p>The charts are drawn by Apache ECharts, whose source becomes part of the page. It is taken
 * from the class path: {@code org.webjars.npm:echarts}.
 */
public final class Report {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Report() {}

  /**
   * Writes the page: all of it or nothing.
   *
   * @param results what was measured, at least one result, at most one for each protocol
   * @param file where to; what is there is replaced
   * @throws IllegalArgumentException if there is no result, or two of one protocol
   * @throws IOException if it cannot be written, or ECharts is not on the class path
   */
  public static void write(List<ExperimentResult> results, Path file) throws IOException {
    WholeFile.write(file, html(results, Instant.now()));
  }

  /**
   * The page.
   *
   * @param results what was measured, at least one result, at most one for each protocol
   * @param date the date to be shown
   * @return HTML
   * @throws IllegalArgumentException if there is no result, or two of one protocol
   * @throws IOException if ECharts is not on the class path
   */
  public static String html(List<ExperimentResult> results, Instant date) throws IOException {
    long protocols = results.stream().map(ExperimentResult::protocol).distinct().count();
    if (results.isEmpty() || protocols < results.size()) {
      throw new IllegalArgumentException(
          "there are "
              + results.size()
              + " results of "
              + protocols
              + " protocols, but a report needs one result for each protocol, and at least one");
    }
    return Template.read(Report.class, "report.html")
        .fill(
            Map.ofEntries(
                entry("protocols", titles(results)),
                entry("product", product()),
                entry("date", DATE.format(date)),
                entry("lead", lead(results)),
                entry("style", Template.style()),
                entry("sections", sections(results)),
                entry("losses", LossTable.html(results)),
                entry("facts", facts(results, date)),
                entry("library", ChartLibrary.source()),
                entry("data", ReportData.json(results)),
                entry("script", Template.read(Report.class, "report.js").text())));
  }

  private static String titles(List<ExperimentResult> results) {
    return results.stream().map(r -> r.protocol().title()).collect(Collectors.joining(" and "));
  }

  private static String sections(List<ExperimentResult> results) {
    return results.stream().map(ReportSection::html).collect(Collectors.joining("\n"));
  }

  /** Classes that do not come from a jar have no version. */
  private static String product() {
    String version = Report.class.getPackage().getImplementationVersion();
    return version == null ? "Jaccard" : "Jaccard " + version;
  }

  private static String lead(List<ExperimentResult> results) {
    ExperimentResult first = results.get(0);
    int losses = first.losses().size();
    return String.format(
        Locale.ROOT,
        "%s moved %,d boxes towards their targets for %d %s, by %s alone: no network, no data."
            + " What remains of the error says how a loss steers; where it remains says when it does"
            + " not.",
        losses == 1 ? "One loss" : losses + " losses each",
        first.cases(),
        first.steps(),
        first.steps() == 1 ? "step" : "steps",
        losses == 1 ? "its gradient" : "their gradients");
  }

  private static String facts(List<ExperimentResult> results, Instant date) {
    ExperimentResult first = results.get(0);
    StringBuilder facts = new StringBuilder();
    fact(facts, "Machine", Machine.processor());
    fact(facts, "Java", Machine.jdk());
    fact(facts, "Threads", Integer.toString(first.threads()));
    fact(facts, "Seed", Long.toString(first.seed()));
    fact(facts, "Date", DATE.format(date));
    for (ExperimentResult result : results) {
      fact(
          facts,
          result.protocol().title() + " protocol",
          String.format(
              Locale.ROOT,
              "%,d points, %,d cases, %d steps, %s coordinates; %.1f s, compilation included",
              result.points(),
              result.cases(),
              result.steps(),
              result.coordinates().stream()
                  .map(Coordinates::key)
                  .collect(Collectors.joining(" and ")),
              result.seconds()));
    }
    return facts.toString();
  }

  private static void fact(StringBuilder facts, String name, String value) {
    facts
        .append("    <dt>")
        .append(Template.escaped(name))
        .append("</dt><dd>")
        .append(Template.escaped(value))
        .append("</dd>\n");
  }
}
