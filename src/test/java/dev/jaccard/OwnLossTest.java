package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.eval.DoubleInterpreter;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.loss.BoxLossDefinition;
import dev.jaccard.loss.BoxPair;
import dev.jaccard.loss.LossExpression;
import dev.jaccard.loss.Pairs;
import dev.jaccard.loss.Results;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A loss of one's own, with a parameter: forward, gradient, readings, modifiers. */
class OwnLossTest {
  /** 1 - IoU + weight · (rho² / c²)^0.7 + a term of every other kind. */
  private static final BoxLossDefinition DEFINITION =
      terms -> {
        BoxPair pair = terms.pair();
        Node distance =
            pair.centerDistanceSquared()
                .dividedBy(pair.enclosingDiagonalSquared().plus(terms.epsilon()));
        Node shape =
            pair.widthDifference()
                .squared()
                .plus(pair.heightDifference().squared())
                .plus(1)
                .log()
                .atan();
        return terms
            .overlapLoss()
            .plus(terms.penalty(distance.power(0.7)).times(terms.parameter("weight")))
            .plus(shape.times(0.25));
      };

  private static BoxLoss.Builder own() {
    return BoxLoss.define("own", DEFINITION).declare("weight", 2);
  }

  private static double expected(double[] p, double[] t, double weight) {
    double w = Math.max(Math.min(p[2], t[2]) - Math.max(p[0], t[0]), 0);
    double h = Math.max(Math.min(p[3], t[3]) - Math.max(p[1], t[1]), 0);
    double pw = p[2] - p[0];
    double ph = p[3] - p[1];
    double tw = t[2] - t[0];
    double th = t[3] - t[1];
    double iou = w * h / (pw * ph + tw * th - w * h);
    double rho2 =
        (Math.pow(t[0] + t[2] - p[0] - p[2], 2) + Math.pow(t[1] + t[3] - p[1] - p[3], 2)) / 4;
    double c2 =
        Math.pow(Math.max(p[2], t[2]) - Math.min(p[0], t[0]), 2)
            + Math.pow(Math.max(p[3], t[3]) - Math.min(p[1], t[1]), 2);
    double shape = Math.atan(Math.log(1 + (tw - pw) * (tw - pw) + (th - ph) * (th - ph)));
    return 1 - iou + weight * Math.pow(rho2 / c2, 0.7) + 0.25 * shape;
  }

  private static float[] row(float[] rows, int index) {
    return java.util.Arrays.copyOfRange(rows, 4 * index, 4 * index + 4);
  }

  @ParameterizedTest
  @EnumSource
  void lossesAreThoseOfItsFormula(BoxFormat format) {
    Pairs pairs = Pairs.smooth(Pairs.Kind.OVERLAPPING, format, 100, 6);
    Results standard = Results.of(own().backend(Backend.SCALAR).build(), pairs);
    Results heavy = Results.of(own().param("weight", 10).backend(Backend.SCALAR).build(), pairs);
    for (int i = 0; i < pairs.count(); i++) {
      double[] prediction = Pairs.corners(format, row(pairs.predictions(), i));
      double[] target = Pairs.corners(format, row(pairs.targets(), i));
      assertEquals(expected(prediction, target, 2), standard.losses()[i], 1e-5, pairs.text(i));
      assertEquals(expected(prediction, target, 10), heavy.losses()[i], 5e-5, pairs.text(i));
    }
  }

  @ParameterizedTest
  @EnumSource
  void gradientsAreThoseOfFiniteDifferences(BoxFormat format) {
    BoxLoss loss = own().backend(Backend.SCALAR).build();
    LossExpression expression = loss.expression(format);
    Pairs pairs = Pairs.smooth(Pairs.Kind.OVERLAPPING, format, 30, 7);
    Results results = Results.of(loss, pairs);
    for (int i = 0; i < pairs.count(); i++) {
      for (int k = 0; k < 8; k++) {
        double actual =
            k < 4 ? results.gradients()[4 * i + k] : results.targetGradients()[4 * i + k - 4];
        double exact = difference(expression, pairs, i, k);
        assertEquals(exact, actual, 1e-4 * Math.abs(exact) + 1e-5, pairs.text(i) + ", " + k);
      }
    }
  }

  private static double difference(LossExpression expression, Pairs pairs, int i, int k) {
    double[] box = Pairs.corners(BoxFormat.XYXY, row(pairs.predictions(), i));
    double[] target = Pairs.corners(BoxFormat.XYXY, row(pairs.targets(), i));
    double step = 1e-5;
    double difference = 0;
    for (int sign = -1; sign <= 1; sign += 2) {
      double[] moved = (k < 4 ? box : target).clone();
      moved[k % 4] += sign * step;
      DoubleInterpreter interpreter =
          new DoubleInterpreter(
              plane ->
                  (plane.argument().equals(BoxPair.PREDICTION)
                          ? k < 4 ? moved : box
                          : k < 4 ? target : moved)
                      [plane.index()],
              name -> Double.NaN);
      difference += sign * interpreter.value(expression.loss());
    }
    return difference / (2 * step);
  }

  @Tag("width")
  @ParameterizedTest
  @EnumSource
  void bothLoopsAndTheInterpreterGiveTheSameBits(BoxFormat format) {
    Pairs pairs = Pairs.any(format, 100, 3);
    float[] weights = new float[pairs.count()];
    java.util.Arrays.fill(weights, 0.7f);
    BoxLoss scalar = own().backend(Backend.SCALAR).build();
    LossBits interpreted = LossBits.interpreted(scalar, pairs, weights);
    LossBits.weighted(scalar, pairs, weights).assertSameBits(interpreted, "scalar");
    LossBits.weighted(own().backend(Backend.VECTOR).build(), pairs, weights)
        .assertSameBits(interpreted, "vector");
  }

  @Test
  void aCatalogueLossWrittenAgainHasItsBits() {
    BoxLoss again =
        BoxLoss.define(
                "diou again",
                terms ->
                    terms
                        .overlapLoss()
                        .plus(
                            terms
                                .pair()
                                .centerDistanceSquared()
                                .dividedBy(
                                    terms.pair().enclosingDiagonalSquared().plus(terms.epsilon()))))
            .backend(Backend.SCALAR)
            .build();
    BoxLoss diou = BoxLoss.builder("diou").backend(Backend.SCALAR).build();
    Pairs pairs = Pairs.finite(BoxFormat.XYXY, 200, 1);
    LossBits.of(again, pairs, BoxMemory.ALIGNED)
        .assertSameBits(LossBits.of(diou, pairs, BoxMemory.ALIGNED), "diou");
  }

  @Test
  void aCoordinateThatItDoesNotUseStillCarriesItsNaN() {
    BoxLoss offset =
        BoxLoss.define("offset", terms -> terms.pair().centerOffsetX().squared())
            .backend(Backend.SCALAR)
            .build();
    Pairs pairs = Pairs.smooth(Pairs.Kind.NEAR, BoxFormat.XYXY, 2, 1);
    pairs.predictions()[3] = Float.NaN;
    Results results = Results.of(offset, pairs);
    assertTrue(Double.isNaN(results.losses()[0]));
    assertTrue(Double.isFinite(results.losses()[1]));
    for (int k = 0; k < 4; k++) {
      assertTrue(Double.isNaN(results.gradients()[k]));
      assertTrue(Double.isNaN(results.targetGradients()[k]));
      assertTrue(Double.isFinite(results.gradients()[4 + k]));
    }
  }

  @Test
  void modifiersEnterWhereItUsesOverlapAndPenalty() {
    Pairs pairs = Pairs.smooth(Pairs.Kind.OVERLAPPING, BoxFormat.XYXY, 20, 9);
    double plain = Results.of(own().backend(Backend.SCALAR).build(), pairs).sum();
    for (BoxLoss modified :
        new BoxLoss[] {
          own().alpha(3).backend(Backend.SCALAR).build(),
          own().inner(0.75).backend(Backend.SCALAR).build(),
          own().focaler(0.1, 0.9).backend(Backend.SCALAR).build(),
          own().focal(0.5).backend(Backend.SCALAR).build()
        }) {
      double sum = Results.of(modified, pairs).sum();
      assertTrue(Double.isFinite(sum));
      assertNotEquals(plain, sum, 1e-3, modified.toString());
    }
  }

  @Test
  void modifiersThatWouldChangeNothingAreRefused() {
    BoxLoss.Builder builder = BoxLoss.define("offset", terms -> terms.pair().centerOffsetX().abs());
    builder.build();
    builder.inner(0.75);
    String message = assertThrows(IllegalArgumentException.class, builder::build).getMessage();
    assertEquals("offset has no IoU term that inner 0.75 could change", message);
  }

  @Test
  void aParameterThatWasNotDeclaredIsRefused() {
    BoxLoss.Builder undeclared = BoxLoss.define("own", DEFINITION);
    String message = assertThrows(IllegalArgumentException.class, undeclared::build).getMessage();
    assertTrue(message.startsWith("parameter weight was not declared; declared are "), message);
    message =
        assertThrows(IllegalArgumentException.class, () -> own().param("wait", 1)).getMessage();
    assertTrue(message.startsWith("own has no parameter 'wait'; did you mean 'weight'?"), message);
    message =
        assertThrows(IllegalArgumentException.class, () -> own().param("weight", Double.NaN))
            .getMessage();
    assertTrue(message.startsWith("parameter weight of own is NaN but must be in ["), message);
  }

  @Test
  void thereIsNoReferenceOfIt() {
    BoxLoss.Builder builder = own().backend(Backend.REFERENCE);
    String message = assertThrows(IllegalArgumentException.class, builder::build).getMessage();
    assertEquals("own is not in the catalogue, so there is no reference of it", message);
  }

  @Test
  void nodesOfAnotherGraphAreRefused() {
    BoxLoss.Builder builder =
        BoxLoss.define("foreign", terms -> terms.overlapLoss().plus(new Graph().constant(1)));
    String message = assertThrows(IllegalArgumentException.class, builder::build).getMessage();
    assertEquals("an argument of ADD is of another graph", message);
  }

  @Test
  void oneTargetForAllPairsIsTheSameExpression() {
    BoxLoss loss = own().build();
    double[] prediction = {1, 2, 11, 9};
    double[] target = {3, 1, 12, 12};
    DoubleInterpreter interpreter =
        new DoubleInterpreter(
            plane ->
                (plane.argument().equals(BoxPair.PREDICTION) ? prediction : target)[plane.index()],
            name -> target[name.charAt(name.length() - 1) - '0']);
    assertEquals(
        interpreter.value(loss.expression(BoxFormat.XYXY).loss()),
        interpreter.value(loss.expressionForFixedTarget(BoxFormat.XYXY).loss()));
  }
}
