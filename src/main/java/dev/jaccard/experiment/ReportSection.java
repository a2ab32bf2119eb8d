package dev.jaccard.experiment;

import dev.jaccard.page.Template;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The part of the report on one protocol: places for the charts, the tables and the method. */
final class ReportSection {
  private final ExperimentResult result;
  private final Protocol protocol;
  private final StringBuilder html = new StringBuilder();

  private ReportSection(ExperimentResult result) {
    this.result = result;
    this.protocol = result.protocol();
  }

  static String html(ExperimentResult result) {
    return new ReportSection(result).html();
  }

  private String html() {
    add("<section>");
    add("<h2>The %s protocol</h2>", protocol.title());
    tiles();
    for (Coordinates coordinates : result.coordinates()) {
      curves(coordinates);
      table(coordinates);
    }
    result.coordinates().forEach(this::maps);
    fields();
    add("<div class=\"card prose\">%s</div>", method());
    add("</section>");
    return html.toString();
  }

  private void add(String format, Object... values) {
    html.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
        .append('\n');
  }

  private void tiles() {
    LossRun best =
        result.runs().stream().min(Comparator.comparingDouble(LossRun::finalError)).orElseThrow();
    List<LossRun> bySpeed =
        result.runs().stream()
            .sorted(Comparator.comparingDouble(LossRun::nanosPerBoxStep))
            .toList();
    double boxSteps = (double) result.cases() * result.steps() * result.runs().size();
    add("<div class=\"tiles\">");
    tile(
        Template.escaped(best.loss()),
        "ends lowest, at "
            + ResultTable.error(best.finalError())
            + (result.coordinates().size() > 1 ? ", on " + words(best.coordinates()) : ""));
    tile(
        String.format(Locale.ROOT, "%,d", result.cases()),
        "cases, " + result.steps() + " steps each, for every loss");
    tile(
        String.format(Locale.ROOT, "%.1f ns", bySpeed.get(bySpeed.size() / 2).nanosPerBoxStep()),
        "of one thread for a step of one box, the median of the losses");
    tile(
        String.format(Locale.ROOT, "%.0f s", result.seconds()),
        String.format(
            Locale.ROOT, "for %.1f billion steps of boxes, compilation included", boxSteps / 1e9));
    add("</div>");
  }

  private void tile(String number, String text) {
    add("<div class=\"tile\"><b>%s</b><span>%s</span></div>", number, text);
  }

  private static String words(Coordinates coordinates) {
    return coordinates == Coordinates.CENTER ? "centre coordinates" : "corners";
  }

  private static String numbers(Coordinates coordinates) {
    return coordinates == Coordinates.CENTER
        ? "centre coordinates (x, y, w, h)"
        : "corners (x1, y1, x2, y2)";
  }

  private void curves(Coordinates coordinates) {
    add("<div class=\"card\">");
    add("<h3>Error against step, moving %s</h3>", numbers(coordinates));
    add(
        "<p class=\"hint\">The %s, on a logarithmic axis. A dashed or dotted line is a modified"
            + " form of the loss with the same colour. Click a name to hide its curve.</p>",
        measure());
    place("curves", "curves", coordinates);
    add("</div>");
  }

  /** The measure in a book's letters. */
  private String measure() {
    return protocol
        .measure()
        .replaceAll("([xywh])-\\1g", "$1 − $1<sub>g</sub>")
        .replace("1 - IoU", "1 − IoU");
  }

  private void place(String style, String kind, Coordinates coordinates) {
    add(
        "<div class=\"%s\" data-protocol=\"%s\" data-kind=\"%s\"%s></div>",
        style,
        protocol.key(),
        kind,
        coordinates == null ? "" : " data-coordinates=\"" + coordinates.key() + "\"");
  }

  private void table(Coordinates coordinates) {
    add("<div class=\"card\">");
    add("<h3>Errors and speed, moving %s</h3>", numbers(coordinates));
    add(
        "<p class=\"hint\">E(t) is the %s after t steps. The lowest final error comes first."
            + " Nanoseconds are of one thread, per box and step; seconds are of %d %s, without"
            + " compilation.</p>",
        measure(), result.threads(), result.threads() == 1 ? "thread" : "threads");
    add("<div class=\"wide\"><table>");
    add("<thead><tr>");
    ResultTable.columns(result).forEach(name -> add("<th>%s</th>", Template.escaped(name)));
    add("</tr></thead>");
    add("<tbody>");
    result.runs(coordinates).stream()
        .sorted(Comparator.comparingDouble(LossRun::finalError))
        .forEach(this::row);
    add("</tbody>");
    add("</table></div>");
    add("</div>");
  }

  private void row(LossRun run) {
    List<String> cells = ResultTable.row(result, run);
    int last = ResultTable.steps(result).length;
    add("<tr>");
    for (int i = 0; i < cells.size(); i++) {
      add("<td%s>%s</td>", i == last ? " class=\"last\"" : "", Template.escaped(cells.get(i)));
    }
    add("</tr>");
  }

  private void maps(Coordinates coordinates) {
    add("<div class=\"card\">");
    add("<h3>Where error remains, moving %s</h3>", numbers(coordinates));
    add(
        "<p class=\"hint\">Every dot is an anchor point; its colour is the final error of the 343"
            + " cases that began there, on one scale for all losses. The number is the final error"
            + " of all cases.</p>");
    place("scale", "map-scale", coordinates);
    place("multiples", "maps", coordinates);
    add("</div>");
  }

  private void fields() {
    add("<div class=\"card\">");
    add("<h3>Where the gradient points</h3>");
    add(
        "<p class=\"hint\">An arrow is the direction in which the loss pulls the centre of a box"
            + " that stands there: minus its gradient with respect to the centre, the darker the"
            + " longer. The box is %s; the target, outlined, is %s. A dot has no gradient, or one"
            + " below %s.</p>",
        size(DirectionField.side(protocol), DirectionField.side(protocol)),
        size(DirectionField.targetWidth(protocol), DirectionField.targetHeight(protocol)),
        new BigDecimal(DirectionField.shortest(protocol))
            .round(new MathContext(1))
            .toPlainString());
    place("scale", "field-scale", null);
    place("multiples", "fields", null);
    add("</div>");
  }

  private static String size(double width, double height) {
    return ResultTable.plain(width) + " × " + ResultTable.plain(height);
  }

  private String method() {
    return Template.read(ReportSection.class, "protocol-" + protocol.key() + ".html")
        .fill(
            Map.of(
                "points", String.format(Locale.ROOT, "%,d", result.points()),
                "cases", String.format(Locale.ROOT, "%,d", result.cases()),
                "iou", iou(),
                "notes", notes()));
  }

  private String iou() {
    return result.runs(Coordinates.CENTER).stream()
        .filter(run -> run.loss().equals("iou"))
        .map(run -> " Here it ends at " + ResultTable.error(run.finalError()) + ".")
        .findFirst()
        .orElse("");
  }

  private String notes() {
    StringBuilder notes = new StringBuilder();
    String side = String.format(Locale.ROOT, "%.0f", protocol.geometry().imageSize());
    if (result.losses().containsKey("mpdiou")) {
      notes
          .append(
              "<li>MPDIoU divides by the size of the input image, which the experiment does not")
          .append(" have: it is taken as ")
          .append(side + " × " + side)
          .append(", with the targets in its middle.</li>\n");
    }
    if (result.losses().containsKey("nwd")) {
      notes
          .append("<li>NWD’s K is the mean size of the objects; it is taken as the square root of")
          .append(" the targets’ area, ")
          .append(ResultTable.plain(Math.sqrt(protocol.geometry().targetArea())))
          .append(".</li>\n");
    }
    return notes.toString();
  }
}
