package dev.jaccard.lower;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaccard.eval.FloatInterpreter;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What loops over pairs make of a program: several rows at once, minima of values of one sign. */
class PairProgramsTest {
  private static final Plane OUT = new Plane("out", 0);
  private static final Plane BEST = new Plane("best", 0);
  private final Graph graph = new Graph();
  private final Node a = graph.input("in", 0);
  private final Node b = graph.input("in", 1);
  private final Node row = graph.scalar("row");
  private final Node shared = graph.scalar("shared");

  private static Program lower(Map<Plane, Node> outputs) {
    SequencedMap<Plane, Node> ordered = new LinkedHashMap<>(outputs);
    return Lowering.lower("test", ordered, null);
  }

  private static float[] run(Program program, Map<String, Double> scalars, double... inputs) {
    return new FloatInterpreter(program).run(p -> inputs[p.index()], scalars::get);
  }

  @Test
  void aRepeatedProgramHasAPlaneForEachRowAndReadsItsInputsOnce() {
    Program one = lower(Map.of(OUT, a.times(b).plus(row).times(shared)));
    Program three = Repetition.of(one, 3, Set.of("row"));
    assertEquals(List.of("row", "row'1", "row'2", "shared"), three.scalars());
    assertEquals(one.inputPlanes(), three.inputPlanes());
    assertEquals(List.of(OUT, new Plane("out", 1), new Plane("out", 2)), outputs(three));
    var scalars = Map.of("row", 1.0, "row'1", 2.0, "row'2", 3.0, "shared", 10.0);
    assertArrayEquals(new float[] {70, 80, 90}, run(three, scalars, 2, 3));
  }

  @Test
  void whatARowWritesTheNextOneReads() {
    Node best = graph.input(BEST.argument(), BEST.index());
    Node value = b.plus(row);
    Program one = lower(Map.of(BEST, best.lessThan(value).select(value, best)));
    Program two = Repetition.of(one, 2, Set.of("row"));
    assertEquals(List.of(BEST), outputs(two));
    assertArrayEquals(new float[] {8}, run(two, Map.of("row", 1.0, "row'1", 5.0), 0, 3));
    assertArrayEquals(new float[] {8}, run(two, Map.of("row", 5.0, "row'1", 1.0), 0, 3));
    assertArrayEquals(new float[] {9}, run(two, Map.of("row", 5.0, "row'1", 1.0), 9, 3));
  }

  private static List<Plane> outputs(Program program) {
    return List.copyOf(program.outputs().keySet());
  }

  @Test
  void minimaAndMaximaOfValuesWithoutASignAreThoseOfTheirBits() {
    Node size = a.minus(b).clampedAtZero();
    Program signed = lower(Map.of(OUT, a.min(b).max(shared).minus(size.min(a))));
    Program unsigned = NonNegative.of(signed, node -> true);
    assertEquals(2, unsigned.operations().get(Op.INT_MIN));
    assertEquals(2, unsigned.operations().get(Op.INT_MAX), "of which one clamps");
    assertEquals(null, unsigned.operations().get(Op.SELECT));
    for (double[] in : new double[][] {{0, 0}, {3, 3}, {1e-45, 0}, {2, 7.5}, {3e38, 1e-40}}) {
      for (double bound : new double[] {0, 1, 1e30}) {
        var scalars = Map.of("shared", bound);
        assertArrayEquals(run(signed, scalars, in), run(unsigned, scalars, in));
      }
    }
  }

  @Test
  void oneSideWithoutASignIsEnough() {
    Program program = lower(Map.of(OUT, a.min(shared).plus(b.max(shared)), BEST, a.max(b)));
    Program known = NonNegative.of(program, node -> node.op() == Op.SCALAR);
    assertEquals(1, known.operations().get(Op.INT_MIN));
    assertEquals(1, known.operations().get(Op.INT_MAX));
    assertEquals(1, known.operations().get(Op.SELECT), "both may be below 0");
    for (double[] in : new double[][] {{-1, -2}, {3, -1e-45}, {-3e38, 7}, {5, 2}}) {
      for (double bound : new double[] {0, 1e-45, 4, 3e38}) {
        var scalars = Map.of("shared", bound);
        assertArrayEquals(run(program, scalars, in), run(known, scalars, in));
      }
    }
    Program nothing = NonNegative.of(program, node -> false);
    assertEquals(program.operations(), nothing.operations());
  }
}
