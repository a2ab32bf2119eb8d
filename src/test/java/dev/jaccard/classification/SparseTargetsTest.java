package dev.jaccard.classification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaccard.Backend;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sparse targets give what dense ones with the same values give. */
class SparseTargetsTest {
  private static final int CLASSES = 7;
  private static final int ANCHORS = 3001;
  private static final int POSITIVES = 40;

  private final Random random = new Random(8);
  private final int[] anchors = new int[POSITIVES];
  private final int[] classes = new int[POSITIVES];
  private final float[] values = new float[POSITIVES];
  private final double[] dense = new double[CLASSES * ANCHORS];

  SparseTargetsTest() {
    for (int i = 0; i < POSITIVES; i++) {
      // near each other, so that some chunks have none
      anchors[i] = 500 + random.nextInt(300);
      classes[i] = random.nextInt(2);
      values[i] = random.nextFloat();
      dense[anchors[i] * CLASSES + classes[i]] = values[i];
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bce", "focal", "quality-focal", "varifocal", "l1", "smooth-l1", "mse", "hinge"})
  void lossesAndGradientsAreThoseOfDenseTargets(String name) {
    for (ClassLayout layout : ClassLayout.values()) {
      Scores scores = new Scores(layout, CLASSES, ANCHORS);
      for (boolean weighted : new boolean[] {false, true}) {
        double[][] results = new double[6][];
        int at = 0;
        for (Backend backend : new Backend[] {Backend.SCALAR, Backend.VECTOR, Backend.REFERENCE}) {
          for (boolean sparse : new boolean[] {false, true}) {
            results[at++] = run(name, backend, scores, sparse, weighted, 1);
          }
        }
        // the kernel for targets that are 0 has other operations: the last bit may differ
        assertArrayEquals(results[0], results[1], 2e-6, name + " sparse");
        assertArrayEquals(results[1], results[3], name + " readings");
        assertArrayEquals(results[4], results[5], name + " reference");
        assertArrayEquals(
            results[1], run(name, Backend.VECTOR, scores, true, weighted, 3), name + " threads");
      }
    }
  }

  private double[] run(
      String name, Backend backend, Scores scores, boolean sparse, boolean weighted, int threads) {
    int count = CLASSES * ANCHORS;
    MemorySegment losses = Scores.plane(count);
    MemorySegment gradient = Scores.plane(count);
    ClassBatch batch =
        new ClassBatch(
                scores.elements(Scores.logits(count, 3, 4)), scores.layout(), CLASSES, ANCHORS)
            .losses(losses)
            .gradient(gradient)
            .mean();
    if (sparse) {
      batch.sparseTargets(anchors, classes, values);
    } else {
      batch.targets(scores.elements(dense));
    }
    if (weighted) {
      batch.anchorWeights(Scores.plane(Scores.targets(ANCHORS, 5)));
    }
    double result;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      result =
          ClassLoss.builder(name)
              .backend(backend)
              .build()
              .forwardBackward(batch.executor(threads > 1 ? pool : null, threads));
    }
    double[] all = new double[2 * count + 1];
    System.arraycopy(scores.rows(losses), 0, all, 0, count);
    System.arraycopy(scores.rows(gradient), 0, all, count, count);
    all[2 * count] = result;
    return all;
  }

  @Test
  void theLastValueOfAnElementHoldsAndNoneMeansZeros() {
    ClassLoss loss = ClassLoss.of("bce");
    ClassBatch batch = new ClassBatch(Scores.plane(1, -2, 3), ClassLayout.ROWS, 3, 1);
    double expected = loss.forward(batch.targets(Scores.plane(0, 0.5, 0)));
    double twice =
        loss.forward(
            batch.sparseTargets(new int[] {0, 0}, new int[] {1, 1}, new float[] {1, 0.5f}));
    assertEquals(expected, twice, 1e-6);
    double zeros = loss.forward(batch.targets(Scores.plane(0, 0, 0)));
    double none = loss.forward(batch.sparseTargets(new int[0], new int[0], new float[0]));
    assertEquals(zeros, none, 1e-6);
    // what a call wrote into its scratch is gone after it
    assertEquals(
        twice, loss.forward(batch.sparseTargets(new int[] {0}, new int[] {1}, new float[] {0.5f})));
  }
}
