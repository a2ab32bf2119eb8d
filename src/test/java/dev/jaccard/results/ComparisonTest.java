package dev.jaccard.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** The gate: what counts as slower. */
class ComparisonTest {
  static final List<Arguments> CASES =
      List.of(
          Arguments.of("the same", medians(1, 1.01, 1.02), medians(1, 1.01, 1.02), "SAME"),
          Arguments.of("every fork slower", medians(1, 1.01), medians(1.2, 1.21), "SLOWER"),
          Arguments.of("within 3 %", medians(1, 1.01), medians(1.02, 1.03), "SAME"),
          Arguments.of("every fork faster", medians(1, 1.01), medians(0.9, 0.91), "FASTER"),
          Arguments.of("one fork: 8 % is noise", medians(1), medians(1.08), "SAME"),
          Arguments.of("one fork: 12 % is not", medians(1), medians(1.12), "SLOWER"),
          Arguments.of(
              "two of five forks in a slow group",
              medians(1, 1, 1, 1, 1),
              medians(1, 1, 1.01, 1.6, 1.61),
              "SLOW_GROUP"),
          Arguments.of(
              "the slow group was there before",
              medians(1, 1, 1.01, 1.6, 1.61),
              medians(1, 1.01, 1.01, 1.59, 1.6),
              "SAME"),
          Arguments.of(
              "nothing is as fast as most forks were",
              medians(1, 1, 1.01, 1.6, 1.61),
              medians(1.58, 1.59, 1.6, 1.6, 1.61),
              "FAST_GROUP_GONE"));

  private static double[] medians(double... values) {
    return values;
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("CASES")
  void verdictIsAboutForksAndNotAboutTheirMean(
      String name, double[] before, double[] now, String outcome) {
    Comparison comparison =
        Comparison.of(run(1, measurement("jaccard", before)), run(1, measurement("jaccard", now)));
    assertEquals(1, comparison.verdicts().size());
    assertEquals(outcome, comparison.verdicts().getFirst().outcome().name());
    assertEquals(
        comparison.verdicts().getFirst().outcome().isSlower(), !comparison.slower().isEmpty());
  }

  @Test
  void roundsThatScatterWidenTheBand() {
    Measurement before = measurement("jaccard", new double[][] {{1, 1.2, 1.4, 1.6, 1.8}});
    Measurement now = measurement("jaccard", new double[][] {{1.1, 1.3, 1.5, 1.7, 1.9}});
    assertEquals(List.of(), Comparison.of(run(1, before), run(1, now)).slower());
  }

  @Test
  void slowMachineExplainsWhatItsCanaryExplains() {
    Comparison explained =
        Comparison.of(
            run(1, measurement("jaccard", medians(1, 1.01))),
            run(1.3, measurement("jaccard", medians(1.3, 1.31))));
    assertEquals(List.of(), explained.slower());
    assertFalse(explained.machineIsAsUsual());
    assertTrue(explained.lines().getFirst().contains("NOT in its usual state"));
    Comparison more =
        Comparison.of(
            run(1, measurement("jaccard", medians(1, 1.01))),
            run(1.3, measurement("jaccard", medians(1.6, 1.61))));
    assertEquals(1, more.slower().size());
  }

  @Test
  void fasterMachineHidesNothing() {
    Comparison comparison =
        Comparison.of(
            run(1, measurement("jaccard", medians(1, 1.01))),
            run(0.7, measurement("jaccard", medians(1.2, 1.21))));
    assertEquals(1, comparison.slower().size());
  }

  @Test
  void peersAreNotJudged() {
    Comparison comparison =
        Comparison.of(
            run(1, measurement("c-strict", medians(1, 1))),
            run(1, measurement("c-strict", medians(2, 2))));
    assertEquals(List.of(), comparison.verdicts());
  }

  @Test
  void forksOfTwoGroupsAreShownAndNeverAveraged() {
    Forks forks = measurement("jaccard", medians(1.3, 1.62, 1.31, 1.61, 1.3)).medians();
    assertTrue(forks.twoModes());
    assertEquals("1.30 1.30 1.31 / 1.61 1.62 (two groups: 3 and 2 of 5 forks)", forks.text());
    assertEquals(1.3, forks.typical());
    assertFalse(measurement("jaccard", medians(1.3, 1.32, 1.35, 1.38)).medians().twoModes());
  }

  @Test
  void whatIsMissingIsSaid() {
    Comparison comparison = Comparison.of(run(1, measurement("jaccard", medians(1))), run(1));
    assertEquals(1, comparison.missing().size());
    assertTrue(comparison.lines().stream().anyMatch(line -> line.startsWith("only in the older")));
  }

  static ResultFile run(double canary, Measurement... measurements) {
    List<Measurement> all = new ArrayList<>();
    for (String loop : List.of("clock", "cache", "memory")) {
      all.add(
          new Measurement(
              ResultFile.CANARY,
              new TreeMap<>(Map.of("loop", loop)),
              "ns/op",
              List.of(new double[] {canary}, new double[] {canary}),
              new TreeMap<>()));
    }
    all.addAll(List.of(measurements));
    return new ResultFile(new LinkedHashMap<>(Map.of("date", "today")), all);
  }

  static Measurement measurement(String peer, double... medians) {
    return measurement(
        peer, Arrays.stream(medians).mapToObj(m -> new double[] {m}).toArray(double[][]::new));
  }

  private static Measurement measurement(String peer, double[][] forks) {
    return new Measurement(
        "forwardBackward",
        new TreeMap<>(Map.of("loss", "ciou", "peer", peer, "pairs", "8192")),
        "ns/op",
        List.of(forks),
        new TreeMap<>(Map.of("lossError", 1e-7)));
  }
}
