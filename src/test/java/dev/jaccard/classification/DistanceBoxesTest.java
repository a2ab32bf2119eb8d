package dev.jaccard.classification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Boxes from distances and back, with gradients. */
class DistanceBoxesTest {
  private static final int ANCHORS = 37;

  private final double[] points = Scores.logits(2 * ANCHORS, 100, 1);
  private final double[] strides = new double[ANCHORS];
  private final double[] distances = Scores.logits(4 * ANCHORS, 5, 2);
  private final DistanceBoxes strided;
  private final Boxes boxes = Boxes.wrap(new float[4 * ANCHORS], ANCHORS, BoxFormat.XYXY);

  DistanceBoxesTest() {
    for (int i = 0; i < ANCHORS; i++) {
      strides[i] = 8 << i % 3;
    }
    strided = new DistanceBoxes(Scores.plane(points), Scores.plane(strides), ANCHORS);
  }

  @Test
  void cornersAreThePointLessAndPlusTheDistancesTimesTheStride() {
    strided.toBoxes(Scores.plane(distances), boxes);
    for (int i = 0; i < ANCHORS; i++) {
      for (int side = 0; side < 4; side++) {
        double reach = strides[i] * distances[side * ANCHORS + i];
        double point = points[side % 2 * ANCHORS + i];
        assertEquals(side < 2 ? point - reach : point + reach, boxes.get(i, side), 1e-4);
      }
    }
  }

  @Test
  void distancesOfBoxesOfDistancesAreTheSame() {
    MemorySegment back = Scores.plane(4 * ANCHORS);
    strided.toBoxes(Scores.plane(distances), boxes);
    strided.toDistances(boxes, back);
    assertArrayEquals(distances, Scores.doubles(back), 1e-4);
    DistanceBoxes plain = new DistanceBoxes(Scores.plane(points), null, ANCHORS);
    plain.toBoxes(Scores.plane(distances), boxes);
    plain.toDistances(boxes, back);
    assertArrayEquals(distances, Scores.doubles(back), 1e-4);
  }

  @Test
  void argumentsAreChecked() {
    MemorySegment pointPlanes = Scores.plane(4 * ANCHORS);
    MemorySegment half = pointPlanes.asSlice(0, 8L * ANCHORS);
    DistanceBoxes onPoints = new DistanceBoxes(half, null, ANCHORS);
    refused(
        "distances overlaps points but must lie in memory of its own",
        () -> onPoints.toDistances(boxes, pointPlanes));
    refused(
        "boxes overlaps points but must lie in memory of its own",
        () ->
            onPoints.toBoxes(
                Scores.plane(distances), Boxes.wrap(pointPlanes, ANCHORS, BoxFormat.XYXY)));
    refused(
        "distances overlaps boxes but must lie in memory of its own",
        () -> strided.toDistances(boxes, boxes.segment()));
    refused("anchors is -1 but must be at least 0", () -> new DistanceBoxes(half, null, -1));
    assertEquals(
        "boxes",
        assertThrows(
                NullPointerException.class, () -> strided.toBoxes(Scores.plane(distances), null))
            .getMessage());
  }

  private static void refused(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void gradientsAreThoseOfTheDirections() {
    double[] upstream = Scores.logits(4 * ANCHORS, 1, 3);
    Boxes boxGradient = Boxes.wrap(Scores.plane(upstream), ANCHORS, BoxFormat.XYXY);
    MemorySegment distanceGradient = Scores.plane(4 * ANCHORS);
    strided.toDistanceGradient(boxGradient, distanceGradient);
    for (int i = 0; i < 4 * ANCHORS; i++) {
      double sign = i < 2 * ANCHORS ? -1 : 1;
      assertEquals(
          sign * strides[i % ANCHORS] * upstream[i], Scores.doubles(distanceGradient)[i], 1e-5);
    }
    strided.toBoxGradient(Scores.plane(upstream), boxes);
    for (int i = 0; i < 4 * ANCHORS; i++) {
      double sign = i < 2 * ANCHORS ? -1 : 1;
      assertEquals(
          sign * upstream[i] / strides[i % ANCHORS], boxes.get(i % ANCHORS, i / ANCHORS), 1e-6);
    }
  }
}
