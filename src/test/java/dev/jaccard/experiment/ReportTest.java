package dev.jaccard.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.BoxLoss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
  private static final String EVIL = "<b>mine</b></script>";
  private static final long EIGHT_MEGABYTES = 8_000_000;

  private static ExperimentResult diou;
  private static ExperimentResult wiou;
  private static String html;

  @BeforeAll
  static void runExperiments() throws IOException {
    diou = result(Protocol.DIOU);
    wiou = result(Protocol.WIOU);
    html = Report.html(List.of(diou, wiou), Instant.parse("2026-03-01T12:30:00Z"));
  }

  private static ExperimentResult result(Protocol protocol) {
    return Experiment.builder(protocol)
        .loss("iou", StandardLosses.of("iou", protocol))
        .loss("mpdiou", StandardLosses.of("mpdiou", protocol))
        .loss("nwd", StandardLosses.of("nwd", protocol))
        .loss("inner-ciou", StandardLosses.of("inner-ciou", protocol))
        .loss(EVIL, BoxLoss.define("mine", terms -> terms.pair().iouLoss()).build())
        .coordinates(Coordinates.CENTER, Coordinates.CORNERS)
        .points(5)
        .steps(20)
        .build()
        .run();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The DIoU protocol",
        "The WIoU protocol",
        "1 March 2026, 12:30 UTC",
        "<dt>Seed</dt><dd>2</dd>",
        "<dt>Machine</dt>",
        "<dt>Java</dt>",
        "1,715 cases",
        "arXiv 1911.08287",
        "The gradients are the true ones",
        "ends near 1.51 million",
        "WIoU is version 1.",
        "it is taken as 20 × 20",
        "it is taken as 1 × 1",
        "data-kind=\"curves\" data-coordinates=\"corners\"",
        "data-kind=\"maps\"",
        "data-kind=\"fields\"",
        "<td>inner-ciou</td>",
        "inner 0.75",
        "Apache License",
      })
  void reportContains(String text) {
    assertTrue(html.contains(text), text);
  }

  @Test
  void tableShowsTheErrorsOfTheRuns() {
    for (ExperimentResult result : List.of(diou, wiou)) {
      for (LossRun run : result.runs()) {
        String cell = "<td class=\"last\">" + ResultTable.error(run.finalError()) + "</td>";
        assertTrue(html.contains(cell), cell);
      }
    }
  }

  @Test
  void namesAreText() {
    assertFalse(html.contains(EVIL));
    assertTrue(html.contains("<td>&lt;b&gt;mine&lt;/b&gt;&lt;/script&gt;</td>"));
    // the library's, the data's and ours
    assertEquals(3, occurrences("</script>"));
  }

  @Test
  void reportNeedsNothingElse() {
    Matcher loads = Pattern.compile("<(script|link|img|iframe)[^>]*(src|href)=").matcher(page());
    assertFalse(loads.find(), "something is loaded");
    assertFalse(Pattern.compile("@import|url\\(").matcher(page()).find());
    assertFalse(html.substring(0, html.indexOf("<script>")).contains("${"));
    assertTrue(html.contains("echarts"));
    assertTrue(html.length() < EIGHT_MEGABYTES, "length " + html.length());
  }

  /** The report without the library. */
  private static String page() {
    int start = html.indexOf("<script>");
    return html.substring(0, start) + html.substring(html.indexOf("</script>", start));
  }

  private static int occurrences(String text) {
    return html.split(Pattern.quote(text), -1).length - 1;
  }

  @Test
  void dataHasEveryCurveMapAndField() {
    String data =
        html.substring(html.indexOf("id=\"data\">") + 10, html.lastIndexOf("</script>\n<script>"));
    assertEquals(20, count(data, "\"errors\":["));
    assertEquals(20, count(data, "\"points\":["));
    assertEquals(10, count(data, "\"angle\":["));
    Matcher curve = Pattern.compile("\"errors\":\\[([^]]*)]").matcher(data);
    assertTrue(curve.find());
    String[] errors = curve.group(1).split(",");
    assertEquals(21, errors.length);
    // relative: six digits are kept
    assertEquals(
        diou.runs().getFirst().error(20),
        Double.parseDouble(errors[20]),
        1e-5 * diou.runs().getFirst().error(20));
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  @Test
  void reportIsWrittenWhole(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("report.html");
    Report.write(List.of(wiou), file);
    String written = Files.readString(file);
    assertTrue(written.startsWith("<!DOCTYPE html>"));
    assertTrue(written.strip().endsWith("</html>"));
    assertFalse(written.contains("The DIoU protocol"));
  }

  @Test
  void reportNeedsOneResultForEachProtocol() {
    Instant now = Instant.now();
    assertThrows(IllegalArgumentException.class, () -> Report.html(List.of(), now));
    assertThrows(IllegalArgumentException.class, () -> Report.html(List.of(diou, diou), now));
  }

  @Test
  void formulasAreInABooksLetters() {
    assertEquals(
        "3·t·exp(−t²)·L_piou, t = λ·exp(−P)",
        LossTable.formula("3·t·exp(-t²)·L_piou, t = lambda·exp(-P)"));
    assertEquals("b/(δ·α<sup>b−δ</sup>)", LossTable.formula("b/(delta·alpha^(b-delta))"));
    assertEquals("ρ²/c² &lt; 4/π²", LossTable.formula("rho²/c² < 4/pi²"));
  }
}
