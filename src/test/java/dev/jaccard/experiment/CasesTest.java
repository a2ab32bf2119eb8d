package dev.jaccard.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.Boxes;
import dev.jaccard.kernel.Kernel;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CasesTest {
  private static final int POINTS = 5000;
  private static final long SEED = 2;
  private static final double SIZES_AT_START = 2_281_573.42;

  /** What E(0) is on average over seeds, and its standard deviation, from 2000 seeds. */
  private static final double ERROR_AT_START = 6.6488e6;

  private static final double ERROR_DEVIATION = 2.3e4;

  /** The set-up check of the DIoU protocol. */
  @Test
  void sizesAreAsFarFromTheirTargetsAsPublished() {
    Cases cases = Cases.of(Protocol.DIOU, POINTS, SEED);
    double sizes = 0;
    double centers = 0;
    long count = 0;
    try (Arena arena = Arena.ofConfined()) {
      Boxes starts = cases.starts(Coordinates.CENTER, arena);
      for (float[] target : cases.targets(Coordinates.CENTER)) {
        for (int i = 0; i < starts.count(); i++) {
          centers += distance(starts, i, 0, target) + distance(starts, i, 1, target);
          sizes += distance(starts, i, 2, target) + distance(starts, i, 3, target);
          count++;
        }
      }
    }
    assertEquals(1_715_000, count);
    // absolute: the digits that are published
    assertEquals(SIZES_AT_START, sizesInDouble(), 0.005);
    // relative 1e-8: the sizes, 343 times 5000 equal ones, are rounded to float
    assertEquals(SIZES_AT_START, sizes, 1e-8 * SIZES_AT_START);
    // absolute: the anchor points are random
    assertEquals(ERROR_AT_START, sizes + centers, 3 * ERROR_DEVIATION);
  }

  /** The same sum from the paper's areas and ratios. */
  private static double sizesInDouble() {
    double[] ratios = {0.25, 1.0 / 3, 0.5, 1, 2, 3, 4};
    double sum = 0;
    for (double target : ratios) {
      for (double area : new double[] {0.5, 0.67, 0.75, 1, 1.33, 1.5, 2}) {
        for (double ratio : ratios) {
          sum += Math.abs(Math.sqrt(area * ratio) - Math.sqrt(target));
          sum += Math.abs(Math.sqrt(area / ratio) - Math.sqrt(1 / target));
        }
      }
    }
    return POINTS * sum;
  }

  private static double distance(Boxes boxes, int index, int plane, float[] target) {
    return Math.abs((double) boxes.get(index, plane) - target[plane]);
  }

  @Test
  void kernelMeasuresTheSameErrorBeforeTheFirstStep() {
    ExperimentResult result =
        Experiment.builder(Protocol.DIOU)
            .loss("iou", StandardLosses.of("iou", Protocol.DIOU))
            .points(POINTS)
            .steps(1)
            .threads(2)
            .build()
            .run(Kernel.Choice.SCALAR);
    assertEquals(ERROR_AT_START, result.runs().getFirst().error(0), 3 * ERROR_DEVIATION);
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void anchorPointsFillTheDisk(Protocol protocol) {
    Cases cases = Cases.of(protocol, POINTS, SEED);
    double center = protocol.geometry().center();
    double radius = protocol.geometry().radius();
    double farthest = 0;
    int inner = 0;
    for (int i = 0; i < POINTS; i++) {
      double distance = Math.hypot(cases.x(i) - center, cases.y(i) - center);
      farthest = Math.max(farthest, distance);
      inner += distance < radius / 2 ? 1 : 0;
    }
    assertTrue(farthest <= radius && farthest > 0.99 * radius, "farthest " + farthest);
    // uniform in area: a quarter within half of the radius; WIoU's: (e^1.5 - 1)/(e^3 - 1) of them
    double share = protocol == Protocol.DIOU ? 0.25 : 0.1824;
    assertEquals(share, (double) inner / POINTS, 0.02);
  }

  @Test
  void targetsOfTheDiouProtocolHaveAreaOneAndSevenShapes() {
    float[][] targets = Cases.of(Protocol.DIOU, 1, SEED).targets(Coordinates.CENTER);
    assertEquals(7, targets.length);
    assertArrayEquals(new float[] {10, 10, 0.5f, 2}, targets[0]);
    assertArrayEquals(new float[] {10, 10, 1, 1}, targets[3]);
    assertArrayEquals(new float[] {10, 10, 2, 0.5f}, targets[6]);
    for (float[] target : targets) {
      assertEquals(1, target[2] * target[3], 2 * Math.ulp(1f));
    }
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void cornersAreThoseOfTheSameBoxes(Protocol protocol) {
    Cases cases = Cases.of(protocol, 3, SEED);
    try (Arena arena = Arena.ofConfined()) {
      Boxes centers = cases.starts(Coordinates.CENTER, arena);
      Boxes corners = cases.starts(Coordinates.CORNERS, arena);
      assertEquals(3 * 49, corners.count());
      for (int i = 0; i < corners.count(); i++) {
        // ulp(2): each number is rounded once
        assertEquals(centers.get(i, 2), corners.get(i, 2) - corners.get(i, 0), 2 * Math.ulp(16f));
        assertEquals(centers.get(i, 1), (corners.get(i, 1) + corners.get(i, 3)) / 2, Math.ulp(16f));
      }
    }
  }
}
