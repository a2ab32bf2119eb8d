package dev.jaccard.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.BoxLoss;
import dev.jaccard.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExperimentTest {
  /** 2205 boxes for each target: two blocks, the second of which does not fill its last vector. */
  private static final int BLOCKS_OF_POINTS = 45;

  private static Experiment.Builder small(Protocol protocol) {
    return Experiment.builder(protocol).points(20).steps(10);
  }

  private static BoxLoss loss(String name) {
    return StandardLosses.of(name, Protocol.DIOU);
  }

  private static double[] errors(LossRun run) {
    return IntStream.rangeClosed(0, run.steps()).mapToDouble(run::error).toArray();
  }

  private static double[] pointErrors(ExperimentResult result, LossRun run) {
    return IntStream.range(0, result.points()).mapToDouble(run::finalErrorAt).toArray();
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void sameSeedGivesTheSameTableForAnyNumberOfThreads(Protocol protocol) {
    Experiment.Builder builder =
        Experiment.builder(protocol)
            .losses(java.util.Map.of("ciou", loss("ciou")))
            .coordinates(Coordinates.CENTER, Coordinates.CORNERS)
            .points(BLOCKS_OF_POINTS)
            .steps(5);
    ExperimentResult one = builder.threads(1).build().run(Kernel.Choice.SCALAR);
    for (int threads : new int[] {2, 40}) {
      ExperimentResult many = builder.threads(threads).build().run(Kernel.Choice.SCALAR);
      assertSame(one, many);
    }
    LossRun other = builder.seed(3).build().run(Kernel.Choice.SCALAR).runs().getFirst();
    assertNotEquals(one.runs().getFirst().error(0), other.error(0));
  }

  @Tag("width")
  @ParameterizedTest
  @EnumSource(Protocol.class)
  void vectorsGiveTheTableOfScalars(Protocol protocol) {
    Experiment experiment =
        Experiment.builder(protocol)
            .loss("giou", loss("giou"))
            .points(BLOCKS_OF_POINTS)
            .steps(10)
            .threads(2)
            .build();
    assertSame(experiment.run(Kernel.Choice.SCALAR), experiment.run(Kernel.Choice.VECTOR));
  }

  private static void assertSame(ExperimentResult expected, ExperimentResult actual) {
    assertEquals(expected.runs().size(), actual.runs().size());
    for (int i = 0; i < expected.runs().size(); i++) {
      LossRun run = expected.runs().get(i);
      LossRun other = actual.runs().get(i);
      assertEquals(run.coordinates(), other.coordinates());
      // exact bits
      assertArrayEquals(errors(run), errors(other));
      assertArrayEquals(pointErrors(expected, run), pointErrors(actual, other));
    }
  }

  @Test
  void sumsOverAnchorPointsAreTheSumOverAllCases() {
    ExperimentResult result = small(Protocol.DIOU).loss("diou", loss("diou")).build().run();
    LossRun run = result.runs().getFirst();
    double sum = 0;
    for (double error : pointErrors(result, run)) {
      sum += error;
    }
    // relative: both add doubles, in another order
    assertEquals(run.finalError(), sum, 1e-12 * sum);
  }

  @Test
  void meansOverAnchorPointsHaveTheMeanOverAllCases() {
    ExperimentResult result = small(Protocol.WIOU).loss("diou", loss("diou")).build().run();
    LossRun run = result.runs().getFirst();
    double sum = 0;
    for (double error : pointErrors(result, run)) {
      sum += error;
    }
    // relative: both add doubles, in another order
    assertEquals(run.finalError(), sum / result.points(), 1e-12);
    assertTrue(run.finalError() < run.error(0));
  }

  @Test
  void errorBeforeTheFirstStepIsThatOfTheBoxesWhateverIsMoved() {
    ExperimentResult result =
        small(Protocol.DIOU)
            .loss("iou", loss("iou"))
            .loss("giou", loss("giou"))
            .coordinates(Coordinates.CENTER, Coordinates.CORNERS)
            .build()
            .run();
    double start = result.runs().getFirst().error(0);
    for (LossRun run : result.runs()) {
      // relative: corners are rounded to float another time
      assertEquals(start, run.error(0), 1e-6 * start);
    }
    assertEquals(List.of(Coordinates.CENTER, Coordinates.CORNERS), result.coordinates());
    assertEquals(
        List.of("iou", "giou"),
        result.runs(Coordinates.CORNERS).stream().map(LossRun::loss).toList());
  }

  @Test
  void protocolsHaveTheirPapersStepsAndCoordinates() {
    assertEquals(200, Protocol.DIOU.defaultSteps());
    assertEquals(Coordinates.CENTER, Protocol.DIOU.defaultCoordinates());
    assertEquals(120, Protocol.WIOU.defaultSteps());
    assertEquals(Coordinates.CORNERS, Protocol.WIOU.defaultCoordinates());
  }

  @Test
  void listenerHearsOfEveryBlock() {
    List<String> lines = new ArrayList<>();
    Experiment.builder(Protocol.DIOU)
        .loss("iou", loss("iou"))
        .loss("diou", loss("diou"))
        .points(BLOCKS_OF_POINTS)
        .steps(1)
        .threads(2)
        .progress((loss, done, total) -> lines.add(loss + " " + done + "/" + total))
        .build()
        .run();
    assertEquals("iou 0/28", lines.getFirst());
    assertEquals("diou 14/28", lines.get(15));
    assertEquals("diou 28/28", lines.getLast());
    assertEquals(30, lines.size());
  }

  @Test
  void speedIsTimeOfAllThreadsPerBoxAndStep() {
    ExperimentResult result =
        small(Protocol.DIOU).loss("iou", loss("iou")).threads(2).build().run();
    LossRun run = result.runs().getFirst();
    assertEquals(20 * 343, result.cases());
    // relative: the same product in another order
    assertEquals(
        run.seconds() * 2 * 1e9 / (20 * 343 * 10),
        run.nanosPerBoxStep(),
        1e-9 * run.seconds() * 1e9);
    assertTrue(result.seconds() >= run.seconds());
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "points, 0, 'points is 0 but must be in [1, 100000]'",
    "points, 100001, 'points is 100001 but must be in [1, 100000]'",
    "steps, 0, 'steps is 0 but must be in [1, 10000]'",
    "steps, -5, 'steps is -5 but must be in [1, 10000]'",
    "threads, 0, 'threads is 0 but must be in [1, 1024]'",
    "threads, 2000, 'threads is 2000 but must be in [1, 1024]'",
  })
  void numbersOutOfRangeAreRefused(String what, int value, String message) {
    Experiment.Builder builder = Experiment.builder(Protocol.DIOU);
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> {
              switch (what) {
                case "points" -> builder.points(value);
                case "steps" -> builder.steps(value);
                default -> builder.threads(value);
              }
            });
    assertEquals(message, refusal.getMessage());
  }

  @Test
  void blankAndRepeatedNamesAndNoLossAreRefused() {
    Experiment.Builder builder = Experiment.builder(Protocol.DIOU);
    assertThrows(IllegalArgumentException.class, builder::build);
    assertThrows(IllegalArgumentException.class, () -> builder.loss(" ", loss("iou")));
    builder.loss("iou", loss("iou"));
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> builder.loss("iou", loss("giou")));
    assertEquals("there are two losses of the name 'iou'", refusal.getMessage());
  }

  @Test
  void lossThatCouplesTheCasesIsRefused() {
    BoxLoss coupled = BoxLoss.builder("wiou").param("version", 3).build();
    Experiment experiment = small(Protocol.WIOU).loss("wiou-3", coupled).build();
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, experiment::run);
    assertTrue(refusal.getMessage().contains("'mean'"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("wiou-3"), refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void interruptEndsTheExperiment(int threads) {
    Experiment experiment = small(Protocol.DIOU).loss("iou", loss("iou")).threads(threads).build();
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, experiment::run);
    assertTrue(Thread.interrupted());
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void standardLossesAreTheCatalogueAndTheCombinations() {
    List<String> names = StandardLosses.names();
    assertEquals(19, names.size());
    assertEquals(names, List.copyOf(StandardLosses.all(Protocol.WIOU).keySet()));
    assertEquals(20, StandardLosses.of("mpdiou", Protocol.DIOU).parameters().get("width"));
    assertEquals(1, StandardLosses.of("mpdiou", Protocol.WIOU).parameters().get("height"));
    assertEquals(1, StandardLosses.of("nwd", Protocol.DIOU).parameters().get("k"));
    assertEquals(3, StandardLosses.of("alpha-ciou", Protocol.DIOU).modifiers().alpha());
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> StandardLosses.of("focal-eio", Protocol.DIOU));
    assertTrue(
        refusal.getMessage().contains("did you mean 'focal-eiou'"),
        refusal.getMessage().toLowerCase(Locale.ROOT));
  }
}
