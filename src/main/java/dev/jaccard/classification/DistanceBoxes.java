package dev.jaccard.classification;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.kernel.Memory;
import dev.jaccard.pass.NamedArguments;
import dev.jaccard.pass.PlaneGroups;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * Boxes from distances and back: from an anchor's point (px, py), the distances l, t, r, b to the
 * left, top, right and bottom side, times the anchor's stride, make the corners px - l·s, py - t·s,
 * px + r·s, py + b·s. Both directions have their gradients.
 *
 * <p>Distances have shape [4][A] as {@link DistributionBatch} has them, points [2][A], strides [A];
 * boxes are corners. Distances are not held at 0: a point outside of its box has negative ones. To
 * be used by one thread at a time.
 */
public final class DistanceBoxes {
  private static final int SIDES = 4;
  private static final int AXES = 2;
  private static final String DISTANCE = "distance";
  private static final String POINT = "point";
  private static final String STRIDE = "stride";
  private static final String BOX = "box";
  private static final float[] NO_SCALARS = {};

  /** What is computed. */
  private enum Direction {
    BOXES,
    DISTANCES,
    DISTANCE_GRADIENT,
    BOX_GRADIENT
  }

  private final MemorySegment points;
  private final MemorySegment strides;
  private final int anchors;
  private final NamedArguments arguments = new NamedArguments();

  /**
   * The anchors.
   *
   * @param points 4·2·A bytes of floats: the x of all anchors, then the y
   * @param strides 4·A bytes of floats, or null if distances are in the units of boxes
   * @param anchors A
   */
  public DistanceBoxes(MemorySegment points, MemorySegment strides, int anchors) {
    this.points = Objects.requireNonNull(points, "points");
    this.strides = strides;
    this.anchors = anchors;
    if (anchors < 0) {
      throw new IllegalArgumentException("anchors is " + anchors + " but must be at least 0");
    }
    Planes.require("points", points, Planes.ONE_THREAD, "points", AXES, anchors);
    if (strides != null) {
      Planes.require("strides", strides, Planes.ONE_THREAD, "anchors", anchors);
    }
  }

  /**
   * Computes boxes.
   *
   * @param distances 4·4·A bytes of floats
   * @param boxes A boxes as corners, which are written
   */
  public void toBoxes(MemorySegment distances, Boxes boxes) {
    run(Direction.BOXES, distances, boxes);
  }

  /**
   * Computes distances, such as the targets of a distribution loss.
   *
   * @param boxes A boxes as corners
   * @param distances 4·4·A bytes of floats, which are written
   */
  public void toDistances(Boxes boxes, MemorySegment distances) {
    run(Direction.DISTANCES, distances, boxes);
  }

  /**
   * The gradient with respect to the distances of {@link #toBoxes}.
   *
   * @param boxGradient the gradient with respect to the boxes
   * @param distanceGradient 4·4·A bytes of floats, which are written
   */
  public void toDistanceGradient(Boxes boxGradient, MemorySegment distanceGradient) {
    run(Direction.DISTANCE_GRADIENT, distanceGradient, boxGradient);
  }

  /**
   * The gradient with respect to the boxes of {@link #toDistances}.
   *
   * @param distanceGradient the gradient with respect to the distances, 4·4·A bytes of floats
   * @param boxGradient the gradient with respect to the boxes, which is written
   */
  public void toBoxGradient(MemorySegment distanceGradient, Boxes boxGradient) {
    run(Direction.BOX_GRADIENT, distanceGradient, boxGradient);
  }

  private void run(Direction direction, MemorySegment distances, Boxes boxes) {
    String distanceName = direction.name().endsWith("GRADIENT") ? "distanceGradient" : "distances";
    Objects.requireNonNull(distances, distanceName);
    Objects.requireNonNull(boxes, "boxes");
    Planes.require(distanceName, distances, Planes.ONE_THREAD, "distances", SIDES, anchors);
    if (boxes.count() != anchors || boxes.format() != BoxFormat.XYXY) {
      throw new IllegalArgumentException(
          "boxes are "
              + boxes.count()
              + " of format "
              + boxes.format()
              + " but must be "
              + anchors
              + " of format "
              + BoxFormat.XYXY);
    }
    boolean writesBoxes = direction == Direction.BOXES || direction == Direction.BOX_GRADIENT;
    MemorySegment output = writesBoxes ? boxes.segment() : distances;
    String outputName = writesBoxes ? "boxes" : distanceName;
    Memory.requireReadable(boxes.segment(), "boxes");
    Memory.requireWritable(output, outputName);
    Planes.requireApart(outputName, output, "points", points);
    Planes.requireApart(outputName, output, "strides", strides);
    if (boxes.overlaps(distances)) {
      throw Memory.overlapping(distanceName, "boxes");
    }
    Memory.requireReadable(points, "points");
    if (strides != null) {
      Memory.requireReadable(strides, "strides");
    }
    long plane = (long) anchors * Float.BYTES;
    arguments.get(DISTANCE).set(distances, 0, plane);
    arguments.get(BOX).set(boxes.segment(), 0, boxes.planeStride());
    arguments.get(POINT).set(points, 0, plane);
    arguments.get(STRIDE).set(strides, 0, 0);
    Kernel kernel = kernel(direction, strides != null);
    kernel.run(
        arguments.of(kernel.program()), NO_SCALARS, anchors, Kernel.Choice.WHEN_READY, null, 1);
  }

  private static Kernel kernel(Direction direction, boolean strided) {
    record Key(Direction direction, boolean strided) {}
    return PlaneGroups.single(
        new Key(direction, strided),
        "distances to " + direction.name().toLowerCase(java.util.Locale.ROOT),
        (graph, planes, outputs) -> define(direction, strided, graph, outputs));
  }

  private static void define(
      Direction direction, boolean strided, Graph graph, SequencedMap<Plane, Node> outputs) {
    Node stride = strided ? graph.input(STRIDE, 0) : graph.constant(1);
    for (int side = 0; side < SIDES; side++) {
      Node point = graph.input(POINT, side % AXES);
      boolean low = side < AXES;
      switch (direction) {
        case BOXES -> {
          Node reach = graph.input(DISTANCE, side).times(stride);
          outputs.put(new Plane(BOX, side), low ? point.minus(reach) : point.plus(reach));
        }
        case DISTANCES -> {
          Node edge = graph.input(BOX, side);
          Node reach = low ? point.minus(edge) : edge.minus(point);
          outputs.put(new Plane(DISTANCE, side), reach.dividedBy(stride));
        }
        case DISTANCE_GRADIENT -> {
          Node slope = graph.input(BOX, side).times(stride);
          outputs.put(new Plane(DISTANCE, side), low ? slope.negated() : slope);
        }
        case BOX_GRADIENT -> {
          Node slope = graph.input(DISTANCE, side).dividedBy(stride);
          outputs.put(new Plane(BOX, side), low ? slope.negated() : slope);
        }
      }
    }
  }
}
