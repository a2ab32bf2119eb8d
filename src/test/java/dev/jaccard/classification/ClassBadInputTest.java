package dev.jaccard.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jaccard.Backend;
import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments are refused with a message that says what is wrong, before anything is written. */
class ClassBadInputTest {
  private static final int CLASSES = 3;
  private static final int ANCHORS = 5;
  private static final int ELEMENTS = CLASSES * ANCHORS;
  private static final double SENTINEL = -77;

  /** The arguments of a call. */
  private static final class Call {
    private final MemorySegment logits = filled(ELEMENTS);
    private final MemorySegment targets = filled(ELEMENTS);
    private final MemorySegment losses = filled(ELEMENTS);
    private final MemorySegment anchorLosses = filled(ANCHORS);
    private final MemorySegment gradient = filled(ELEMENTS);

    private ClassBatch elements() {
      return new ClassBatch(logits, ClassLayout.ROWS, CLASSES, ANCHORS)
          .targets(targets)
          .losses(losses)
          .gradient(gradient);
    }

    private ClassBatch anchors() {
      return new ClassBatch(logits, ClassLayout.ROWS, CLASSES, ANCHORS)
          .classTargets(new int[ANCHORS])
          .losses(anchorLosses)
          .gradient(gradient);
    }

    private void assertUntouched() {
      for (MemorySegment plane : new MemorySegment[] {logits, losses, anchorLosses, gradient}) {
        assertEquals(
            SENTINEL, Arrays.stream(Scores.doubles(plane)).distinct().boxed().toList().getFirst());
        assertEquals(1, Arrays.stream(Scores.doubles(plane)).distinct().count());
      }
    }
  }

  private static MemorySegment filled(int count) {
    double[] values = new double[count];
    Arrays.fill(values, SENTINEL);
    return Scores.plane(values);
  }

  private static Arguments row(String message, BiFunction<Call, ClassBatch, ClassBatch> spoil) {
    return Arguments.of(message, spoil);
  }

  static Stream<Arguments> elements() {
    return Stream.of(
        row(
            "logits has 56 bytes but must have 60 (4 bytes x 3 x 5 elements)",
            (call, batch) -> batch.logits(filled(14))),
        row(
            "targets has 64 bytes but must have 60 (4 bytes x 3 x 5 elements)",
            (call, batch) -> batch.targets(filled(16))),
        row(
            "targets is null, and so is sparseTargets, but one of them is needed",
            (call, batch) -> batch.targets(null)),
        row(
            "anchorIndices[1] is 5 but must be in [0, 5)",
            (call, batch) ->
                batch.sparseTargets(new int[] {0, 5}, new int[] {0, 0}, new float[] {1, 1})),
        row(
            "classIndices[0] is -1 but must be in [0, 3)",
            (call, batch) -> batch.sparseTargets(new int[] {0}, new int[] {-1}, new float[] {1})),
        row(
            "losses has 20 bytes but must have 60 (4 bytes x 3 x 5 elements)",
            (call, batch) -> batch.losses(filled(5))),
        row(
            "anchorWeights has 60 bytes but must have 20 (4 bytes x 5 anchors)",
            (call, batch) -> batch.anchorWeights(filled(15))),
        row(
            "elementWeights has 20 bytes but must have 60 (4 bytes x 3 x 5 elements)",
            (call, batch) -> batch.elementWeights(filled(5))),
        row(
            "anchorWeights and elementWeights are both given, but only one of them may be",
            (call, batch) -> batch.elementWeights(filled(15)).anchorWeights(filled(5))),
        row(
            "gradient is null, but a backward pass writes it",
            (call, batch) -> batch.gradient(null)),
        row(
            "gradient is read-only but must be writable",
            (call, batch) -> batch.gradient(call.gradient.asReadOnly())),
        row(
            "losses overlaps logits but must lie in memory of its own",
            (call, batch) -> batch.losses(call.logits)),
        row(
            "gradient overlaps targets but must lie in memory of its own",
            (call, batch) -> batch.gradient(call.targets)),
        row(
            "gradient overlaps losses but must lie in memory of its own",
            (call, batch) -> batch.gradient(call.losses)));
  }

  static Stream<Arguments> anchors() {
    return Stream.of(
        row(
            "classTargets is null, but a loss over the softmax needs a class for each anchor",
            (call, batch) -> batch.classTargets((MemorySegment) null)),
        row(
            "classTargets has 16 bytes but must have 20 (4 bytes x 5 anchors)",
            (call, batch) -> batch.classTargets(new int[4])),
        row(
            "classTargets[2] is 3 but must be in [0, 3) or -100, which is ignored",
            (call, batch) -> batch.classTargets(new int[] {0, -100, 3, 0, 0})),
        row(
            "elementWeights is given, but a loss over the softmax takes anchorWeights",
            (call, batch) -> batch.elementWeights(filled(15))),
        row(
            "losses has 60 bytes but must have 20 (4 bytes x 5 anchors)",
            (call, batch) -> batch.losses(call.losses)));
  }

  @ParameterizedTest
  @MethodSource("elements")
  void badElementsAreRefused(String message, BiFunction<Call, ClassBatch, ClassBatch> spoil) {
    for (Backend backend : Backend.values()) {
      ClassLoss loss = ClassLoss.builder("focal").backend(backend).build();
      Call call = new Call();
      ClassBatch batch = spoil.apply(call, call.elements());
      assertRefused(message, () -> loss.forwardBackward(batch));
      call.assertUntouched();
    }
  }

  @ParameterizedTest
  @MethodSource("anchors")
  void badAnchorsAreRefused(String message, BiFunction<Call, ClassBatch, ClassBatch> spoil) {
    for (Backend backend : Backend.values()) {
      ClassLoss loss = ClassLoss.builder("softmax-ce").backend(backend).build();
      Call call = new Call();
      ClassBatch batch = spoil.apply(call, call.anchors());
      assertRefused(message, () -> loss.forwardBackward(batch));
      call.assertUntouched();
    }
  }

  private static void assertRefused(String message, Executable call) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call, message);
    assertEquals(message, e.getMessage());
  }

  @Test
  void lossNamesParametersAndSizesAreChecked() {
    assertRefused(
        "there is no loss of scores 'fokal'; did you mean 'focal'? (known are bce, focal,"
            + " quality-focal, varifocal, l1, smooth-l1, mse, hinge, softmax-ce, dfl)",
        () -> ClassLoss.of("fokal"));
    assertRefused(
        "dfl is a loss of distances: DistributionLoss computes it", () -> ClassLoss.of("dfl"));
    assertRefused(
        "focal has no parameter 'gama'; did you mean 'gamma'? (it has alpha, gamma)",
        () -> ClassLoss.builder("focal").param("gama", 2));
    assertRefused(
        "parameter gamma of focal is -1 but must be in [0, 16]",
        () -> ClassLoss.builder("focal").param("gamma", -1));
    assertRefused(
        "l1 has no parameter 'beta', nor any other",
        () -> ClassLoss.builder("l1").param("beta", 1));
    MemorySegment none = Scores.plane(0);
    assertRefused(
        "classes is 0 but must be at least 1", () -> new ClassBatch(none, ClassLayout.ROWS, 0, 1));
    assertRefused(
        "anchors is -1 but must be at least 0",
        () -> new ClassBatch(none, ClassLayout.ROWS, 1, -1));
    assertRefused(
        "classes x anchors is 10000000000 but may be at most 2147483647",
        () -> new ClassBatch(none, ClassLayout.ROWS, 100_000, 100_000));
    assertRefused(
        "normalizer is 0.0 but must be a finite number above 0",
        () -> new ClassBatch(none, ClassLayout.ROWS, 1, 0).normalizer(0));
    assertRefused(
        "parameter reg_max of dfl is 65 but must be a whole number in [2, 64]",
        () -> DistributionLoss.of(65));
  }

  @Test
  void noAnchorsGiveZero() {
    for (Backend backend : Backend.values()) {
      ClassBatch batch =
          new ClassBatch(Scores.plane(0), ClassLayout.ROWS, 4, 0)
              .targets(Scores.plane(0))
              .classTargets(new int[0])
              .gradient(Scores.plane(0))
              .mean();
      for (String name : new String[] {"bce", "softmax-ce"}) {
        assertEquals(
            0, ClassLoss.builder(name).backend(backend).build().forwardBackward(batch), name);
      }
    }
  }

  @Test
  void argumentsInAClosedArenaOrOfAnotherThreadAreRefused() {
    MemorySegment closed;
    try (Arena arena = Arena.ofShared()) {
      closed = arena.allocate(4L * ELEMENTS);
    }
    Call call = new Call();
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> ClassLoss.of("bce").forward(call.elements().targets(closed)));
    assertEquals(
        "targets lies in an arena that is closed, and must lie in an open one", e.getMessage());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment confined = arena.allocate(4L * ELEMENTS);
      assertRefused(
          "targets lies in a confined arena, which other threads cannot reach, but an executor is"
              + " given; use Arena.ofShared() or Arena.ofAuto()",
          () ->
              ClassLoss.of("bce")
                  .forward(call.elements().targets(confined).executor(Runnable::run, 2)));
    }
  }

  static Stream<Arguments> distributions() {
    MemorySegment shared = filled(20);
    return Stream.of(
        distribution(
            "logits has 40 bytes but must have 320 (4 bytes x 4 x 4 x 5 logits)",
            batch -> batch.logits(filled(10))),
        distribution(
            "targets is null, and so is distances, but one of them is needed",
            batch -> batch.targets(null)),
        distribution(
            "targets has 20 bytes but must have 80 (4 bytes x 4 x 5 distances)",
            batch -> batch.targets(filled(5))),
        distribution(
            "weights has 80 bytes but must have 20 (4 bytes x 5 anchors)",
            batch -> batch.weights(filled(20))),
        distribution(
            "losses is given, but targets is null",
            batch -> batch.targets(null).distances(filled(20)).losses(filled(5))),
        distribution(
            "targets is null, and so is distanceGradient, but a backward pass needs one of them",
            batch -> batch.targets(null).distances(filled(20)).gradient(filled(80))),
        distribution(
            "gradient is null, but a backward pass writes it", batch -> batch.gradient(null)),
        distribution(
            "distances overlaps targets but must lie in memory of its own",
            batch -> batch.targets(shared).distances(shared)));
  }

  private static Arguments distribution(
      String message, java.util.function.UnaryOperator<DistributionBatch> spoil) {
    return Arguments.of(message, spoil);
  }

  @ParameterizedTest
  @MethodSource("distributions")
  void badDistributionsAreRefused(
      String message, java.util.function.UnaryOperator<DistributionBatch> spoil) {
    for (Backend backend : Backend.values()) {
      MemorySegment gradient = filled(80);
      DistributionBatch batch =
          spoil.apply(new DistributionBatch(filled(80), 5).targets(filled(20)).gradient(gradient));
      assertRefused(message, () -> DistributionLoss.of(4, backend).forwardBackward(batch));
      assertEquals(1, Arrays.stream(Scores.doubles(gradient)).distinct().count());
    }
  }

  @Test
  void boxesOfDistancesAreChecked() {
    assertRefused(
        "points has 12 bytes but must have 16 (4 bytes x 2 x 2 points)",
        () -> new DistanceBoxes(filled(3), null, 2));
    DistanceBoxes anchors = new DistanceBoxes(filled(4), null, 2);
    Boxes boxes = Boxes.wrap(new float[8], 2, BoxFormat.XYXY);
    assertRefused(
        "distances has 16 bytes but must have 32 (4 bytes x 4 x 2 distances)",
        () -> anchors.toBoxes(filled(4), boxes));
    assertRefused(
        "boxes are 2 of format XYWH but must be 2 of format XYXY",
        () -> anchors.toBoxes(filled(8), Boxes.wrap(new float[8], 2, BoxFormat.XYWH)));
    assertRefused(
        "distances overlaps boxes but must lie in memory of its own",
        () -> anchors.toBoxes(boxes.segment(), boxes));
  }
}
