package dev.jaccard.yolo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A comparison of logits decides as one of scores would. */
class SigmoidTest {
  private static final int FLOATS_AROUND = 2000;

  @ParameterizedTest
  @ValueSource(floats = {0, 1e-30f, 0.001f, 0.25f, 0.3f, 0.5f, 0.65f, 0.9f, 0.999f, 0.99999994f})
  void theBoundSeparatesLogitsExactlyWhereTheScoreDoes(float threshold) {
    float bound = Sigmoid.bound(threshold);
    assertFalse(Sigmoid.of(bound) > threshold);
    assertTrue(Sigmoid.of(Math.nextUp(bound)) > threshold);
    float below = bound;
    float above = Math.nextUp(bound);
    for (int i = 0; i < FLOATS_AROUND; i++) {
      assertFalse(Sigmoid.of(below) > threshold);
      assertTrue(Sigmoid.of(above) > threshold);
      below = Math.nextDown(below);
      above = Math.nextUp(above);
    }
  }

  @Test
  void noLogitIsAboveOne() {
    assertEquals(Float.POSITIVE_INFINITY, Sigmoid.bound(1));
  }

  @Test
  void scoresNeverFallWhereLogitsRise() {
    float before = 0;
    for (float logit = -110; logit < 30; logit += 1 / 1024f) {
      float score = Sigmoid.of(logit);
      assertTrue(score >= before);
      before = score;
    }
    assertEquals(1, before);
    assertEquals(0.5f, Sigmoid.of(0));
    assertEquals(0, Sigmoid.of(Float.NEGATIVE_INFINITY));
    assertTrue(Float.isNaN(Sigmoid.of(Float.NaN)));
  }
}
