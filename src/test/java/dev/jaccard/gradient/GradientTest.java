package dev.jaccard.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.eval.DoubleInterpreter;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of differentiation; g is the seed, z what flows where a choice blocks. */
class GradientTest {
  private static Arguments row(BiFunction<Node, Node, Node> expression, String byA, String byB) {
    return Arguments.of(expression, byA, byB);
  }

  static Stream<Arguments> rules() {
    return Stream.of(
        row((a, b) -> a.plus(b), "g", "g"),
        row((a, b) -> a.minus(b), "g", "-g"),
        row((a, b) -> a.times(b), "(g * b)", "(g * a)"),
        row((a, b) -> a.squared().plus(b), "(a * (g * 2))", "g"),
        row((a, b) -> a.dividedBy(b), "(g / b)", "-((a / b) * (g / b))"),
        row((a, b) -> a.exactlyDividedBy(b), "(g / b)", "-((a / b) * (g / b))"),
        row((a, b) -> a.negated().times(b), "-(g * b)", "-(g * a)"),
        row((a, b) -> a.exp(), "(g * exp(a))", "0"),
        row((a, b) -> a.log(), "(g / a)", "0"),
        row((a, b) -> a.atan(), "(g / ((a * a) + 1))", "0"),
        row((a, b) -> a.power(3), "(g * (power(a, 2) * 3))", "0"),
        row((a, b) -> a.power(2), "(g * (a * 2))", "0"),
        row((a, b) -> a.power(-1), "-(g * power(a, -2))", "0"),
        row((a, b) -> a.lessThan(b).select(a, b), "((a < b) ? g : z)", "((a < b) ? z : g)"),
        row((a, b) -> a.clampedAtZero(), "((a < 0) ? z : g)", "0"),
        row((a, b) -> a.min(b), "(g * step(a, b))", "(g * step(b, a))"),
        row((a, b) -> a.max(b), "(g * step(b, a))", "(g * step(a, b))"),
        row((a, b) -> a.stopGradient().times(b), "0", "(g * stop(a))"),
        row((a, b) -> a.withGradientOf(b), "0", "g"),
        row((a, b) -> a.rounded().times(b), "(g * b)", "(g * rounded(a))"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyPrimitiveHasItsRule(BiFunction<Node, Node, Node> expression, String byA, String byB) {
    Graph graph = new Graph();
    // made first, so that g stands first in products
    Node seed = graph.scalar("g");
    Node zero = graph.scalar("z");
    Node a = graph.scalar("a");
    Node b = graph.scalar("b");
    Node value = expression.apply(a, b);
    List<Node> gradient = Gradient.of(value, seed, zero, List.of(a, b));
    assertEquals(byA, gradient.get(0).toString(), value + " by a");
    assertEquals(byB, gradient.get(1).toString(), value + " by b");
  }

  /** A value with its derivative at a point, from the symbolic gradient. */
  private static double slope(BiFunction<Node, Node, Node> expression, double a, double b) {
    Graph graph = new Graph();
    Node variable = graph.scalar("a");
    Node value = expression.apply(variable, graph.scalar("b"));
    Node gradient =
        Gradient.of(value, graph.constant(1), graph.constant(0), List.of(variable)).getFirst();
    return new DoubleInterpreter(plane -> 0, name -> name.equals("a") ? a : b).value(gradient);
  }

  @Test
  void tiesShareTheGradientInHalves() {
    assertEquals(0.5, slope((a, b) -> a.min(b), 2, 2));
    assertEquals(0.5, slope((a, b) -> a.max(b), 2, 2));
    assertEquals(1, slope((a, b) -> a.min(b), 1, 2));
    assertEquals(0, slope((a, b) -> a.min(b), 3, 2));
    assertEquals(0, slope((a, b) -> a.max(b), 1, 2));
    assertEquals(1, slope((a, b) -> a.max(b), 3, 2));
    assertEquals(1, slope((a, b) -> a.min(b).plus(a.max(b)), 2, 2), "min + max is a + b");
  }

  @Test
  void absHasDerivativeZeroAtZero() {
    assertEquals(0, slope((a, b) -> a.abs(), 0, 0));
    assertEquals(-1, slope((a, b) -> a.abs(), -0.1, 0));
    assertEquals(1, slope((a, b) -> a.abs(), 0.1, 0));
  }

  @Test
  void clampsPassTheGradientAtTheirBounds() {
    assertEquals(1, slope((a, b) -> a.clampedAtZero(), 0, 0));
    assertEquals(0, slope((a, b) -> a.clampedAtZero(), -1e-300, 0));
    for (double inside : new double[] {-1, 0, 2}) {
      assertEquals(1, slope((a, b) -> a.clamped(-1, 2), inside, 0), "at " + inside);
    }
    assertEquals(0, slope((a, b) -> a.clamped(-1, 2), -1.1, 0) + 0.0);
    assertEquals(0, slope((a, b) -> a.clamped(-1, 2), 2.1, 0) + 0.0);
  }

  @Test
  void rootsAndRealPowersHaveFiniteDerivativesAtZero() {
    assertEquals(0, slope((a, b) -> a.sqrt(), 0, 0));
    assertEquals(0.25, slope((a, b) -> a.sqrt(), 4, 0));
    assertEquals(0, slope((a, b) -> a.power(0.5), 0, 0));
    assertEquals(0, slope((a, b) -> a.power(1.7), 0, 0));
    assertEquals(1.7 * Math.pow(3, 0.7), slope((a, b) -> a.power(1.7), 3, 0), 1e-12);
  }

  @Test
  void aVariableThatTheValueDoesNotDependOnHasDerivativeZero() {
    Graph graph = new Graph();
    Node a = graph.scalar("a");
    Node b = graph.scalar("b");
    List<Node> gradient = Gradient.of(a.exp(), graph.constant(1), graph.constant(0), List.of(b, a));
    assertTrue(gradient.get(0).isConstant(0));
    assertEquals("exp(a)", gradient.get(1).toString());
  }

  @Test
  void theDerivativeOfAVariableByItselfIsTheSeed() {
    Graph graph = new Graph();
    Node a = graph.scalar("a");
    Node seed = graph.scalar("g");
    assertEquals(List.of(seed), Gradient.of(a, seed, graph.constant(0), List.of(a)));
  }

  @Test
  void variablesMayBeInnerNodes() {
    Graph graph = new Graph();
    Node inner = graph.scalar("a").plus(graph.scalar("b"));
    List<Node> gradient =
        Gradient.of(inner.squared(), graph.constant(1), graph.constant(0), List.of(inner));
    assertEquals("((a + b) * 2)", gradient.getFirst().toString());
  }

  @Test
  void minAndMaxOfTheSameTwoShareOneStep() {
    Graph graph = new Graph();
    Node a = graph.scalar("a");
    Node b = graph.scalar("b");
    Node value = a.min(b).times(3).plus(a.max(b).times(5));
    for (Node derivative :
        Gradient.of(value, graph.constant(1), graph.constant(0), List.of(a, b))) {
      assertEquals(1, derivative.toString().split("step", -1).length - 1, derivative.toString());
    }
  }

  @Test
  void loweredPrimitivesHaveNoDerivative() {
    Graph graph = new Graph();
    Node a = graph.scalar("a");
    Node bits = graph.make(Op.BITS_TO_FLOAT, null, graph.make(Op.FLOAT_TO_BITS, null, a));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Gradient.of(bits, graph.constant(1), graph.constant(0), List.of(a)))
            .getMessage();
    assertEquals("BITS_TO_FLOAT has no derivative", message);
  }
}
