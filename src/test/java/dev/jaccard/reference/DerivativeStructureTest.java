package dev.jaccard.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaccard.BoxFormat;
import dev.jaccard.golden.LossSettings;
import dev.jaccard.reference.RandomPairs.Boxes;
import java.util.List;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The base losses of the paper convention against commons-math's automatic differentiation. */
class DerivativeStructureTest {

  /** Rounding only: neither side approximates; sizes are 15 and more, eps is 1e-16. */
  private static final double TOLERANCE = 1e-12;

  static List<LossSettings> bases() {
    return ReferenceLosses.BASES;
  }

  @ParameterizedTest
  @MethodSource("bases")
  void lossesAndGradientsAreThoseOfThePapersFormulas(LossSettings settings) {
    ReferenceLoss loss = ReferenceLosses.of(settings);
    for (Boxes pair : RandomPairs.smooth(400, 7)) {
      double[] gradient = new double[4];
      double[] targetGradient = new double[4];
      double value =
          loss.lossAndGradient(
              BoxFormat.XYXY, pair.prediction(), pair.target(), gradient, targetGradient);
      if (loss.iouLoss(BoxFormat.XYXY, pair.prediction(), pair.target()) == 1
          && settings.parameters().containsKey("form")) {
        continue; // the logarithm of disjoint boxes is that of eps, which the papers do not have
      }
      DerivativeStructure expected = DerivedLosses.of(settings, pair.prediction(), pair.target());
      assertEquals(expected.getValue(), value, TOLERANCE * (1 + Math.abs(value)), pair::toString);
      for (int k = 0; k < 4; k++) {
        assertEquals(derivative(expected, k), gradient[k], TOLERANCE, pair::toString);
        assertEquals(derivative(expected, k + 4), targetGradient[k], TOLERANCE, pair::toString);
      }
    }
  }

  private static double derivative(DerivativeStructure value, int variable) {
    int[] orders = new int[8];
    orders[variable] = 1;
    return value.getPartialDerivative(orders);
  }
}
