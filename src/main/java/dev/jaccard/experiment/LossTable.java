package dev.jaccard.experiment;

import static java.util.Map.entry;

import dev.jaccard.BoxLoss;
import dev.jaccard.loss.Catalog;
import dev.jaccard.loss.CatalogEntry;
import dev.jaccard.loss.Parameter;
import dev.jaccard.page.Template;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The report's table of what the losses are. */
final class LossTable {
  private static final String EPSILON = "eps";
  private static final Map<String, String> LETTERS =
      Map.ofEntries(
          entry("alpha", "α"),
          entry("delta", "δ"),
          entry("gamma", "γ"),
          entry("lambda", "λ"),
          entry("pi", "π"),
          entry("rho", "ρ"),
          entry("theta", "θ"),
          entry("sum", "Σ"));

  private LossTable() {}

  static String html(List<ExperimentResult> results) {
    StringBuilder html =
        new StringBuilder("<section>\n<h2>The losses</h2>\n")
            .append("<div class=\"card\"><div class=\"wide\"><table class=\"texts\">\n")
            .append("<thead><tr><th>loss</th><th>formula</th><th>with</th><th>source</th></tr>")
            .append("</thead>\n<tbody>\n");
    Set<String> names = new LinkedHashSet<>();
    results.forEach(result -> names.addAll(result.losses().keySet()));
    for (String name : names) {
      List<BoxLoss> losses =
          results.stream().map(r -> r.losses().get(name)).filter(l -> l != null).toList();
      row(html, name, losses);
    }
    return html.append("</tbody>\n</table></div>\n")
        .append(Template.read(LossTable.class, "notation.html").text())
        .append("</div>\n</section>")
        .toString();
  }

  private static void row(StringBuilder html, String name, List<BoxLoss> losses) {
    BoxLoss loss = losses.get(0);
    Optional<CatalogEntry> known =
        Catalog.entries().stream().filter(e -> e.name().equals(loss.name())).findFirst();
    Set<String> settings = new LinkedHashSet<>();
    losses.forEach(one -> settings.add(settings(one, known)));
    html.append("<tr>");
    cell(html, Template.escaped(name));
    cell(html, formula(known.map(CatalogEntry::formula).orElse("the caller’s own")));
    cell(html, Template.escaped(String.join(" or ", settings)));
    cell(html, Template.escaped(known.map(CatalogEntry::paper).orElse("")));
    html.append("</tr>\n");
  }

  private static void cell(StringBuilder html, String content) {
    html.append("<td>").append(content).append("</td>");
  }

  /** A formula of the catalogue in a book's letters. */
  static String formula(String plain) {
    String html = Template.escaped(plain);
    for (Map.Entry<String, String> letter : LETTERS.entrySet()) {
      html = html.replaceAll("\\b" + letter.getKey() + "(?![a-z])", letter.getValue());
    }
    return html.replaceAll("\\^\\(([^)]*)\\)", "<sup>$1</sup>")
        .replaceAll("\\^(\\p{L}+)", "<sup>$1</sup>")
        .replace("-", "−");
  }

  /** Modifiers, and parameters that are not at their defaults. */
  private static String settings(BoxLoss loss, Optional<CatalogEntry> known) {
    List<String> settings = new ArrayList<>();
    if (loss.modifiers().any()) {
      settings.add(loss.modifiers().text());
    }
    for (Parameter parameter : known.map(CatalogEntry::parameters).orElse(List.of())) {
      double value = loss.parameters().get(parameter.name());
      if (!parameter.name().equals(EPSILON) && value != parameter.defaultValue()) {
        settings.add(parameter.name() + " " + ResultTable.plain(value));
      }
    }
    return String.join(", ", settings);
  }
}
