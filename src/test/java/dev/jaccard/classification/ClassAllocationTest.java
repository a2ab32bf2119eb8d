package dev.jaccard.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jaccard.Backend;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls on one thread allocate nothing once they are compiled. */
class ClassAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int CLASSES = 9;
  private static final int ANCHORS = 700;
  private static final int CALLS = 50;
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private static void assertNothing(Runnable call) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    long least = Long.MAX_VALUE;
    while (least > 0 && System.nanoTime() < end) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        call.run();
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least, "bytes in " + CALLS + " calls");
  }

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
    assertNothing(() -> loss.forwardBackward(batch));
  }

  @Test
  void sparseTargets() {
    ClassLoss loss = scalar("bce");
    ClassBatch batch =
        batch(ClassLayout.CHANNELS_FIRST)
            .sparseTargets(new int[] {3, 80}, new int[] {1, 1}, new float[] {1, 0.5f});
    assertNothing(() -> loss.forwardBackward(batch));
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
    assertNothing(() -> {
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
    assertNothing(() -> loss.forwardBackward(batch));
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
    assertNothing(() -> loss.forwardBackward(batch));
  }

  @ParameterizedTest
  @ValueSource(strings = {"focal", "sparse", "rows", "dfl"})
  void theVectorLoopsAllocateNothingAfterTheirWarmUp(String call) throws IOException {
    // in a JVM of its own: here, other tests have shown C2 all kinds of memory and widths of work
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                ClassAllocationTest.class.getName(),
                call)
            .redirectErrorStream(true)
            .start();
    try (BufferedReader reader = process.inputReader()) {
      String output = String.join("\n", reader.lines().toList());
      assertTrue(output.endsWith(call + ": nothing"), output);
    }
  }

  /**
   * Checks vector loops in this JVM.
   *
   * @param arguments the name of the call
   */
  public static void main(String[] arguments) {
    assertNothing(
        switch (arguments[0]) {
          case "dfl" -> vectorDistributions();
          case "rows" -> vectorSoftmaxOfRows();
          default -> vectorElements(arguments[0].equals("sparse"));
        });
    System.out.println(arguments[0] + ": nothing");
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
