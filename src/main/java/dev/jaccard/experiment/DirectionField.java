package dev.jaccard.experiment;

import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import java.lang.foreign.Arena;

/**
 * The direction field of a loss: where its gradient sends a box of fixed size, by the place of the
 * box's centre. The places are a square grid, row by row, about the target in its middle.
 *
 * <p>The box is a square of the targets' area, the target one twice as wide as high. No place is on
 * an axis of the target, where edges are equal and derivatives are a matter of convention.
 */
final class DirectionField {
  /** The places along a side of the grid. */
  static final int SIDE = 24;

  private static final double TARGET_RATIO = 2;

  /** A shorter gradient, for a box of size 1, does not move a box in any number of steps. */
  private static final double SHORTEST = 1e-5;

  private final double[] x = new double[SIDE * SIDE];
  private final double[] y = new double[SIDE * SIDE];

  private final double shortest;

  private DirectionField(double shortest) {
    this.shortest = shortest;
  }

  /** The field of a loss, as far as the protocol's anchor points reach. */
  static DirectionField of(BoxLoss loss, Protocol protocol) {
    double radius = protocol.geometry().radius();
    double side = side(protocol);
    DirectionField field = new DirectionField(shortest(protocol));
    int count = SIDE * SIDE;
    try (Arena arena = Arena.ofConfined()) {
      Boxes boxes = Boxes.allocate(arena, count, BoxFormat.CXCYWH);
      Boxes targets = Boxes.allocate(arena, count, BoxFormat.CXCYWH);
      Boxes gradient = Boxes.allocate(arena, count, BoxFormat.CXCYWH);
      for (int i = 0; i < count; i++) {
        set(boxes, i, place(i % SIDE, radius), place(i / SIDE, radius), side, side);
        set(targets, i, 0, 0, targetWidth(protocol), targetHeight(protocol));
      }
      loss.forwardBackward(boxes, targets, null, gradient);
      for (int i = 0; i < count; i++) {
        field.x[i] = -gradient.get(i, 0);
        field.y[i] = -gradient.get(i, 1);
      }
    }
    return field;
  }

  private static void set(Boxes boxes, int index, double x, double y, double w, double h) {
    boxes.set(index, 0, (float) x);
    boxes.set(index, 1, (float) y);
    boxes.set(index, 2, (float) w);
    boxes.set(index, 3, (float) h);
  }

  /** Where a column or row of the grid is, as seen from the target's centre. */
  private static double place(int index, double radius) {
    return radius * (2 * (index + 0.5) / SIDE - 1);
  }

  /** The width and height of the box. */
  static double side(Protocol protocol) {
    return Math.sqrt(protocol.geometry().targetArea());
  }

  static double targetWidth(Protocol protocol) {
    return side(protocol) * Math.sqrt(TARGET_RATIO);
  }

  static double targetHeight(Protocol protocol) {
    return side(protocol) / Math.sqrt(TARGET_RATIO);
  }

  /** The x component of the negative gradient with respect to the centre. */
  double x(int index) {
    return x[index];
  }

  /** The y component of the negative gradient with respect to the centre. */
  double y(int index) {
    return y[index];
  }

  /** The length of the gradient with respect to the centre; 0 if it is below the shortest. */
  double length(int index) {
    double length = Math.hypot(x[index], y[index]);
    return length < shortest ? 0 : length;
  }

  /** The length below which a gradient is taken for none; gradients go with 1 / size. */
  static double shortest(Protocol protocol) {
    return SHORTEST / side(protocol);
  }
}
