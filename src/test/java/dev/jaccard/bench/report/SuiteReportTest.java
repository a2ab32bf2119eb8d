package dev.jaccard.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.jaccard.bench.Provenance;
import dev.jaccard.bench.limits.Operation;
import dev.jaccard.page.ChartLibrary;
import dev.jaccard.results.Measurement;
import dev.jaccard.results.ResultFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page of a small made-up run. */
class SuiteReportTest {
  private static String html;

  @BeforeAll
  static void write() throws IOException {
    html = SuiteReport.html(run());
  }

  private static ResultFile run() {
    List<Measurement> all = new ArrayList<>();
    all.add(measured("canary", Map.of("loop", "clock"), Map.of(), 1, 1.5));
    Map<String, Double> errors = Map.of("lossError", 1.5e-7, "gradientError", 2.5e-6);
    for (String peer : List.of("jaccard", "c-strict-512")) {
      all.add(
          measured(
              "forwardBackward",
              Map.of("loss", "ciou", "peer", peer, "threads", "1", "pairs", "8192"),
              errors,
              peer.equals("jaccard") ? 2 : 3,
              peer.equals("jaccard") ? 2.4 : 3.02));
    }
    all.add(
        measured(
            "memory", Map.of("reads", "8", "writes", "5", "pairs", "8192"), Map.of(), 0.5, 0.5));
    for (Operation operation : Operation.values()) {
      for (String chains : List.of("short", "long")) {
        all.add(
            measured(
                "operation",
                Map.of("operation", operation.label(), "chains", chains),
                Map.of(),
                chains.equals("long") ? 2 : 1));
      }
    }
    for (String loss : List.of("(memory)", "ciou")) {
      for (String pairs : List.of("64", "1048576")) {
        all.add(
            measured(
                "curve",
                Map.of("loss", loss, "pairs", pairs),
                Map.of(),
                pairs.equals("64") ? 1 : 2));
      }
    }
    Map<String, Double> sumErrors = Map.of("lossError", 3.5e-7, "gradientError", 4.5e-6);
    for (String peer : List.of("jaccard", "memory")) {
      all.add(
          measured(
              "scores",
              Map.of("loss", "focal", "targets", "sparse", "anchors", "8400", "peer", peer),
              peer.equals("jaccard") ? sumErrors : Map.of(),
              peer.equals("jaccard") ? 1 : 0.25));
    }
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put(Provenance.PLAN, "quick");
    facts.put("cpu", "a CPU <of some kind>");
    facts.put(Provenance.CACHES, "L1 48K, L2 2048K");
    facts.put(Provenance.BITS, "512");
    facts.put(Provenance.LOAD_BEFORE, "3.00");
    return new ResultFile(facts, all);
  }

  private static Measurement measured(
      String benchmark,
      Map<String, String> parameters,
      Map<String, Double> figures,
      double... forks) {
    List<double[]> rounds = new ArrayList<>();
    for (double fork : forks) {
      rounds.add(new double[] {fork});
    }
    return new Measurement(
        benchmark, new TreeMap<>(parameters), "ns/op", rounds, new TreeMap<>(figures));
  }

  @Test
  void speedStandsBesideErrorForEachPeer() {
    assertTrue(
        html.contains("<td>c-strict-512</td><td>1</td><td>3.00 3.02</td>"), "the peer's forks");
    assertTrue(html.contains("<td>1.5e-07</td><td>2.5e-06</td>"), "the errors");
  }

  @Test
  void forksOfTwoGroupsAreShownSo() {
    assertTrue(html.contains("2.00 / 2.40 (two groups: 1 and 1 of 2 forks)"));
  }

  @Test
  void boundThatHoldsIsNamed() {
    // every operation takes 1 ns · 16 lanes / 80 operations = 0.2 ns, more than memory in all
    assertTrue(html.contains("<td>arithmetic</td>"));
  }

  @Test
  void lossesOfScoresStandBesideTheMemoryKernel() {
    assertTrue(html.contains("<th>× memory</th>"));
    assertTrue(
        html.contains(
            "<td>focal</td><td>sparse</td><td>8,400</td><td>1.00</td><td>0.25</td>"
                + "<td>3.5e-07</td><td>4.5e-06</td>"));
  }

  @Test
  void bendOfTheCurveHasItsReason() {
    assertTrue(
        html.contains(
            "ciou takes 2.00 times as long where its data lie in memory instead of L1: the memory"
                + " kernel takes 2.00 times as long there, so memory is the reason."));
  }

  @Test
  void doubtfulRunSaysSo() {
    assertTrue(html.contains("Other programs were running (load before: 3.00)."));
    assertTrue(html.contains("loop &#39;clock&#39;") || html.contains("loop 'clock'"));
    assertTrue(html.contains("This is a quick run"));
  }

  @Test
  void pageLoadsNothingAndItsDataAreJson() throws IOException {
    String own = html.replace(ChartLibrary.source(), "");
    assertTrue(own.length() < html.length());
    assertFalse(own.matches("(?s).*(<link|\\bsrc=|\\bhref=|https?:).*"));
    assertTrue(html.contains("a CPU &lt;of some kind&gt;"));
    String open = "<script type=\"application/json\" id=\"charts\">";
    int begin = html.indexOf(open) + open.length();
    JsonObject charts =
        JsonParser.parseString(html.substring(begin, html.indexOf("</script>", begin)))
            .getAsJsonObject();
    for (String id : List.of("bars-8192", "roofline", "curves")) {
      assertTrue(charts.has(id), id);
      assertTrue(html.contains("id=\"" + id + "\""), id);
    }
    assertEquals(3, charts.size());
  }

  @Test
  void readmeFiguresAreThoseOfTheResults() {
    List<String> lines = SpeedSection.lines(run());
    assertTrue(
        lines.stream().anyMatch(line -> line.startsWith("| ciou | 2.00 / 2.40 (two groups")),
        lines::toString);
  }
}
