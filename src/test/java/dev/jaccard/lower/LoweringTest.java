package dev.jaccard.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.eval.FloatInterpreter;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lowering makes of the shapes that gradients of boxes have. */
class LoweringTest {
  private final Graph graph = new Graph();
  private final Node a = graph.input("in", 0);
  private final Node b = graph.input("in", 1);
  private final Node value = graph.input("in", 2);
  private final Node base = graph.input("in", 3);

  private Node step() {
    return graph.make(Op.STEP, null, a, b);
  }

  private static Program lower(Node node, Node poison) {
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    outputs.put(new Plane("out", 0), node);
    return Lowering.lower("test", outputs, poison);
  }

  private static float run(Program program, double... inputs) {
    return new FloatInterpreter(program).run(plane -> inputs[plane.index()], name -> 0)[0];
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 1", "2, 2, 0.5", "3, 2, 0", "-0.0, 0.0, 0.5"})
  void aStepInASumIsTwoMaskedOperations(double first, double second, double factor) {
    Program sum = lower(base.plus(value.times(step())), null);
    assertEquals(
        Map.of(Op.EQUAL, 1, Op.LESS_OR_EQUAL, 1, Op.MASKED_MUL, 1, Op.MASKED_ADD, 1),
        sum.operations());
    assertEquals(7 + 3 * factor, run(sum, first, second, 3, 7));
    Program difference = lower(base.minus(value.times(step())), null);
    assertEquals(1, difference.operations().get(Op.MASKED_SUB));
    assertEquals(7 - 3 * factor, run(difference, first, second, 3, 7));
    Program reversed = lower(value.times(step()).minus(base), null);
    assertEquals(3 * factor - 7, run(reversed, first, second, 3, 7));
    assertEquals(0f, run(reversed, first, second, 0, 0), "not -0");
  }

  @Test
  void aStepAndItsMinimumShareTheComparison() {
    Program program = lower(a.min(b).plus(value.times(step())), null);
    assertEquals(1, program.operations().get(Op.LESS_OR_EQUAL));
  }

  @Test
  void aNanThatAClosedStepHidesComesFromThePoison() {
    Node poison = value.times(0).stopGradient();
    Program program = lower(base.plus(value.times(step())), poison);
    assertEquals(7, run(program, 3, 2, 5, 7));
    assertTrue(Float.isNaN(run(program, 3, 2, Double.NaN, 7)), "the step is 0");
    assertTrue(Float.isNaN(run(program, 1, 2, Double.NaN, 7)));
  }

  @Test
  void aChoiceOfThePoisonIsZeroOrNan() {
    Node poison = base.times(0).stopGradient();
    Program program = lower(a.lessThan(b).select(poison, value.plus(poison)), poison);
    assertEquals(0f, run(program, 1, 2, 3, 7));
    assertEquals(0f, run(program, 1, 2, -3, 7), "not -0");
    assertEquals(3, run(program, 2, 1, 3, 7));
    assertTrue(Float.isNaN(run(program, 1, 2, 3, Double.POSITIVE_INFINITY)));
    assertTrue(Float.isNaN(run(program, 2, 1, 3, Double.NEGATIVE_INFINITY)));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, 0",
    "-1, 2, 1",
    "1, -2, 1",
    "-1, -2, 1",
    "0, 0, 0",
    "-0.0, 5, 1",
    "-1e30, 3e38, 1"
  })
  void anyNegativeGoesByTheSigns(double first, double second, double expected) {
    Node mask = a.orOtherNegative(b);
    Program program = lower(mask.select(graph.constant(1), graph.constant(0)), null);
    assertEquals(expected, run(program, first, second));
    assertEquals(3, program.operationCount());
  }
}
