package dev.jaccard.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.BoxLoss;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExperimentTest {

  private static ExperimentResult run(Protocol protocol, int points, int steps, int threads) {
    return Experiment.builder(protocol)
        .loss("ciou", StandardLosses.of("ciou", protocol))
        .loss("focal-eiou", StandardLosses.of("focal-eiou", protocol))
        .points(points)
        .steps(steps)
        .seed(5)
        .threads(threads)
        .build()
        .run();
  }

  @Test
  void theSetUpHasThePublishedErrorBeforeTheFirstStep() {
    ExperimentResult result =
        Experiment.builder(Protocol.DIOU).loss("iou", BoxLoss.of("iou")).steps(1).build().run();
    assertEquals(1_715_000, result.cases());
    // its w and h part is 2,281,573.42; the rest depends on the points drawn
    assertEquals(6.6488e6, result.runs().get(0).error(0), 0.05e6);
  }

  @Test
  void theSameSeedGivesTheSameTableForAnyNumberOfThreads() {
    for (Protocol protocol : Protocol.values()) {
      String one = ResultCsv.text(run(protocol, 20, 20, 1));
      assertEquals(one, ResultCsv.text(run(protocol, 20, 20, 2)), protocol.title());
      assertEquals(one, ResultCsv.text(run(protocol, 20, 20, 3)), protocol.title());
    }
  }

  @Test
  void aMorePointedSeedGivesOtherPoints() {
    ExperimentResult first = run(Protocol.DIOU, 20, 1, 1);
    ExperimentResult second =
        Experiment.builder(Protocol.DIOU)
            .loss("ciou", BoxLoss.of("ciou"))
            .points(20)
            .steps(1)
            .seed(6)
            .build()
            .run();
    assertTrue(first.runs().get(0).error(0) != second.runs().get(0).error(0));
  }

  @Test
  void theTableAndTheFileHaveALineForEachLossAndStep() {
    ExperimentResult result = run(Protocol.DIOU, 3, 20, 1);
    List<String> lines = ResultCsv.text(result).lines().toList();
    assertEquals("loss,coordinates,step,error", lines.get(0));
    assertEquals(1 + 2 * 21, lines.size());
    assertTrue(lines.get(1).startsWith("ciou,center,0,"), lines.get(1));
    String table = ResultTable.text(result);
    assertTrue(table.contains("ciou") && table.contains("E(10)") && table.contains("E(20)"), table);
  }

  @Test
  void theReportNeedsNothingElse() throws IOException {
    ExperimentResult result = run(Protocol.DIOU, 3, 5, 1);
    String html = Report.html(List.of(result), Instant.EPOCH);
    assertTrue(html.contains("focal-eiou"), "names its losses");
    assertTrue(html.contains("echarts"), "has its library");
    assertTrue(!html.contains("<script src") && !html.contains("<link "), "loads nothing");
  }

  @Test
  void aLossThatCouplesTheCasesIsRefused() {
    BoxLoss coupled = BoxLoss.builder("wiou").param("version", 3).build();
    Experiment experiment =
        Experiment.builder(Protocol.WIOU).loss("wiou3", coupled).points(1).steps(1).build();
    assertThrows(IllegalArgumentException.class, experiment::run);
  }

  @Test
  void wrongSettingsAreRefused() {
    Experiment.Builder builder = Experiment.builder(Protocol.DIOU);
    assertThrows(IllegalArgumentException.class, builder::build);
    assertThrows(IllegalArgumentException.class, () -> builder.points(0));
    assertThrows(IllegalArgumentException.class, () -> builder.steps(0));
    assertThrows(IllegalArgumentException.class, () -> builder.threads(0));
  }
}
