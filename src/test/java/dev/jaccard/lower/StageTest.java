package dev.jaccard.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.ScoreProgram;
import dev.jaccard.scoreloss.ScoreCatalog;
import dev.jaccard.scoreloss.ScoreExpression;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs in one loop and in two. */
class StageTest {
  private static final Plane FIRST = new Plane("y", 0);
  private static final Plane SECOND = new Plane("y", 1);

  private final Graph graph = new Graph();
  private final Node a = graph.input("in", 0);
  private final Node b = graph.input("in", 1);

  /** A chain of so many steps. */
  private Node chain(Node from, Node with, int length) {
    Node sum = from;
    for (int i = 0; i < length; i++) {
      sum = sum.times(with).max(graph.constant(i));
    }
    return sum;
  }

  private static Program program(Node first, Node second) {
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    outputs.put(FIRST, first);
    outputs.put(SECOND, second);
    return Lowering.lower("test", outputs, null).inTwoLoops();
  }

  @Test
  void aProgramThatIsOneValueWideHasTwoLoopsThatShareNoOperation() {
    Node waist = chain(a, a, 10);
    Program program = program(chain(waist, b, 8), waist.times(a));
    List<Stage> stages = program.stages();
    assertEquals(2, stages.size());
    assertEquals(Set.of(FIRST), stages.getFirst().outputs().keySet(), "between the loops");
    Node between = stages.getFirst().outputs().get(FIRST);
    assertEquals(FIRST, stages.getLast().loads().get(between));
    assertEquals(List.of(new Plane("in", 0)), List.copyOf(stages.getFirst().loads().values()));
    assertEquals(program.outputs(), stages.getLast().outputs());
    Set<Node> shared = new HashSet<>(stages.getFirst().uses().order());
    shared.retainAll(stages.getLast().uses().order());
    shared.remove(between);
    shared.removeIf(program::isInvariant);
    assertTrue(shared.stream().allMatch(node -> node.op() == Op.INPUT), shared::toString);
  }

  @Test
  void aProgramThatIsWiderHasOneLoop() {
    Node one = chain(a, b, 10);
    Node other = chain(b, a, 10);
    assertOneLoop(program(chain(one, other, 10), chain(other, one, 10)));
  }

  @Test
  void aShortProgramHasOneLoop() {
    assertOneLoop(program(chain(a, a, 4), b));
  }

  private static void assertOneLoop(Program program) {
    assertEquals(1, program.stages().size());
    assertEquals(program.outputs(), program.stages().getFirst().outputs());
    assertSame(program, program.inTwoLoops());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bce", "focal", "quality-focal", "varifocal"})
  void lossesPartAtTheirExponential(String loss) {
    Map<String, Double> parameters = new LinkedHashMap<>();
    ScoreCatalog.entry(loss)
        .parameters()
        .forEach(parameter -> parameters.put(parameter.name(), parameter.defaultValue()));
    Program program =
        new ScoreProgram(true, false, false)
            .of(loss, ScoreExpression.of(ScoreCatalog.entry(loss), parameters))
            .inTwoLoops();
    Stage first = program.stages().getFirst();
    Uses uses = first.uses();
    assertEquals(2, program.stages().size());
    assertTrue(uses.order().stream().anyMatch(node -> node.op() == Op.SHIFT_LEFT));
    assertTrue(uses.order().stream().noneMatch(node -> node.op() == Op.DIV));
    assertEquals(List.of("logit"), first.loads().values().stream().map(Plane::argument).toList());
  }
}
