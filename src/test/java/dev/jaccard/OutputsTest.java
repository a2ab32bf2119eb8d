package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.golden.LossSettings;
import dev.jaccard.loss.LossTable;
import dev.jaccard.loss.Pairs;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a call returns and writes, for every choice of outputs, weights and normalizer. */
class OutputsTest {
  private static final int COUNT = 300;
  private static final float[] WEIGHTS = weights();

  /** Relative: kernels with other outputs may round differently. */
  private static final double CLOSE = 2e-5;

  private static float[] weights() {
    Random random = new Random(4);
    float[] weights = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      weights[i] = i % 10 == 0 ? 0 : 3 * random.nextFloat() - 0.5f;
    }
    return weights;
  }

  static Stream<LossSettings> bases() {
    return LossTable.bases();
  }

  /** A batch with all its outputs in arrays. */
  private static final class Call {
    private final float[] losses = new float[COUNT];
    private final float[] gradient = new float[4 * COUNT];
    private final float[] targetGradient = new float[4 * COUNT];
    private final Batch batch;

    private Call(Pairs pairs) {
      Boxes prediction = Boxes.wrap(new float[4 * COUNT], COUNT, pairs.format());
      Boxes target = Boxes.wrap(new float[4 * COUNT], COUNT, pairs.format());
      prediction.copyInterleaved(pairs.predictions());
      target.copyInterleaved(pairs.targets());
      batch =
          new Batch(prediction, target)
              .losses(MemorySegment.ofArray(losses))
              .gradient(Boxes.wrap(gradient, COUNT, pairs.format()))
              .targetGradient(Boxes.wrap(targetGradient, COUNT, pairs.format()));
    }
  }

  private static Pairs pairs(BoxFormat format) {
    return Pairs.smooth(Pairs.Kind.OVERLAPPING, format, COUNT, 31);
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  /** Compares planes of COUNT numbers each, relative to a pair's largest number. */
  private static void assertClose(float[] expected, float[] actual, double factor, String what) {
    for (int pair = 0; pair < COUNT; pair++) {
      double largest = 0;
      for (int i = pair; i < expected.length; i += COUNT) {
        largest = Math.max(largest, Math.abs(factor * expected[i]));
      }
      for (int i = pair; i < expected.length; i += COUNT) {
        assertEquals(factor * expected[i], actual[i], CLOSE * largest, what + ", pair " + pair);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("bases")
  void everyChoiceOfOutputsGivesTheSameNumbers(LossSettings settings) {
    BoxLoss loss = LossTable.builder(settings).backend(Backend.SCALAR).build();
    Pairs pairs = pairs(BoxFormat.XYWH);
    Call all = new Call(pairs);
    final double sum = loss.forwardBackward(all.batch);
    Call forward = new Call(pairs);
    assertEquals(sum, loss.forward(forward.batch), CLOSE * Math.abs(sum));
    assertClose(all.losses, forward.losses, 1, settings + ": losses of forward");
    assertArrayEquals(new float[4 * COUNT], forward.gradient, "forward writes no gradient");
    Call byPrediction = new Call(pairs);
    loss.forwardBackward(byPrediction.batch.targetGradient(null).losses(null));
    assertClose(all.gradient, byPrediction.gradient, 1, settings + ": gradient alone");
    assertArrayEquals(new float[COUNT], byPrediction.losses);
    Call byTarget = new Call(pairs);
    loss.forwardBackward(byTarget.batch.gradient(null));
    assertClose(
        all.targetGradient, byTarget.targetGradient, 1, settings + ": target's gradient alone");
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "REFERENCE"})
  void weightsMultiplyLossesAndGradientsAndTheNormalizerDividesSumAndGradients(Backend backend) {
    for (String name : new String[] {"iou", "ciou", "piou2"}) {
      BoxLoss loss = BoxLoss.builder(name).backend(backend).build();
      Pairs pairs = pairs(BoxFormat.CXCYWH);
      Call plain = new Call(pairs);
      loss.forwardBackward(plain.batch);
      Call weighted = new Call(pairs);
      weighted.batch.weights(MemorySegment.ofArray(WEIGHTS)).normalizer(7);
      double result = loss.forwardBackward(weighted.batch);
      double expected = 0;
      for (int i = 0; i < COUNT; i++) {
        double wanted = (double) plain.losses[i] * WEIGHTS[i];
        assertEquals(wanted, weighted.losses[i], CLOSE, name + ": loss " + i);
        expected += wanted;
        for (int k = i; k < 4 * COUNT; k += COUNT) {
          double allowed = 4 * CLOSE * Math.abs(plain.gradient[k]) + 1e-9;
          assertEquals(plain.gradient[k] * WEIGHTS[i] / 7.0, weighted.gradient[k], allowed, name);
        }
      }
      assertEquals(expected / 7, result, CLOSE * Math.abs(expected));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "REFERENCE"})
  void theMeanIsTheSumOverTheNumberOfPairs(Backend backend) {
    BoxLoss loss = BoxLoss.builder("giou").backend(backend).build();
    Pairs pairs = pairs(BoxFormat.XYXY);
    Call sum = new Call(pairs);
    Call mean = new Call(pairs);
    Call back = new Call(pairs);
    double total = loss.forwardBackward(sum.batch);
    assertEquals(total / COUNT, loss.forwardBackward(mean.batch.mean()), 1e-12);
    assertClose(sum.gradient, mean.gradient, 1.0 / COUNT, "gradient of the mean");
    assertClose(sum.losses, mean.losses, 1, "losses are not divided");
    assertEquals(total, loss.forwardBackward(back.batch.mean().sum()), "sum() takes mean() back");
    assertArrayEquals(sum.gradient, back.gradient);
  }

  @ParameterizedTest
  @CsvSource({"SCALAR, 1e-6", "SCALAR, 1e6", "REFERENCE, 0.5"})
  void theForwardPassKnowsTheNormalizerToo(Backend backend, double normalizer) {
    BoxLoss loss = BoxLoss.builder("diou").backend(backend).build();
    Call call = new Call(pairs(BoxFormat.XYXY));
    double sum = loss.forward(call.batch);
    assertEquals(sum / normalizer, loss.forward(call.batch.normalizer(normalizer)));
  }

  @Test
  void theReturnedSumIsThatOfTheLosses() {
    BoxLoss loss = BoxLoss.builder("shape").backend(Backend.SCALAR).build();
    Call call = new Call(pairs(BoxFormat.XYXY));
    double sum = loss.forward(call.batch);
    assertEquals(sum(call.losses), sum, 1e-9 * Math.abs(sum));
    assertEquals(sum, loss.forward(call.batch.losses(null)), "without losses");
  }

  @Test
  void aPairOfWeightZeroHasNoGradient() {
    BoxLoss loss = BoxLoss.builder("siou").backend(Backend.SCALAR).build();
    Call call = new Call(pairs(BoxFormat.XYXY));
    loss.forwardBackward(call.batch.weights(MemorySegment.ofArray(WEIGHTS)));
    for (int i = 0; i < COUNT; i += 10) {
      assertEquals(0, call.losses[i] + 0f);
      for (int k = i; k < 4 * COUNT; k += COUNT) {
        assertEquals(0, call.gradient[k] + 0f);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void noPairsGiveZeroAndWriteNothing(Backend backend) {
    for (BoxFormat format : BoxFormat.values()) {
      for (String name : new String[] {"ciou", "nwd"}) {
        BoxLoss loss = BoxLoss.builder(name).backend(backend).build();
        Boxes none = Boxes.wrap(new float[0], 0, format);
        MemorySegment nothing = MemorySegment.ofArray(new float[0]);
        Batch batch =
            new Batch(none, none)
                .losses(nothing)
                .weights(MemorySegment.ofArray(new float[0]))
                .gradient(Boxes.wrap(new float[0], 0, format))
                .targetGradient(Boxes.wrap(new float[0], 0, format));
        assertEquals(0, loss.forward(batch));
        assertEquals(0, loss.forwardBackward(batch));
        assertEquals(0, loss.forwardBackward(batch.mean()), "the mean of nothing");
      }
    }
  }

  @Test
  void theReferenceBackendGivesTheReferencesNumbersRoundedToFloat() {
    Pairs pairs = pairs(BoxFormat.XYXY);
    Call call = new Call(pairs);
    BoxLoss.builder("ciou").alpha(2).backend(Backend.REFERENCE).build().forwardBackward(call.batch);
    var reference = dev.jaccard.reference.ReferenceLoss.builder("ciou").alpha(2).build();
    double[] gradient = new double[4];
    for (int i = 0; i < COUNT; i++) {
      double[] prediction = Pairs.corners(pairs.format(), row(pairs.predictions(), i));
      double[] target = Pairs.corners(pairs.format(), row(pairs.targets(), i));
      double value = reference.lossAndGradient(pairs.format(), prediction, target, gradient, null);
      assertEquals((float) value, call.losses[i]);
      for (int k = 0; k < 4; k++) {
        assertEquals((float) gradient[k], call.gradient[k * COUNT + i]);
      }
    }
  }

  private static float[] row(float[] rows, int index) {
    return java.util.Arrays.copyOfRange(rows, 4 * index, 4 * index + 4);
  }

  @Test
  void theAutomaticBackendGivesTheBitsOfTheScalarLoopBeforeAndAfterItsWarmUp() {
    Pairs pairs = pairs(BoxFormat.XYXY);
    BoxLoss automatic = BoxLoss.of("eiou");
    LossBits scalar =
        LossBits.of(
            BoxLoss.builder("eiou").backend(Backend.SCALAR).build(), pairs, BoxMemory.ALIGNED);
    LossBits.of(automatic, pairs, BoxMemory.ALIGNED).assertSameBits(scalar, "cold");
    automatic.warmUp(BoxFormat.XYXY);
    assertTrue(automatic.warmUp(BoxFormat.XYXY, true).isDone());
    LossBits.of(automatic, pairs, BoxMemory.ALIGNED).assertSameBits(scalar, "warm");
  }
}
