package dev.jaccard.bench.report;

import dev.jaccard.page.Template;
import java.util.List;
import java.util.Locale;

/** A section of the page while it is written. */
final class Html {
  private final StringBuilder text = new StringBuilder("<section>\n");

  Html heading(String heading) {
    return raw("<h2>" + Template.escaped(heading) + "</h2>\n");
  }

  Html card(String heading) {
    return raw("<div class=\"card\">\n<h3>" + Template.escaped(heading) + "</h3>\n");
  }

  Html endCard() {
    return raw("</div>\n");
  }

  Html hint(String form, Object... values) {
    String words = String.format(Locale.ROOT, form, values);
    return raw("<p class=\"hint\">" + Template.escaped(words) + "</p>\n");
  }

  Html raw(String html) {
    text.append(html);
    return this;
  }

  /** A table; a row whose first cell is ours stands out. */
  Html table(List<String> heading, List<List<String>> rows) {
    raw("<div class=\"wide\"><table><thead><tr>");
    heading.forEach(cell -> raw("<th>" + Template.escaped(cell) + "</th>"));
    raw("</tr></thead><tbody>\n");
    for (List<String> row : rows) {
      boolean ours = row.getFirst().startsWith("jaccard");
      raw("<tr>");
      row.forEach(cell ->
          raw("<td" + (ours ? " class=\"ours\"" : "") + ">" + Template.escaped(cell) + "</td>"));
      raw("</tr>\n");
    }
    return raw("</tbody></table></div>\n");
  }

  String end() {
    return text + "</section>\n";
  }
}
