package dev.jaccard.bench.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.bench.Losses;
import dev.jaccard.eval.FloatInterpreter;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import dev.jaccard.loss.Catalog;
import dev.jaccard.loss.CatalogEntry;
import dev.jaccard.lower.Program;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the limits are measured with does what it says, whatever lowering makes of it. */
class LimitsTest {
  private static final Map<Operation, Set<Op>> OPS =
      Map.of(
          Operation.ADD, Set.of(Op.ADD),
          Operation.MULTIPLY, Set.of(Op.MUL),
          Operation.FMA, Set.of(Op.FMA),
          Operation.COMPARE_AND_BLEND, Set.of(Op.LESS, Op.SELECT),
          Operation.DIVIDE, Set.of(Op.EXACT_DIV),
          Operation.SQUARE_ROOT, Set.of(Op.SQRT));

  @ParameterizedTest
  @EnumSource
  void longProgramHasJustThatManyOperationsMore(Operation operation) {
    Map<Op, Integer> few = operation.program(false).operations();
    Map<Op, Integer> many = operation.program(true).operations();
    for (Op op : Op.values()) {
      int expected = OPS.get(operation).contains(op) ? operation.difference() : 0;
      int difference = many.getOrDefault(op, 0) - few.getOrDefault(op, 0);
      assertEquals(expected, difference, () -> operation + " has other " + op);
    }
  }

  @ParameterizedTest
  @EnumSource
  void chainsStayFiniteAndDependOnEveryInput(Operation operation) {
    FloatInterpreter interpreter = new FloatInterpreter(operation.program(true));
    float before = interpreter.run(plane -> 1 + 0.01 * plane.index(), name -> 0)[0];
    assertTrue(Float.isFinite(before) && before != 0, operation + " gives " + before);
    for (int k = 0; k < 8; k++) {
      int changed = k;
      float after =
          interpreter
              .run(
                  plane -> 1 + 0.01 * plane.index() + (plane.index() == changed ? 0.05 : 0),
                  name -> 0)[0];
      assertTrue(after != before, operation + " does not read plane " + k);
    }
  }

  static Stream<String> losses() {
    return Catalog.entries().stream().map(CatalogEntry::name);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void memoryKernelReadsAndWritesThePlanesOfTheLoss(String loss) {
    for (boolean gradient : new boolean[] {false, true}) {
      Program program = Losses.program(loss, gradient);
      Program moving = MemoryKernels.moving(program);
      assertEquals(Set.copyOf(program.inputPlanes()), Set.copyOf(moving.inputPlanes()));
      assertEquals(program.bytesPerPair(), moving.bytesPerPair());
      assertEquals(Set.copyOf(program.outputs().keySet()), Set.copyOf(moving.outputs().keySet()));
      assertTrue(moving.operationCount() <= program.planes().size());
      float[] all = new FloatInterpreter(moving).run(plane -> 1, name -> 0);
      float sum = 0;
      for (float value : all) {
        sum += value;
      }
      assertTrue(sum >= program.inputPlanes().size(), "an input is not read");
    }
  }

  @Test
  void boundIsTheLongerOneOfUnitsAndDivider() {
    Program program = Losses.program("iou", true);
    Map<Operation, Double> times = new EnumMap<>(Operation.class);
    for (Operation operation : Operation.values()) {
      times.put(operation, 0.0);
    }
    times.put(Operation.ADD, 1.0);
    times.put(Operation.MULTIPLY, 1.0);
    times.put(Operation.FMA, 1.0);
    times.put(Operation.COMPARE_AND_BLEND, 2.0);
    int divisions =
        program.operations().getOrDefault(Op.DIV, 0)
            + program.operations().getOrDefault(Op.EXACT_DIV, 0);
    assertTrue(divisions > 0);
    Bounds units = Bounds.of(program, times, 16, 1);
    assertEquals((program.operationCount() - divisions) / 16.0, units.arithmetic(), 1e-9);
    assertEquals("arithmetic", units.name());
    times.put(Operation.DIVIDE, 1000.0);
    assertEquals(1000.0 * divisions / 16, Bounds.of(program, times, 16, 1).arithmetic(), 1e-9);
    assertEquals("memory", Bounds.of(program, times, 16, 1e6).name());
  }

  @Test
  void planesAreNamedAsInTheLoss() {
    Plane first = Losses.program("iou", true).outputs().firstEntry().getKey();
    assertEquals(new Plane("loss", 0), first);
  }
}
