package dev.jaccard.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GraphTest {
  private final Graph graph = new Graph();
  private final Node a = graph.scalar("a");
  private final Node b = graph.scalar("b");

  @Test
  void equalExpressionsAreOneNode() {
    assertSame(a.plus(b).times(2), a.plus(b).times(2));
    assertSame(a.plus(b), b.plus(a), "sums commute");
    assertSame(a.times(b), b.times(a), "products commute");
    assertNotSame(a.minus(b), b.minus(a));
    assertSame(graph.input("p", 1), graph.input("p", 1));
    assertNotSame(graph.input("p", 1), graph.input("p", 2));
    assertSame(graph.constant(-0.0), graph.constant(0.0));
    int size = graph.size();
    a.plus(b).times(2);
    assertEquals(size, graph.size(), "nothing new was made");
  }

  @Test
  void minAndMaxOfTheSameTwoAreOneNodeWhicheverComesFirst() {
    assertSame(a.min(b), b.min(a));
    assertSame(a.max(b), b.max(a));
  }

  @Test
  void argumentsHaveSmallerNumbersThanWhatIsMadeOfThem() {
    List<Node> todo = new ArrayList<>(List.of(a.plus(b).times(a).exp().lessThan(b).select(a, b)));
    while (!todo.isEmpty()) {
      Node node = todo.removeLast();
      for (Node argument : node.arguments()) {
        assertTrue(argument.id() < node.id());
        todo.add(argument);
      }
    }
  }

  static Stream<Arguments> folded() {
    return Stream.of(
        row("a", (a, b) -> a.times(1)),
        row("a", (a, b) -> a.plus(0)),
        row("a", (a, b) -> a.minus(0)),
        row("a", (a, b) -> a.dividedBy(1)),
        row("a", (a, b) -> a.negated().negated()),
        row("a", (a, b) -> a.power(1)),
        row("1", (a, b) -> a.power(0)),
        row("-a", (a, b) -> a.times(-1)),
        row("-a", (a, b) -> a.subtractedFrom(0)),
        row("(b - a)", (a, b) -> b.plus(a.negated())),
        row("(a + b)", (a, b) -> a.minus(b.negated())),
        row("(b - a)", (a, b) -> a.minus(b).negated()),
        row("(a * b)", (a, b) -> a.negated().times(b.negated())),
        row("-(a * b)", (a, b) -> a.negated().times(b)),
        row("(a * 6)", (a, b) -> a.times(2).times(3)),
        row("(a * 0.5)", (a, b) -> a.dividedBy(2)),
        row("a", (a, b) -> b.lessThan(a).select(a, a)),
        row("5", (a, b) -> a.graph().constant(2).plus(3)));
  }

  private static Arguments row(String text, BiFunction<Node, Node, Node> expression) {
    return Arguments.of(text, expression);
  }

  @ParameterizedTest
  @MethodSource("folded")
  void identitiesOfRealNumbersAreFolded(String text, BiFunction<Node, Node, Node> expression) {
    assertEquals(text, expression.apply(a, b).toString());
  }

  static Stream<Arguments> kept() {
    return Stream.of(
        row("(a * 0)", (a, b) -> a.times(0)),
        row("(a - a)", (a, b) -> a.minus(a)),
        row("(a / a)", (a, b) -> a.dividedBy(a)),
        row("(0 / a)", (a, b) -> a.graph().constant(0).dividedBy(a)),
        row("((a + b) - b)", (a, b) -> a.plus(b).minus(b)),
        row("((a * b) / b)", (a, b) -> a.times(b).dividedBy(b)));
  }

  @ParameterizedTest
  @MethodSource("kept")
  void whatIsWrongForNanAndInfinityIsNotFolded(
      String text, BiFunction<Node, Node, Node> expression) {
    assertEquals(text, expression.apply(a, b).toString());
  }

  static Stream<Arguments> written() {
    return Stream.of(
        row("(a < b)", (a, b) -> a.lessThan(b)),
        row("((a < b) ? a : b)", (a, b) -> a.lessThan(b).select(a, b)),
        row("min(a, b)", (a, b) -> a.min(b)),
        row("power(a, 1.7)", (a, b) -> a.power(1.7)),
        row("sqrt(abs(a))", (a, b) -> a.abs().sqrt()),
        row("relu(a)", (a, b) -> a.clampedAtZero()),
        row("(a / b)", (a, b) -> a.exactlyDividedBy(b)),
        row("prediction[2]", (a, b) -> a.graph().input("prediction", 2)),
        row("(a + 1.0E-16)", (a, b) -> a.graph().constant(1e-16).plus(a)));
  }

  @ParameterizedTest
  @MethodSource("written")
  void nodesAreWrittenAsFormulas(String text, BiFunction<Node, Node, Node> expression) {
    assertEquals(text, expression.apply(a, b).toString());
  }

  @Test
  void longFormulasAreCutOff() {
    Node deep = a;
    for (int i = 0; i < 50; i++) {
      deep = deep.exp();
    }
    assertTrue(deep.toString().length() < 100, deep.toString());
  }

  @Test
  void nodesOfAnotherGraphAreRefused() {
    Node other = new Graph().scalar("other");
    String message = assertThrows(IllegalArgumentException.class, () -> a.plus(other)).getMessage();
    assertEquals("an argument of ADD is of another graph", message);
  }

  @Test
  void selectNeedsAMask() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> a.select(a, b)).getMessage();
    assertEquals("select needs a mask, such as a.lessThan(b): a", message);
  }

  @Test
  void powersAreFinite() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> a.power(Double.NaN)).getMessage();
    assertEquals("exponent is NaN but must be finite", message);
  }

  @Test
  void primitivesTakeTheirNumberOfArguments() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> graph.make(Op.ADD, null, a))
            .getMessage();
    assertEquals("ADD takes 2 arguments", message);
  }

  @Test
  void onlyConstantsHaveAConstantsValue() {
    assertEquals(2.5, graph.constant(2.5).constant());
    String message = assertThrows(IllegalStateException.class, a::constant).getMessage();
    assertEquals("a is not a constant", message);
  }
}
