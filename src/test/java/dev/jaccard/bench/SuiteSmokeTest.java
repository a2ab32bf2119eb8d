package dev.jaccard.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.bench.measure.Rounds;
import dev.jaccard.bench.measure.Timings;
import dev.jaccard.results.Measurement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
        new Rounds(1e5, 1, 1e4, 1e6));
  }

  private static Set<String> values(Timings timings, String benchmark, String parameter) {
    assertEquals(List.of(), timings.refused());
    return timings.measurements().stream()
        .filter(m -> m.benchmark().equals(benchmark))
        .map(m -> m.parameter(parameter))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyLossIsMeasuredWithItsErrorsAndTheBytesOfCall() {
    Timings timings = new LossFork(little()).measure();
    assertEquals(new TreeSet<>(SuitePlan.losses()), values(timings, Benchmarks.BOTH, "loss"));
    assertEquals(Set.of("iou"), values(timings, Benchmarks.FORWARD, "loss"));
    assertEquals(Set.of("1", "5"), values(timings, Benchmarks.MEMORY, "writes"));
    for (Measurement measurement : timings.measurements()) {
      if (measurement.benchmark().equals(Benchmarks.BOTH)) {
        assertTrue(measurement.figures().get(Benchmarks.LOSS_ERROR) < 1e-3, measurement.key());
        assertTrue(measurement.figures().containsKey(Benchmarks.GRADIENT_ERROR));
        if (measurement.parameter("peer").equals("jaccard")) {
          assertEquals(0, measurement.figures().get(Benchmarks.ALLOCATED), measurement.key());
        }
      }
    }
  }

  @Test
  void curvesBeginWithMemoryAndHaveEverySize() {
    Timings timings = Curves.measure(little());
    assertEquals(Set.of("(memory)", "iou"), values(timings, Benchmarks.CURVE, "loss"));
    assertEquals(Set.of("64", "256"), values(timings, Benchmarks.CURVE, "pairs"));
  }

  @Test
  void layoutsAreThreeAndWidthIsThatOfThisJvm() {
    assertEquals(
        Set.of("aligned", "misaligned", "heap"),
        values(Layouts.layouts(little()), Benchmarks.LAYOUT, "memory"));
    assertEquals(1, values(Layouts.width(little()), Benchmarks.WIDTH, "bits").size());
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
