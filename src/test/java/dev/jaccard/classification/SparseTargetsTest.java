package dev.jaccard.classification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.Backend;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sparse targets give the bits that dense ones with the same values give. */
@Tag("width")
class SparseTargetsTest {
  private static final int CLASSES = 7;
  private static final int ANCHORS = 331;
  private static final int COUNT = CLASSES * ANCHORS;
  private static final int POSITIVES = 60;
  private static final String SETTINGS = "dev.jaccard.classification.ClassReferenceTest#settings";

  /** Where formulas change: signed zeros, subnormals, the ends of exponentials, large numbers. */
  private static final double[] EDGES = {
    0, -0.0, 1e-42, -1e-42, 1e-30, -1e-30, 1, -1, 16.6, -16.6, 86.99, -86.99, 87.01, -87.01, 104,
    -104, 1e4, -1e4, 1e18, -1e18
  };

  /** What elements are weighted by. */
  private enum Weights {
    NONE,
    OF_ANCHORS,
    OF_ELEMENTS
  }

  private final Random random = new Random(8);
  private final int[] anchors = new int[POSITIVES];
  private final int[] classes = new int[POSITIVES];
  private final float[] values = new float[POSITIVES];
  private final double[] dense = new double[COUNT];
  private final double[] logits = Scores.logits(COUNT, 3, 4);

  SparseTargetsTest() {
    for (int i = 0; i < POSITIVES; i++) {
      // near each other, so that some chunks have none; the first are at the edges
      anchors[i] = i < EDGES.length ? i : 250 + random.nextInt(60);
      classes[i] = random.nextInt(2);
      values[i] = i % 5 == 0 ? 1 : random.nextFloat();
      dense[anchors[i] * CLASSES + classes[i]] = values[i];
      for (int k = 0; k < CLASSES && i < EDGES.length; k++) {
        logits[i * CLASSES + k] = EDGES[i];
      }
    }
  }

  /** What a call gives: the result, losses and the gradient. */
  private double[] run(
      ClassLoss loss, Scores scores, Weights weights, boolean sparse, boolean heap, int threads) {
    MemorySegment losses = place(Scores.plane(COUNT), heap);
    MemorySegment gradient = place(Scores.plane(COUNT), heap);
    ClassBatch batch =
        new ClassBatch(place(scores.elements(logits), heap), scores.layout(), CLASSES, ANCHORS)
            .gradient(gradient)
            .mean();
    if (sparse) {
      batch.sparseTargets(anchors, classes, values);
    } else {
      batch.targets(place(scores.elements(dense), heap));
    }
    switch (weights) {
      case NONE -> {}
      case OF_ANCHORS -> batch.anchorWeights(place(Scores.plane(Scores.targets(ANCHORS, 5)), heap));
      case OF_ELEMENTS ->
          batch.elementWeights(place(scores.elements(Scores.targets(COUNT, 6)), heap));
    }
    double[] all = new double[2 * COUNT + 2];
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      batch.executor(threads > 1 ? pool : null, threads);
      all[2 * COUNT] = loss.forwardBackward(batch);
      all[2 * COUNT + 1] = loss.forwardBackward(batch.losses(losses));
    }
    System.arraycopy(scores.rows(losses), 0, all, 0, COUNT);
    System.arraycopy(scores.rows(gradient), 0, all, COUNT, COUNT);
    return all;
  }

  private static MemorySegment place(MemorySegment memory, boolean heap) {
    return heap ? MemorySegment.ofArray(memory.toArray(ValueLayout.JAVA_FLOAT)) : memory;
  }

  @ParameterizedTest
  @MethodSource(SETTINGS)
  void lossesGradientsAndSumsHaveTheBitsOfDenseTargets(ClassReferenceTest.Setting setting) {
    for (ClassLayout layout : ClassLayout.values()) {
      Scores scores = new Scores(layout, CLASSES, ANCHORS);
      for (Weights weights : Weights.values()) {
        double[] expected = run(setting.build(Backend.SCALAR), scores, weights, false, false, 1);
        for (Backend backend : new Backend[] {Backend.SCALAR, Backend.VECTOR}) {
          ClassLoss loss = setting.build(backend);
          String what = setting + " " + layout + " " + weights + " " + backend;
          assertArrayEquals(expected, run(loss, scores, weights, true, false, 1), what);
          assertArrayEquals(expected, run(loss, scores, weights, true, true, 1), what + " heap");
          assertArrayEquals(expected, run(loss, scores, weights, true, false, 3), what + " x 3");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(SETTINGS)
  void theReferenceTakesThemAsDenseOnes(ClassReferenceTest.Setting setting) {
    Scores scores = new Scores(ClassLayout.ROWS, CLASSES, ANCHORS);
    ClassLoss loss = setting.build(Backend.REFERENCE);
    assertArrayEquals(
        run(loss, scores, Weights.OF_ANCHORS, false, false, 1),
        run(loss, scores, Weights.OF_ANCHORS, true, false, 1));
  }

  @ParameterizedTest
  @MethodSource(SETTINGS)
  void aLogitThatIsNoNumberStaysWithItsElement(ClassReferenceTest.Setting setting) {
    int positive = anchors[POSITIVES - 1] * CLASSES + classes[POSITIVES - 1];
    int negative = positive + 3;
    logits[positive] = Double.NaN;
    logits[negative] = Double.NaN;
    Scores scores = new Scores(ClassLayout.ROWS, CLASSES, ANCHORS);
    for (Backend backend : new Backend[] {Backend.SCALAR, Backend.VECTOR}) {
      double[] found = run(setting.build(backend), scores, Weights.NONE, true, false, 1);
      for (int i = 0; i < found.length; i++) {
        boolean bad = i >= 2 * COUNT || i % COUNT == positive || i % COUNT == negative;
        assertEquals(bad, Double.isNaN(found[i]), setting + " " + backend + " at " + i);
      }
    }
  }

  @Test
  void everyElementMayHaveATarget() {
    int[] allAnchors = new int[COUNT];
    int[] allClasses = new int[COUNT];
    float[] allValues = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      allAnchors[i] = i / CLASSES;
      allClasses[i] = i % CLASSES;
      allValues[i] = (float) dense[i];
    }
    Scores scores = new Scores(ClassLayout.CHANNELS_FIRST, CLASSES, ANCHORS);
    ClassLoss loss = ClassLoss.of("focal");
    ClassBatch batch =
        new ClassBatch(scores.elements(logits), scores.layout(), CLASSES, ANCHORS)
            .targets(scores.elements(dense));
    double expected = loss.forward(batch);
    assertTrue(expected > 0);
    assertEquals(expected, loss.forward(batch.sparseTargets(anchors, classes, values)));
    assertEquals(expected, loss.forward(batch.sparseTargets(allAnchors, allClasses, allValues)));
    assertEquals(expected, loss.forward(batch.sparseTargets(anchors, classes, values)));
  }

  @Test
  void theLastValueOfAnElementHoldsAndNoneMeansZeros() {
    ClassLoss loss = ClassLoss.of("bce");
    ClassBatch batch = new ClassBatch(Scores.plane(1, -2, 3), ClassLayout.ROWS, 3, 1);
    double expected = loss.forward(batch.targets(Scores.plane(0, 0.5, 0)));
    double twice =
        loss.forward(
            batch.sparseTargets(new int[] {0, 0}, new int[] {1, 1}, new float[] {1, 0.5f}));
    assertEquals(expected, twice);
    double zeros = loss.forward(batch.targets(Scores.plane(0, 0, 0)));
    double none = loss.forward(batch.sparseTargets(new int[0], new int[0], new float[0]));
    assertEquals(zeros, none);
    // what a call wrote into its scratch is gone after it
    assertEquals(
        twice, loss.forward(batch.sparseTargets(new int[] {0}, new int[] {1}, new float[] {0.5f})));
  }
}
