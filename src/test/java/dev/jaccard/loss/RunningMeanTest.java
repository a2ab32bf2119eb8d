package dev.jaccard.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.Backend;
import dev.jaccard.Batch;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.reference.ReferenceLoss;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** WIoU's running mean is a value that the caller holds. */
class RunningMeanTest {
  private static final Pairs PAIRS = Pairs.smooth(Pairs.Kind.OVERLAPPING, BoxFormat.XYXY, 100, 1);

  private static BoxLoss wiou(int version) {
    return BoxLoss.builder("wiou").param("version", version).backend(Backend.SCALAR).build();
  }

  private static Batch batch(Pairs pairs) {
    Boxes prediction = Boxes.wrap(pairs.predictions().clone(), pairs.count(), pairs.format());
    Boxes target = Boxes.wrap(pairs.targets().clone(), pairs.count(), pairs.format());
    prediction.copyInterleaved(pairs.predictions());
    target.copyInterleaved(pairs.targets());
    return new Batch(prediction, target);
  }

  private static double iouLossMean(Pairs pairs) {
    return Results.of(ReferenceLoss.builder("iou").build(), pairs).sum() / pairs.count();
  }

  @Test
  void itStartsAtOneAndGoesHalfOfTheWayInSevenThousandBatches() {
    assertEquals(1, RunningMean.INITIAL.value());
    RunningMean mean = RunningMean.INITIAL;
    for (int i = 0; i < 7000; i++) {
      mean = mean.updated(0.5);
    }
    assertEquals(0.75, mean.value(), 1e-12);
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "REFERENCE"})
  void aBatchMovesItByTheMomentumTowardsItsMeanOfOneMinusIou(Backend backend) {
    BoxLoss loss = BoxLoss.builder("wiou").backend(backend).build();
    RunningMean after = loss.updated(new RunningMean(0.8, 0.25), batch(PAIRS));
    assertEquals(0.75 * 0.8 + 0.25 * iouLossMean(PAIRS), after.value(), 1e-7);
    assertEquals(0.25, after.momentum());
  }

  @Test
  void updatingItWritesNothingAndKeepsTheBatch() {
    float[] losses = new float[PAIRS.count()];
    java.util.Arrays.fill(losses, -7);
    Batch batch = batch(PAIRS).losses(MemorySegment.ofArray(losses));
    wiou(3).updated(RunningMean.INITIAL, batch);
    assertEquals(-7, losses[0]);
    wiou(3).forward(batch);
    assertNotEquals(-7, losses[0], "the batch still writes its losses");
  }

  @Test
  void weightsDoNotCountInIt() {
    float[] zeros = new float[PAIRS.count()];
    RunningMean plain = wiou(3).updated(RunningMean.INITIAL, batch(PAIRS));
    Batch weighted = batch(PAIRS).weights(MemorySegment.ofArray(zeros));
    assertEquals(plain, wiou(3).updated(RunningMean.INITIAL, weighted));
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "REFERENCE"})
  void anEmptyBatchLeavesItAsItWas(Backend backend) {
    BoxLoss loss = BoxLoss.builder("wiou").backend(backend).build();
    RunningMean mean = new RunningMean(0.4, 0.1);
    Pairs none = new Pairs(BoxFormat.XYXY, new float[0], new float[0]);
    assertEquals(mean, loss.updated(mean, batch(none)));
  }

  @Test
  void aBatchWithANaNLeavesItAsItWas() {
    RunningMean mean = new RunningMean(0.4, 0.1);
    Pairs pairs = new Pairs(BoxFormat.XYXY, PAIRS.predictions().clone(), PAIRS.targets().clone());
    pairs.predictions()[5] = Float.NaN;
    assertEquals(mean, wiou(3).updated(mean, batch(pairs)));
  }

  @Test
  void evaluationDoesNotMoveIt() {
    RunningMean mean = new RunningMean(0.4, 0.1);
    BoxLoss loss = wiou(3);
    Batch batch = batch(PAIRS).runningMean(mean);
    double first = loss.forward(batch);
    for (int i = 0; i < 10; i++) {
      assertEquals(first, loss.forward(batch));
    }
    assertEquals(0.4, mean.value());
  }

  @Test
  void aBatchIsScaledByTheMeanAfterItsOwnUpdate() {
    BoxLoss loss = wiou(3);
    RunningMean after = loss.updated(new RunningMean(1, 0.5), batch(PAIRS));
    double scaled = loss.forward(batch(PAIRS).runningMean(after));
    ReferenceLoss reference =
        ReferenceLoss.builder("wiou")
            .param("version", 3)
            .param("mean", 0.5 + 0.5 * iouLossMean(PAIRS))
            .build();
    assertEquals(Results.of(reference, PAIRS).sum(), scaled, 1e-4);
  }

  @Test
  void theParameterStandsInForItWhereABatchHasNone() {
    BoxLoss given =
        BoxLoss.builder("wiou")
            .param("version", 3)
            .param("mean", 0.4)
            .backend(Backend.SCALAR)
            .build();
    double byBatch = wiou(3).forward(batch(PAIRS).runningMean(new RunningMean(0.4, 0.1)));
    assertEquals(byBatch, given.forward(batch(PAIRS)));
    assertNotEquals(byBatch, wiou(3).forward(batch(PAIRS)), 1e-3, "the default is 1");
  }

  @Test
  void itIsSavedAndRestoredByItsTwoNumbers() {
    RunningMean mean = wiou(3).updated(RunningMean.INITIAL, batch(PAIRS));
    String saved = mean.value() + " " + mean.momentum();
    String[] words = saved.split(" ");
    RunningMean restored =
        new RunningMean(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
    assertEquals(mean, restored);
    assertEquals(wiou(3).updated(mean, batch(PAIRS)), wiou(3).updated(restored, batch(PAIRS)));
  }

  @Test
  void workersAreMergedByTheirArithmeticMean() {
    RunningMean merged =
        RunningMean.merge(
            new RunningMean(0.2, 0.1), new RunningMean(0.4, 0.1), new RunningMean(0.9, 0.1));
    assertEquals(0.5, merged.value(), 1e-15);
    assertEquals(0.1, merged.momentum());
    RunningMean one = new RunningMean(0.3, 0.1);
    assertEquals(one, RunningMean.merge(one));
  }

  @Test
  void itStaysAboveZeroWhenAllBoxesAreHit() {
    RunningMean mean = new RunningMean(1, 1).updated(0);
    assertTrue(mean.value() > 0);
    Pairs perfect = new Pairs(BoxFormat.XYXY, PAIRS.targets(), PAIRS.targets());
    double sum = wiou(3).forward(batch(perfect).runningMean(mean));
    assertEquals(0, sum, "perfect boxes");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.1, the running mean is 0.0 but must be a finite number above 0",
    "-1, 0.1, the running mean is -1.0 but must be a finite number above 0",
    "NaN, 0.1, the running mean is NaN but must be a finite number above 0",
    "Infinity, 0.1, the running mean is Infinity but must be a finite number above 0",
    "1, -0.1, 'momentum is -0.1 but must be in [0, 1]'",
    "1, 1.1, 'momentum is 1.1 but must be in [0, 1]'",
    "1, NaN, 'momentum is NaN but must be in [0, 1]'"
  })
  void itsNumbersAreInTheirRange(double value, double momentum, String message) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new RunningMean(value, momentum));
    assertEquals(message, e.getMessage());
  }

  @Test
  void workersOfDifferentMomentaOrNoWorkersAreNotMerged() {
    IllegalArgumentException different =
        assertThrows(
            IllegalArgumentException.class,
            () -> RunningMean.merge(new RunningMean(1, 0.1), new RunningMean(1, 0.2)));
    assertEquals("the momenta 0.1 and 0.2 differ", different.getMessage());
    assertThrows(IllegalArgumentException.class, RunningMean::merge);
  }
}
