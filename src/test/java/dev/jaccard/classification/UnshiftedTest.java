package dev.jaccard.classification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaccard.Backend;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Softmax and distributions take exponentials of logits as they are, and take the largest logit
 * from the others only where their exponentials leave the floats: nobody shall notice.
 */
@Tag("width")
class UnshiftedTest {
  private static final int ANCHORS = 37;
  private static final int CLASSES = 21;
  private static final int BINS = 16;
  private static final Backend[] READINGS = {Backend.SCALAR, Backend.VECTOR};

  /** Multiples of 1/64, so that sums with some hundreds are exact. */
  private static double[] logits(int count) {
    return Arrays.stream(Scores.logits(count, 3, 8)).map(x -> Math.rint(64 * x) / 64).toArray();
  }

  private static MemorySegment place(double[] values, boolean heap) {
    MemorySegment plane = Scores.plane(values);
    return heap
        ? MemorySegment.ofArray(plane.toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT))
        : plane;
  }

  /** Result, losses and gradient as rows. */
  private static double[] softmax(
      Backend backend, ClassLayout layout, double[] rows, boolean heap, double smoothing) {
    Scores scores = new Scores(layout, CLASSES, ANCHORS);
    int[] classes = new int[ANCHORS];
    Arrays.setAll(classes, i -> i % 7 == 6 ? -100 : i * 5 % CLASSES);
    MemorySegment losses = Scores.plane(ANCHORS);
    MemorySegment gradient = place(new double[rows.length], heap);
    ClassBatch batch =
        new ClassBatch(place(Scores.doubles(scores.elements(rows)), heap), layout, CLASSES, ANCHORS)
            .classTargets(classes)
            .losses(losses)
            .gradient(gradient)
            .mean();
    ClassLoss loss =
        ClassLoss.builder("softmax-ce").param("smoothing", smoothing).backend(backend).build();
    double result = loss.forwardBackward(batch);
    assertEquals(result, loss.forward(batch), "forward alone");
    return DoubleStream.concat(
            DoubleStream.of(result),
            DoubleStream.concat(
                Arrays.stream(Scores.doubles(losses)), Arrays.stream(scores.rows(gradient))))
        .toArray();
  }

  /** Result, losses, distances and gradient. */
  private static double[] distribution(Backend backend, double[] logits, boolean heap) {
    MemorySegment losses = Scores.plane(ANCHORS);
    MemorySegment distances = Scores.plane(4 * ANCHORS);
    MemorySegment gradient = place(new double[logits.length], heap);
    DistributionBatch batch =
        new DistributionBatch(place(logits, heap), ANCHORS)
            .targets(Scores.plane(Scores.logits(4 * ANCHORS, BINS / 2.0, 3)))
            .distanceGradient(Scores.plane(Scores.logits(4 * ANCHORS, 1, 7)))
            .distances(distances)
            .losses(losses)
            .gradient(gradient)
            .mean();
    double result = DistributionLoss.of(BINS, backend).forwardBackward(batch);
    return DoubleStream.concat(
            DoubleStream.of(result),
            DoubleStream.concat(
                Arrays.stream(Scores.doubles(losses)),
                DoubleStream.concat(
                    Arrays.stream(Scores.doubles(distances)),
                    Arrays.stream(Scores.doubles(gradient)))))
        .toArray();
  }

  private static double[] plus(double[] logits, double amount) {
    return Arrays.stream(logits).map(x -> x + amount).toArray();
  }

  @ParameterizedTest
  @CsvSource({"0", "30", "-30", "45", "65", "75", "-50", "-86", "90", "400", "-400"})
  void whatAllLogitsHaveInCommonChangesNothing(double amount) {
    double[] scores = logits(CLASSES * ANCHORS);
    double[] bins = logits(4 * BINS * ANCHORS);
    for (Backend backend : READINGS) {
      for (ClassLayout layout : ClassLayout.values()) {
        for (double smoothing : new double[] {0, 0.1}) {
          assertArrayEquals(
              softmax(Backend.REFERENCE, layout, scores, false, smoothing),
              softmax(backend, layout, plus(scores, amount), false, smoothing),
              6e-6,
              layout + " " + backend + " " + smoothing);
        }
      }
      assertArrayEquals(
          distribution(Backend.REFERENCE, bins, false),
          distribution(backend, plus(bins, amount), false),
          2e-5,
          "dfl " + backend);
    }
  }

  @ParameterizedTest
  @EnumSource(ClassLayout.class)
  void anAnchorBeyondTheFloatsLeavesTheBitsOfOthersAlone(ClassLayout layout) {
    double[] rows = logits(CLASSES * ANCHORS);
    double[] changed = rows.clone();
    int anchor = 5;
    for (int k = 0; k < CLASSES; k++) {
      changed[anchor * CLASSES + k] += k == 3 ? 1000 : -500;
    }
    double[] expected = softmax(Backend.VECTOR, layout, rows, false, 0);
    double[] actual = softmax(Backend.VECTOR, layout, changed, false, 0);
    for (int i = 0; i < ANCHORS; i++) {
      if (i != anchor) {
        assertEquals(expected[1 + i], actual[1 + i]);
        int first = 1 + ANCHORS + i * CLASSES;
        assertArrayEquals(
            Arrays.copyOfRange(expected, first, first + CLASSES),
            Arrays.copyOfRange(actual, first, first + CLASSES));
      }
    }
  }

  @Test
  void anchorsBeyondTheFloatsHaveTheSameBitsInAllReadingsAndMemories() {
    double[] scores = logits(CLASSES * ANCHORS);
    double[] bins = logits(4 * BINS * ANCHORS);
    double[] factors = {1, 100, -1e30, 1e9, 1e30, 0};
    for (int i = 0; i < scores.length; i++) {
      scores[i] *= factors[i / CLASSES % factors.length];
    }
    for (int i = 0; i < bins.length; i++) {
      bins[i] *= factors[i % ANCHORS % factors.length];
    }
    double[] distribution = distribution(Backend.SCALAR, bins, false);
    for (Backend backend : READINGS) {
      for (boolean heap : new boolean[] {false, true}) {
        String what = backend + (heap ? " in the heap" : "");
        assertArrayEquals(distribution, distribution(backend, bins, heap), "dfl " + what);
        for (ClassLayout layout : ClassLayout.values()) {
          double[] expected = softmax(Backend.SCALAR, layout, scores, false, 0.1);
          assertArrayEquals(
              expected, softmax(backend, layout, scores, heap, 0.1), layout + " " + what);
          for (double value : expected) {
            assertEquals(true, Double.isFinite(value), layout + " " + what);
          }
        }
      }
    }
  }

  @Test
  void aSmallLossKeepsItsDigitsWhateverTheLogitsAre() {
    for (float base : new float[] {-35, 0, 35}) {
      double[] rows = new double[CLASSES * ANCHORS];
      Arrays.setAll(rows, i -> base - (i % CLASSES == i / CLASSES * 5 % CLASSES ? 0 : 12));
      double expected = Math.log1p((CLASSES - 1) * Math.exp(-12));
      double loss = softmax(Backend.VECTOR, ClassLayout.ROWS, rows, false, 0)[0];
      assertEquals(expected, loss, 2e-7);
    }
  }
}
