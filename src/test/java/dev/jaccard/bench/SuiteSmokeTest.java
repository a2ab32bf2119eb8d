package dev.jaccard.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.bench.measure.Rounds;
import dev.jaccard.bench.measure.Timings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The suite starts, and its parts measure what they are to measure. */
class SuiteSmokeTest {
  /** One round of little: what is measured, not how fast it is. */
  private static SuitePlan little() {
    return new SuitePlan(
        "quick",
        1,
        1,
        List.of(256),
        Set.of(),
        List.of(64, 256),
        List.of("iou"),
        List.of("giou"),
        List.of("iou"),
        new SuitePlan.HeadSizes(List.of(128), List.of(128), List.of(2), List.of(300)),
        new Rounds(1e5, 1, 1e4, 1e6));
  }

  /** What was measured, or refused because a busy machine's C2 had not compiled it yet. */
  private static void assertHas(Timings timings, String... names) {
    assertEquals(names.length, timings.measurements().size() + timings.refused().size());
    assertAmong(timings, List.of(names));
  }

  private static void assertAmong(Timings timings, List<String> names) {
    List<String> found = new ArrayList<>(timings.refused());
    timings.measurements().forEach(m -> found.add(m.benchmark() + " " + m.parameters()));
    for (String name : names) {
      assertTrue(found.stream().anyMatch(text -> text.startsWith(name)), name + ": " + found);
    }
    for (String refusal : timings.refused()) {
      assertTrue(refusal.contains("C2 has not compiled"), refusal);
    }
  }

  @Test
  void curvesHaveMemoryAndLossAtEverySize() {
    assertHas(
        Curves.measure(little()),
        "curve {loss=(memory), pairs=64}",
        "curve {loss=iou, pairs=64}",
        "curve {loss=(memory), pairs=256}",
        "curve {loss=iou, pairs=256}");
  }

  @Test
  void layoutsAreThreeAndWidthIsThatOfThisJvm() {
    assertHas(
        Layouts.layouts(little()),
        "layout {loss=giou, memory=aligned}",
        "layout {loss=giou, memory=misaligned}",
        "layout {loss=giou, memory=heap}");
    assertHas(Layouts.width(little()), "width {bits=");
  }

  @Test
  void scoresHaveDenseAndSparseTargetsBesideMemory() {
    List<String> expected = new ArrayList<>();
    for (String loss : List.of("bce", "focal", "varifocal", "softmax-ce", "dfl")) {
      for (String peer : List.of("jaccard", "memory")) {
        expected.add("scores {anchors=128, loss=" + loss + ", peer=" + peer);
      }
    }
    expected.add("scores {anchors=128, loss=focal, peer=jaccard, targets=sparse}");
    Timings timings = ScoreFork.measure(little());
    assertEquals(16, timings.measurements().size() + timings.refused().size());
    assertAmong(timings, expected);
  }

  @Test
  void matchingHasPairsSuppressionAndDecodingBesidePlainLoops() {
    Timings timings = MatchFork.measure(little());
    assertAmong(
        timings,
        List.of(
            "pairwise {peer=jaccard, result=matrix, rows=2, similarity=iou}",
            "pairwise {peer=memory, result=matrix, rows=2, similarity=ciou}",
            "pairwise {peer=jaccard, result=best per column, rows=2, similarity=ciou}",
            "suppression {boxes=300, peer=jaccard, scene=clustered}",
            "suppression {boxes=300, peer=java-loop, scene=overlapping}",
            "decoding {head=yolov8, peer=jaccard}",
            "decoding {head=yolov8, peer=java-planes}"));
  }

  /** As {@code java -jar} starts it: without the vector module, which it gets for itself. */
  @Test
  void suiteStartsItselfAgainWithTheVectorModule() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Suite.class.getName(),
                "--help")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), output);
    assertTrue(output.contains("Usage: java -jar jaccard-bench.jar [--quick | --full]"), output);
  }
}
