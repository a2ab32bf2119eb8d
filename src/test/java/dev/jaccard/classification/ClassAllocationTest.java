package dev.jaccard.classification;

import static dev.jaccard.SteadyState.assertAllocatesNothing;

import dev.jaccard.Backend;
import dev.jaccard.SteadyState;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls on one thread allocate nothing once they are compiled. */
class ClassAllocationTest {
  private static final int CLASSES = 9;
  private static final int ANCHORS = 700;

  private static ClassBatch batch(ClassLayout layout) {
    int count = CLASSES * ANCHORS;
    return new ClassBatch(Scores.plane(Scores.logits(count, 3, 1)), layout, CLASSES, ANCHORS)
        .losses(Scores.plane(count))
        .gradient(Scores.plane(count))
        .normalizer(3);
  }

  private static ClassLoss scalar(String name) {
    return ClassLoss.builder(name).backend(Backend.SCALAR).build();
  }

  @ParameterizedTest
  @EnumSource
  void denseTargetsWithWeightsOfAnchors(ClassLayout layout) {
    ClassLoss loss = scalar("focal");
    MemorySegment targets = Scores.plane(Scores.targets(CLASSES * ANCHORS, 2));
    ClassBatch batch = batch(layout).targets(targets).anchorWeights(Scores.plane(ANCHORS));
    assertAllocatesNothing(loss, () -> loss.forwardBackward(batch));
  }

  @Test
  void sparseTargets() {
    ClassLoss loss = scalar("bce");
    ClassBatch batch =
        batch(ClassLayout.CHANNELS_FIRST)
            .sparseTargets(new int[] {3, 80}, new int[] {1, 1}, new float[] {1, 0.5f});
    assertAllocatesNothing(loss, () -> loss.forwardBackward(batch));
  }

  @Test
  void sparseTargetsOfSeveralLossesInTurns() {
    ClassLoss first = scalar("focal");
    ClassLoss second = scalar("bce");
    ClassBatch batch =
        batch(ClassLayout.ROWS)
            .losses(null)
            .anchorWeights(Scores.plane(ANCHORS))
            .sparseTargets(new int[] {3, 80, 3}, new int[] {1, 1, 2}, new float[] {1, 0.5f, 1});
    assertAllocatesNothing(
        "focal and bce",
        () -> {
          first.forwardBackward(batch);
          second.forward(batch);
        });
  }

  @ParameterizedTest
  @EnumSource
  void softmax(ClassLayout layout) {
    ClassLoss loss = scalar("softmax-ce");
    ClassBatch batch =
        batch(layout).losses(Scores.plane(ANCHORS)).classTargets(new int[ANCHORS]).mean();
    assertAllocatesNothing(loss, () -> loss.forwardBackward(batch));
  }

  @Test
  void distributions() {
    DistributionLoss loss = DistributionLoss.of(8, Backend.SCALAR);
    DistributionBatch batch =
        new DistributionBatch(Scores.plane(4 * 8 * ANCHORS), ANCHORS)
            .targets(Scores.plane(4 * ANCHORS))
            .weights(Scores.plane(ANCHORS))
            .distances(Scores.plane(4 * ANCHORS))
            .distanceGradient(Scores.plane(4 * ANCHORS))
            .losses(Scores.plane(ANCHORS))
            .gradient(Scores.plane(4 * 8 * ANCHORS));
    assertAllocatesNothing(loss, () -> loss.forwardBackward(batch));
  }

  @ParameterizedTest
  @ValueSource(strings = {"focal", "sparse", "rows", "dfl"})
  void theVectorLoopsAllocateNothingAfterTheirWarmUp(String call) throws IOException {
    SteadyState.assertGood(ClassAllocationTest.class, call);
  }

  /**
   * Checks vector loops in this JVM.
   *
   * @param arguments the name of the call
   */
  public static void main(String[] arguments) {
    assertAllocatesNothing(
        arguments[0],
        switch (arguments[0]) {
          case "dfl" -> vectorDistributions();
          case "rows" -> vectorSoftmaxOfRows();
          default -> vectorElements(arguments[0].equals("sparse"));
        });
    SteadyState.good();
  }

  private static Runnable vectorElements(boolean sparse) {
    ClassLoss loss = ClassLoss.of("focal");
    loss.warmUp();
    ClassBatch batch = batch(ClassLayout.CHANNELS_FIRST).normalizer(1);
    if (sparse) {
      batch.sparseTargets(new int[] {3, 80}, new int[] {1, 1}, new float[] {1, 0.5f});
    } else {
      batch.targets(Scores.plane(Scores.targets(CLASSES * ANCHORS, 2)));
    }
    return () -> loss.forwardBackward(batch);
  }

  private static Runnable vectorSoftmaxOfRows() {
    ClassLoss loss = ClassLoss.of("softmax-ce");
    loss.warmUp();
    ClassBatch batch = batch(ClassLayout.ROWS).losses(null).classTargets(new int[ANCHORS]);
    return () -> loss.forwardBackward(batch);
  }

  private static Runnable vectorDistributions() {
    int bins = 16;
    DistributionLoss loss = DistributionLoss.of(bins);
    loss.warmUp();
    DistributionBatch batch =
        new DistributionBatch(Scores.plane(4 * bins * ANCHORS), ANCHORS)
            .targets(Scores.plane(4 * ANCHORS))
            .gradient(Scores.plane(4 * bins * ANCHORS));
    return () -> loss.forwardBackward(batch);
  }
}
