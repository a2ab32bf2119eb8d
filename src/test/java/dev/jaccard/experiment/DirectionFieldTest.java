package dev.jaccard.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.BoxLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DirectionFieldTest {
  private static final int FIRST = 0;
  private static final int LAST = DirectionField.SIDE * DirectionField.SIDE - 1;

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void distanceLossPullsFromEveryCornerTowardsTheTarget(Protocol protocol) {
    DirectionField field = DirectionField.of(BoxLoss.of("diou"), protocol);
    assertTrue(field.x(FIRST) > 0 && field.y(FIRST) > 0);
    assertTrue(field.x(LAST) < 0 && field.y(LAST) < 0);
    assertTrue(field.length(FIRST) > 0);
  }

  @Test
  void overlapAloneHasNoGradientWithoutOverlap() {
    DirectionField field = DirectionField.of(BoxLoss.of("iou"), Protocol.DIOU);
    assertEquals(0, field.length(FIRST));
    int nearCenter = (DirectionField.SIDE / 2 + 1) * DirectionField.SIDE + DirectionField.SIDE / 2;
    assertTrue(field.length(nearCenter) > 0);
  }
}
