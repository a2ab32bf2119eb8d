package dev.jaccard.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.eval.DoubleInterpreter;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.RandomExpressions;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Symbolic gradients of random expressions against 5-point finite differences. */
class RandomGradientTest {
  private static final int GRAPHS = 400;
  private static final int OPERATIONS = 20;
  private static final int POINTS = 5;
  private static final double STEP = 1e-3;

  /** Smaller steps, in no simple relation to the first. */
  private static final double[] SMALLER = {0.618, 0.283, 0.0917};

  /** Step sizes differ by more where a kink is near: there is no derivative then. */
  private static final double AGREEMENT = 1e-7;

  private static final double TOLERANCE = 1e-6;

  private int compared;

  static LongStream seeds() {
    return RandomExpressions.seeds(1);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void gradientsAreThoseOfFiniteDifferences(long first) {
    for (long seed = first; seed < first + GRAPHS; seed++) {
      compare(seed);
    }
    int components = GRAPHS * POINTS * RandomExpressions.INPUTS;
    assertTrue(compared > components / 2, compared + " of " + components + " were comparable");
  }

  private void compare(long seed) {
    Graph graph = new Graph();
    Node value = RandomExpressions.make(graph, seed, OPERATIONS, true);
    List<Node> gradient =
        Gradient.of(value, graph.constant(1), graph.constant(0), RandomExpressions.inputs(graph));
    Random random = new Random(~seed);
    for (int p = 0; p < POINTS; p++) {
      double[] point = random.doubles(RandomExpressions.INPUTS, -2, 2).toArray();
      for (int k = 0; k < point.length; k++) {
        double wide = difference(value, point, k, STEP);
        double scale = Math.max(1, Math.abs(wide));
        double spread = 0;
        for (double factor : SMALLER) {
          double other = difference(value, point, k, factor * STEP);
          spread = Math.max(spread, Math.abs(other - wide));
        }
        if (spread <= AGREEMENT * scale) {
          compared++;
          assertEquals(
              wide,
              at(gradient.get(k), point),
              TOLERANCE * scale,
              () -> value + "; " + RandomExpressions.replay(seed));
        }
      }
    }
  }

  private static double difference(Node value, double[] point, int k, double step) {
    return (8 * (shifted(value, point, k, step) - shifted(value, point, k, -step))
            - (shifted(value, point, k, 2 * step) - shifted(value, point, k, -2 * step)))
        / (12 * step);
  }

  private static double shifted(Node value, double[] point, int k, double shift) {
    double[] moved = point.clone();
    moved[k] += shift;
    return at(value, moved);
  }

  private static double at(Node node, double[] point) {
    return new DoubleInterpreter(plane -> point[plane.index()], name -> 0).value(node);
  }

  @Test
  void theSeedMultipliesEveryDerivative() {
    Graph graph = new Graph();
    Node value = RandomExpressions.make(graph, 12, OPERATIONS, true);
    List<Node> variables = RandomExpressions.inputs(graph);
    List<Node> plain = Gradient.of(value, graph.constant(1), graph.constant(0), variables);
    List<Node> scaled = Gradient.of(value, graph.constant(3), graph.constant(0), variables);
    double[] point = {0.3, -0.7, 1.1, 0.9};
    for (int k = 0; k < variables.size(); k++) {
      double expected = 3 * at(plain.get(k), point);
      assertEquals(expected, at(scaled.get(k), point), 1e-12 * Math.abs(expected));
    }
  }
}
