package dev.jaccard.loss;

import dev.jaccard.Backend;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.eval.DoubleInterpreter;
import dev.jaccard.golden.LossSettings;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.LossProgram;
import dev.jaccard.reference.ReferenceLoss;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses and gradients against the double reference, for boxes with sides from 1 to 1e4. */
class AccuracyTest {
  private static final int PAIRS = 100;
  private static final int INTERPRETED_PAIRS = 5;

  private record Drawn(Pairs.Kind kind, BoxFormat format, int count) {}

  private static final Map<Drawn, Pairs> DRAWN = new ConcurrentHashMap<>();

  static Stream<LossSettings> all() {
    return LossTable.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void compiledLossesAndGradientsAreCloseToTheReference(LossSettings settings) {
    BoxLoss loss = LossTable.builder(settings).backend(Backend.SCALAR).build();
    ReferenceLoss reference = LossTable.reference(settings);
    for (BoxFormat format : BoxFormat.values()) {
      for (Pairs.Kind kind : Pairs.Kind.values()) {
        if (Closeness.isWithinReach(settings, kind)) {
          Pairs pairs = drawn(kind, format, PAIRS);
          Closeness.inFloat(settings)
              .compare(settings, pairs, Results.of(loss, pairs), Results.of(reference, pairs));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void expressionsAndTheirDerivativesInDoubleAreThoseOfTheReference(LossSettings settings) {
    BoxLoss loss = LossTable.builder(settings).build();
    ReferenceLoss reference = LossTable.reference(settings);
    for (BoxFormat format : BoxFormat.values()) {
      Map<Plane, Node> outputs =
          new LossProgram(true, true, false, false).outputs(loss.expression(format));
      for (Pairs.Kind kind : Pairs.Kind.values()) {
        if (Closeness.isWithinReach(settings, kind)) {
          Pairs pairs = drawn(kind, format, INTERPRETED_PAIRS);
          Results actual = interpreted(outputs, pairs, loss.parameters().getOrDefault("mean", 1.0));
          Closeness.inDouble(settings)
              .compare(settings, pairs, actual, Results.of(reference, pairs));
        }
      }
    }
  }

  private static Pairs drawn(Pairs.Kind kind, BoxFormat format, int count) {
    return DRAWN.computeIfAbsent(
        new Drawn(kind, format, count), key -> Pairs.smooth(kind, format, count, 17));
  }

  private static Results interpreted(Map<Plane, Node> outputs, Pairs pairs, double mean) {
    int n = pairs.count();
    Results results = new Results(0, new double[n], new double[4 * n], new double[4 * n]);
    for (int i = 0; i < n; i++) {
      int row = 4 * i;
      DoubleInterpreter interpreter =
          new DoubleInterpreter(
              plane ->
                  (plane.argument().equals(BoxPair.PREDICTION)
                          ? pairs.predictions()
                          : pairs.targets())
                      [row + plane.index()],
              scalar -> mean);
      results.losses()[i] = interpreter.value(outputs.get(new Plane(LossProgram.LOSS, 0)));
      for (int k = 0; k < 4; k++) {
        results.gradients()[row + k] =
            interpreter.value(outputs.get(new Plane(LossProgram.GRADIENT, k)));
        results.targetGradients()[row + k] =
            interpreter.value(outputs.get(new Plane(LossProgram.TARGET_GRADIENT, k)));
      }
    }
    return results;
  }
}
