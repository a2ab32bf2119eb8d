package dev.jaccard.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.eval.DoubleInterpreter;
import dev.jaccard.eval.FloatInterpreter;
import dev.jaccard.gradient.Gradient;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.graph.RandomExpressions;
import dev.jaccard.lower.Lowering;
import dev.jaccard.lower.Program;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random programs: the readings agree bit for bit, and lowering keeps the meaning. */
@Tag("width")
class RandomProgramTest {
  private static final int GRAPHS = 60;
  private static final int OPERATIONS = 12;
  private static final int COUNT = 37;
  private static final int OUTPUTS = 1 + RandomExpressions.INPUTS;

  static LongStream seeds() {
    return RandomExpressions.seeds(1);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void allReadingsOfRandomProgramsHaveTheSameBits(long first) {
    int meant = 0;
    for (long seed = first; seed < first + GRAPHS; seed++) {
      meant += compare(seed);
    }
    // a comparison of almost equal values may choose the other side in float
    int all = GRAPHS * COUNT;
    assertTrue(meant > 0.95 * all, meant + " of " + all + " values were those in double");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void programsInTwoLoopsHaveTheBitsOfOneLoop(long first) {
    int parted = 0;
    for (long seed = first; seed < first + GRAPHS; seed++) {
      Graph graph = new Graph();
      Node value = RandomExpressions.make(graph, seed, OPERATIONS, false);
      Node series = graph.constant(1);
      for (int power = 1; power < OPERATIONS; power++) {
        series = series.times(value).plus(graph.constant(1.0 / power));
      }
      SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
      outputs.put(new Plane("y", 0), series.plus(graph.input(RandomExpressions.INPUT, 0)));
      outputs.put(new Plane("y", 1), series.times(value));
      Program program = Lowering.lower("two loops " + seed, outputs, null).inTwoLoops();
      parted += program.stages().size() - 1;
      compareReadings(program, inputs(seed), RandomExpressions.replay(seed));
    }
    assertTrue(parted > GRAPHS / 4, parted + " of " + GRAPHS + " programs had two loops");
  }

  /** Compares bits; the number of values that are, to rounding, those in double. */
  private static int compare(long seed) {
    Graph graph = new Graph();
    Node value = RandomExpressions.make(graph, seed, OPERATIONS, false);
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    outputs.put(new Plane("y", 0), value);
    List<Node> gradient =
        Gradient.of(value, graph.constant(1), graph.constant(0), RandomExpressions.inputs(graph));
    for (int k = 0; k < gradient.size(); k++) {
      outputs.put(new Plane("y", 1 + k), gradient.get(k));
    }
    Program program = Lowering.lower("random " + seed, outputs, null);
    float[] inputs = inputs(seed);
    float[] interpreted =
        compareReadings(program, inputs, value + "; " + RandomExpressions.replay(seed));
    int meant = 0;
    for (int i = 0; i < COUNT; i++) {
      int pair = i;
      DoubleInterpreter exact =
          new DoubleInterpreter(plane -> inputs[plane.index() * COUNT + pair], name -> 0);
      double expected = exact.value(value);
      if (Math.abs(interpreted[i] - expected) <= 1e-4 * Math.max(1, Math.abs(expected))) {
        meant++;
      }
    }
    return meant;
  }

  /** Compares the bits of all outputs; the first output. */
  private static float[] compareReadings(Program program, float[] inputs, String what) {
    float[] scalar = run(program, inputs, Kernel.Choice.SCALAR);
    float[] vector = run(program, inputs, Kernel.Choice.VECTOR);
    FloatInterpreter interpreter = new FloatInterpreter(program);
    float[] first = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      int pair = i;
      float[] interpreted =
          interpreter.run(plane -> inputs[plane.index() * COUNT + pair], name -> 0);
      first[i] = interpreted[0];
      for (int o = 0; o < interpreted.length; o++) {
        String where = "output " + o + " of " + what;
        assertEquals(interpreted[o], scalar[o * COUNT + i], "scalar loop: " + where);
        assertEquals(interpreted[o], vector[o * COUNT + i], "vector loop: " + where);
      }
    }
    return first;
  }

  /** Numbers with many ties and zeros among them. */
  private static float[] inputs(long seed) {
    Random random = new Random(~seed);
    float[] inputs = new float[RandomExpressions.INPUTS * COUNT];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(5) - 2;
            case 1 -> random.nextBoolean() ? 0f : -0f;
            default -> 4 * random.nextFloat() - 2;
          };
    }
    return inputs;
  }

  private static float[] run(Program program, float[] inputs, Kernel.Choice choice) {
    Arena arena = Arena.ofAuto();
    MemorySegment x = arena.allocateFrom(ValueLayout.JAVA_FLOAT, inputs);
    MemorySegment y = arena.allocate((long) Float.BYTES * OUTPUTS * COUNT, 64);
    Argument[] arguments =
        program.arguments().stream()
            .map(name -> {
              Argument argument = new Argument();
              argument.set(
                  name.equals(RandomExpressions.INPUT) ? x : y, 0, (long) Float.BYTES * COUNT);
              return argument;
            })
            .toArray(Argument[]::new);
    new Kernel(program).run(arguments, new float[0], COUNT, choice, null, 1);
    return y.toArray(ValueLayout.JAVA_FLOAT);
  }
}
