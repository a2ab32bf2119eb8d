package dev.jaccard.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.bench.SuiteSteps.Step;
import dev.jaccard.bench.measure.Rounds;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a run says that it takes is what its plan asks for. */
class SuiteStepsTest {
  private static double minutes(String plan) {
    return SuiteSteps.of(SuitePlan.of(plan)).stream().mapToDouble(Step::seconds).sum() / 60;
  }

  @Test
  void quickRunTakesLessThanThreeMinutesAndFullRunLessThanAnHour() {
    assertTrue(minutes("quick") < 2.5, "quick: " + minutes("quick"));
    assertTrue(minutes("full") > 10 && minutes("full") < 60, "full: " + minutes("full"));
  }

  @Test
  void moreForksTakeLonger() {
    SuitePlan quick = SuitePlan.of("quick");
    List<Step> two = SuiteSteps.of(quick);
    List<Step> four = SuiteSteps.of(quick.withForks(4));
    assertEquals(2, four.size() - two.size());
    assertEquals("losses, fork 4 of 4", four.get(3).name());
  }

  @Test
  void timeOfTaskIsItsWarmUpAndItsRounds() {
    Rounds rounds = new Rounds(1e7, 10, 1e6, 1e9);
    // two warm-ups, and eleven rounds of a thousand calls and one that brings memory back
    assertEquals(0.02 + 11 * 1001 * 1e-6, rounds.seconds(1e3), 1e-9);
    // calls long enough that ten thousand of them would take too long
    assertEquals(0.06 + 11 * 101 * 1e-5, rounds.seconds(1e4), 1e-9);
    // three calls in each warm-up, and a round is a call; no cache holds what it works on
    assertEquals(6 * 0.1 + 11 * 0.1, rounds.seconds(1e8), 1e-9);
  }
}
