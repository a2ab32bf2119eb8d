package dev.jaccard.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateTest {
  @ParameterizedTest(name = "step {0} of {1}: {2}")
  @CsvSource({
    "1, 200, 0.1",
    "160, 200, 0.1",
    "161, 200, 0.01",
    "180, 200, 0.01",
    "181, 200, 0.001",
    "200, 200, 0.001",
    "8, 10, 0.1",
    "9, 10, 0.01",
    "10, 10, 0.001",
    "8000, 10000, 0.1",
    "8001, 10000, 0.01",
    "1, 1, 0.001",
  })
  void rateDropsAfterEightyAndNinetyPercentOfTheSteps(int step, int steps, double rate) {
    assertEquals(rate, LearningRate.of(step, steps));
  }
}
