package dev.jaccard.experiment;

import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.gradient.Gradient;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.loss.BoxPair;
import dev.jaccard.loss.LossExpression;
import dev.jaccard.lower.Lowering;
import dev.jaccard.lower.Program;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * One step of gradient descent on boxes, with the update in the kernel: boxes in, boxes out.
 *
 * <p>There are two arguments, {@code prediction}, which is read, and {@link #AFTER}, which is
 * written; both are to be bound to the same planes. Planes 0 to 3 are the boxes, 4 to 7 and 8 to 11
 * the moments of Adam, and 12, the first output, is what is measured. The target's coordinates are
 * the scalars {@code target0} to {@code target3}.
 */
final class StepProgram {
  static final String AFTER = "after";
  static final String RATE = "rate";
  static final String SECOND_CORRECTION = "secondCorrection";
  static final double ADAM_FIRST = 0.9;
  static final double ADAM_SECOND = 0.999;

  /** The plane with what is measured of each box. */
  static final int MEASURED = 12;

  static final int PLANES = MEASURED + 1;

  private static final double ADAM_EPSILON = 1e-8;
  private static final int COORDINATES = 4;
  private static final int FIRST_MOMENT = 4;
  private static final int SECOND_MOMENT = 8;

  private StepProgram() {}

  /**
   * The DIoU protocol: B - rate·(2 - IoU)·dL/dB, and the error after the step, |x-xg| + |y-yg| +
   * |w-wg| + |h-hg|.
   */
  static Program descent(String name, BoxLoss loss, BoxFormat format) {
    LossExpression expression = loss.expressionForFixedTarget(format);
    Graph graph = expression.pair().graph();
    List<Node> boxes = boxes(graph);
    Node pace = expression.pair().iou().subtractedFrom(2).times(graph.scalar(RATE));
    List<Node> gradient = gradient(expression, graph.constant(1), boxes);
    List<Node> moved =
        IntStream.range(0, COORDINATES)
            .mapToObj(i -> boxes.get(i).minus(pace.times(gradient.get(i))))
            .toList();
    List<Node> target =
        IntStream.range(0, COORDINATES).mapToObj(i -> graph.scalar(BoxPair.TARGET + i)).toList();
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    outputs.put(new Plane(AFTER, MEASURED), error(moved, target, format));
    for (int i = 0; i < COORDINATES; i++) {
      outputs.put(new Plane(AFTER, i), moved.get(i));
    }
    return Lowering.lower(name, outputs, null);
  }

  /** The error of boxes as they are, without a step. */
  static Program error(BoxFormat format) {
    Graph graph = new Graph();
    List<Node> target =
        IntStream.range(0, COORDINATES).mapToObj(i -> graph.scalar(BoxPair.TARGET + i)).toList();
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    outputs.put(new Plane(AFTER, MEASURED), error(boxes(graph), target, format));
    return Lowering.lower("error", outputs, null);
  }

  /**
   * The WIoU protocol: a step of Adam on the coordinates. The first output is the loss 1 - IoU
   * before the step. The scalars are {@code rate}, already divided by 1 - 0.9^t, and {@code
   * secondCorrection}, 1/(1 - 0.999^t).
   */
  static Program adam(String name, BoxLoss loss, BoxFormat format) {
    LossExpression expression = loss.expressionForFixedTarget(format);
    Graph graph = expression.pair().graph();
    List<Node> boxes = boxes(graph);
    List<Node> gradient = gradient(expression, graph.constant(1), boxes);
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    outputs.put(new Plane(AFTER, MEASURED), expression.pair().iouLoss());
    for (int i = 0; i < COORDINATES; i++) {
      Node slope = gradient.get(i);
      Node first =
          graph
              .input(BoxPair.PREDICTION, FIRST_MOMENT + i)
              .times(ADAM_FIRST)
              .plus(slope.times(1 - ADAM_FIRST));
      Node second =
          graph
              .input(BoxPair.PREDICTION, SECOND_MOMENT + i)
              .times(ADAM_SECOND)
              .plus(slope.squared().times(1 - ADAM_SECOND));
      Node root = second.times(graph.scalar(SECOND_CORRECTION)).sqrt().plus(ADAM_EPSILON);
      Node move = first.times(graph.scalar(RATE)).dividedBy(root);
      outputs.put(new Plane(AFTER, i), boxes.get(i).minus(move));
      outputs.put(new Plane(AFTER, FIRST_MOMENT + i), first);
      outputs.put(new Plane(AFTER, SECOND_MOMENT + i), second);
    }
    return Lowering.lower(name, outputs, null);
  }

  private static List<Node> boxes(Graph graph) {
    return IntStream.range(0, COORDINATES)
        .mapToObj(i -> graph.input(BoxPair.PREDICTION, i))
        .toList();
  }

  private static List<Node> gradient(LossExpression expression, Node seed, List<Node> boxes) {
    return Gradient.of(expression.loss(), seed, expression.pair().poison(), boxes);
  }

  /** The error in centre coordinates, whatever coordinates are optimised. */
  private static Node error(List<Node> box, List<Node> target, BoxFormat format) {
    List<Node> difference =
        IntStream.range(0, COORDINATES).mapToObj(i -> target.get(i).minus(box.get(i))).toList();
    if (format == BoxFormat.CXCYWH) {
      return difference.stream().map(Node::abs).reduce(Node::plus).orElseThrow();
    }
    Node error = null;
    for (int axis = 0; axis < 2; axis++) {
      Node low = difference.get(axis);
      Node high = difference.get(axis + 2);
      Node part = low.plus(high).times(0.5).abs().plus(high.minus(low).abs());
      error = error == null ? part : error.plus(part);
    }
    return error;
  }
}
