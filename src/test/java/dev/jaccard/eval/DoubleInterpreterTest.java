package dev.jaccard.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.PlaneFunction;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The meaning of every primitive, in double. */
class DoubleInterpreterTest {
  private static final double A = 0.75;
  private static final double B = -2;

  private static Arguments row(double expected, BiFunction<Node, Node, Node> expression) {
    return Arguments.of(expected, expression);
  }

  static Stream<Arguments> meanings() {
    return Stream.of(
        row(-1.25, (a, b) -> a.plus(b)),
        row(2.75, (a, b) -> a.minus(b)),
        row(-1.5, (a, b) -> a.times(b)),
        row(-0.375, (a, b) -> a.dividedBy(b)),
        row(-0.375, (a, b) -> a.exactlyDividedBy(b)),
        row(-0.75, (a, b) -> a.graph().make(Op.FMA, null, a, b, a)),
        row(-0.75, (a, b) -> a.negated()),
        row(2, (a, b) -> b.abs()),
        row(Math.sqrt(A), (a, b) -> a.sqrt()),
        row(B, (a, b) -> a.min(b)),
        row(A, (a, b) -> a.max(b)),
        row(0, (a, b) -> b.clampedAtZero()),
        row(A, (a, b) -> a.clampedAtZero()),
        row(-1, (a, b) -> b.clamped(-1, 1)),
        row(1, (a, b) -> b.lessThan(a)),
        row(0, (a, b) -> a.lessThan(b)),
        row(0, (a, b) -> a.graph().make(Op.EQUAL, null, a, b)),
        row(1, (a, b) -> a.lessThan(b).or(b.lessThan(a))),
        row(0, (a, b) -> a.lessThan(b).or(a.lessThan(a))),
        row(B, (a, b) -> a.lessThan(b).select(a, b)),
        row(1, (a, b) -> a.graph().make(Op.STEP, null, b, a)),
        row(0.5, (a, b) -> a.graph().make(Op.STEP, null, a, a)),
        row(Math.exp(A), (a, b) -> a.exp()),
        row(Math.exp(A), (a, b) -> a.boundedExp()),
        row(Math.exp(B), (a, b) -> b.decay()),
        row(Math.log(A), (a, b) -> a.log()),
        row(Math.atan(B), (a, b) -> b.atan()),
        row(-8, (a, b) -> b.power(3)),
        row(Math.pow(A, 1.7), (a, b) -> a.power(1.7)),
        row(A, (a, b) -> a.stopGradient()),
        row(A, (a, b) -> a.withGradientOf(b)),
        row(A, (a, b) -> a.rounded()));
  }

  @ParameterizedTest
  @MethodSource("meanings")
  void everyPrimitiveMeansWhatItsDocumentationSays(
      double expected, BiFunction<Node, Node, Node> expression) {
    Graph graph = new Graph();
    Node node = expression.apply(graph.input("x", 0), graph.scalar("b"));
    DoubleInterpreter interpreter = new DoubleInterpreter(plane -> A, name -> B);
    assertEquals(expected, interpreter.value(node), node.toString());
  }

  @Test
  void inputsAndScalarsAreToldApartByName() {
    Graph graph = new Graph();
    Node sum = graph.input("x", 3).times(10).plus(graph.scalar("s"));
    DoubleInterpreter interpreter =
        new DoubleInterpreter(
            plane -> plane.equals(new Plane("x", 3)) ? 4 : Double.NaN,
            name -> name.equals("s") ? 2 : Double.NaN);
    assertEquals(42, interpreter.value(sum));
  }

  @Test
  void loweredGraphsAreForTheFloatInterpreter() {
    Graph graph = new Graph();
    Node bits = graph.make(Op.FLOAT_TO_BITS, null, graph.scalar("a"));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new DoubleInterpreter(plane -> 0, name -> 0).value(bits))
            .getMessage();
    assertEquals("FLOAT_TO_BITS is of a lowered graph", message);
  }

  @ParameterizedTest
  @MethodSource("meanings")
  void loweredProgramsMeanTheSame(double expected, BiFunction<Node, Node, Node> expression) {
    float[] result =
        new FloatInterpreter(
                PlaneFunction.program(
                    "meaning", x -> asFloat(expression.apply(x, x.graph().scalar("b")))))
            .run(plane -> A, name -> B);
    assertEquals(expected, result[0], 2e-7 * Math.abs(expected));
  }

  /** A mask as 1 or 0. */
  private static Node asFloat(Node node) {
    return node.op().type() == Op.Type.MASK
        ? node.select(node.graph().constant(1), node.graph().constant(0))
        : node;
  }
}
