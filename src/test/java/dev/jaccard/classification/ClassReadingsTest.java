package dev.jaccard.classification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaccard.Backend;
import dev.jaccard.scoreloss.ScoreCatalog;
import dev.jaccard.scoreloss.ScoreEntry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors, scalars, threads, layouts and kinds of memory give the same bits. */
@Tag("width")
class ClassReadingsTest {
  private static final int[][] SIZES = {
    {1, 1}, {1, 17}, {3, 5}, {8, 64}, {9, 255}, {16, 256}, {17, 300}, {80, 61}, {5, 2049}
  };

  /** Where the arrays of a batch lie. */
  enum Kind {
    NATIVE,
    HEAP,
    MISALIGNED,
    CONFINED;

    MemorySegment place(double[] values) {
      return place(values.length, i -> (float) values[i]);
    }

    private MemorySegment place(int count, java.util.function.IntToDoubleFunction values) {
      MemorySegment segment =
          switch (this) {
            case NATIVE -> Arena.ofAuto().allocate(4L * count + 4, 64).asSlice(0, 4L * count);
            case HEAP -> MemorySegment.ofArray(new float[count]);
            case MISALIGNED -> MemorySegment.ofArray(new byte[4 * count + 3]).asSlice(3);
            case CONFINED -> Arena.ofConfined().allocate(4L * count + 4, 64).asSlice(0, 4L * count);
          };
      for (int i = 0; i < count; i++) {
        segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, (float) values.applyAsDouble(i));
      }
      return segment;
    }

    MemorySegment room(int count) {
      return place(count, i -> 99);
    }
  }

  static Stream<String> losses() {
    return ScoreCatalog.entries().stream()
        .map(ScoreEntry::name)
        .filter(name -> !name.equals(ScoreCatalog.DISTRIBUTION));
  }

  /** What a call gives: result, losses and gradient as rows. */
  private record Given(double result, double[] losses, double[] gradient) {
    private void assertSame(Given other, String what) {
      assertEquals(result, other.result, what);
      assertArrayEquals(losses, other.losses, what + ": losses");
      assertArrayEquals(gradient, other.gradient, what + ": gradient");
    }
  }

  private static Given run(
      String name, Backend backend, Kind kind, Scores scores, boolean weighted, int threads) {
    int count = scores.classes() * scores.anchors();
    ClassLoss loss = ClassLoss.builder(name).backend(backend).build();
    double[] logits = Scores.doubles(scores.elements(Scores.logits(count, 4, 11)));
    double[] targets = Scores.doubles(scores.elements(Scores.targets(count, 12)));
    int[] classes = new int[scores.anchors()];
    double[] weights = new double[scores.anchors()];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = i % 6 == 5 ? -100 : i * 31 % scores.classes();
      weights[i] = 0.25 * (1 + i % 7);
    }
    MemorySegment losses = kind.room(loss.isElementwise() ? count : scores.anchors());
    MemorySegment gradient = kind.room(count);
    ClassBatch batch =
        new ClassBatch(kind.place(logits), scores.layout(), scores.classes(), scores.anchors())
            .losses(losses)
            .gradient(gradient)
            .normalizer(3);
    if (loss.isElementwise()) {
      batch.targets(kind.place(targets));
    } else {
      batch.classTargets(classes);
    }
    if (weighted) {
      batch.anchorWeights(kind.place(weights));
    }
    double result;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      result = loss.forwardBackward(batch.executor(threads > 1 ? pool : null, threads));
    }
    return new Given(
        result,
        loss.isElementwise() ? scores.rows(losses) : Scores.doubles(losses),
        scores.rows(gradient));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void allReadingsMemoriesAndThreadsGiveTheSameBits(String name) {
    for (int[] size : SIZES) {
      for (ClassLayout layout : ClassLayout.values()) {
        Scores scores = new Scores(layout, size[0], size[1]);
        for (boolean weighted : new boolean[] {false, true}) {
          Given scalar = run(name, Backend.SCALAR, Kind.HEAP, scores, weighted, 1);
          for (Kind kind : Kind.values()) {
            for (Backend backend : new Backend[] {Backend.SCALAR, Backend.VECTOR}) {
              scalar.assertSame(
                  run(name, backend, kind, scores, weighted, 1),
                  name + " " + scores + " " + kind + " " + backend);
            }
          }
          scalar.assertSame(
              run(name, Backend.VECTOR, Kind.NATIVE, scores, weighted, 3),
              name + " " + scores + " threads");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theLayoutDoesNotChangeLossesAndGradients(String name) {
    for (int[] size : SIZES) {
      Given rows =
          run(
              name,
              Backend.SCALAR,
              Kind.NATIVE,
              new Scores(ClassLayout.ROWS, size[0], size[1]),
              true,
              1);
      Given planes =
          run(
              name,
              Backend.VECTOR,
              Kind.NATIVE,
              new Scores(ClassLayout.CHANNELS_FIRST, size[0], size[1]),
              true,
              1);
      if (name.equals(ScoreCatalog.SOFTMAX)) {
        // rows are summed in another order than planes
        assertArrayEquals(rows.losses, planes.losses, 4e-6, name);
        assertArrayEquals(rows.gradient, planes.gradient, 2e-7, name);
        assertEquals(rows.result, planes.result, 1e-6 * Math.abs(rows.result), name);
      } else {
        assertArrayEquals(rows.losses, planes.losses, name);
        assertArrayEquals(rows.gradient, planes.gradient, name);
        assertEquals(rows.result, planes.result, 1e-9 * Math.abs(rows.result), name);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7, 8, 16, 20, 64})
  void distributionsGiveTheSameBits(int bins) {
    for (int anchors : new int[] {1, 15, 16, 255, 256, 700}) {
      double[] expected = null;
      for (Kind kind : Kind.values()) {
        for (Backend backend : new Backend[] {Backend.SCALAR, Backend.VECTOR}) {
          double[] actual = distribution(bins, anchors, kind, backend, 1);
          expected = expected == null ? actual : expected;
          assertArrayEquals(expected, actual, bins + " x " + anchors + " " + kind + " " + backend);
        }
      }
      assertArrayEquals(expected, distribution(bins, anchors, Kind.NATIVE, Backend.VECTOR, 3));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void onlyTheVectorBackendIsSureToUseVectors(String name) {
    int count = 20 * 30;
    for (ClassLayout layout : ClassLayout.values()) {
      ClassBatch batch =
          new ClassBatch(Scores.plane(count), layout, 20, 30)
              .targets(Scores.plane(count))
              .classTargets(new int[30])
              .gradient(Scores.plane(count));
      for (Backend backend : new Backend[] {Backend.VECTOR, Backend.SCALAR, Backend.REFERENCE}) {
        ClassLoss loss = ClassLoss.builder(name).backend(backend).build();
        assertEquals(backend == Backend.VECTOR, loss.usesVectors(batch, true), name + backend);
      }
    }
  }

  private static double[] distribution(
      int bins, int anchors, Kind kind, Backend backend, int threads) {
    double[] targets = Scores.logits(4 * anchors, bins / 2.0, 3);
    MemorySegment losses = kind.room(anchors);
    MemorySegment distances = kind.room(4 * anchors);
    MemorySegment gradient = kind.room(4 * bins * anchors);
    double result;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      result =
          DistributionLoss.of(bins, backend)
              .forwardBackward(
                  new DistributionBatch(
                          kind.place(Scores.logits(4 * bins * anchors, 3, 5)), anchors)
                      .targets(kind.place(targets))
                      .weights(kind.place(Scores.targets(anchors, 6)))
                      .distanceGradient(kind.place(Scores.logits(4 * anchors, 1, 7)))
                      .losses(losses)
                      .distances(distances)
                      .gradient(gradient)
                      .mean()
                      .executor(threads > 1 ? pool : null, threads));
    }
    return Stream.of(
            new double[] {result},
            Scores.doubles(losses),
            Scores.doubles(distances),
            Scores.doubles(gradient))
        .flatMapToDouble(java.util.Arrays::stream)
        .toArray();
  }
}
