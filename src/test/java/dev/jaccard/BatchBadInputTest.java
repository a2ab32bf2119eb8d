package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.loss.RunningMean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments of a call: a clear message, and nothing is written. */
class BatchBadInputTest {
  private static final int COUNT = 20;
  private static final float SENTINEL = -7;

  /** The arguments of a good call; tests spoil one. */
  private static final class Call {
    private final Arena arena;
    private final Boxes prediction;
    private final Boxes target;
    private final MemorySegment weights;
    private final MemorySegment losses;
    private final Boxes gradient;
    private final Boxes targetGradient;

    private Call(Arena arena) {
      this.arena = arena;
      prediction = boxes(arena, COUNT, BoxFormat.XYXY);
      target = boxes(arena, COUNT, BoxFormat.XYXY);
      weights = plane(arena, COUNT);
      losses = plane(arena, COUNT);
      gradient = boxes(arena, COUNT, BoxFormat.XYXY);
      targetGradient = boxes(arena, COUNT, BoxFormat.XYXY);
    }

    private Batch batch() {
      return new Batch(prediction, target)
          .weights(weights)
          .losses(losses)
          .gradient(gradient)
          .targetGradient(targetGradient);
    }

    private void assertUntouched(String what) {
      for (MemorySegment segment :
          List.of(losses, weights, prediction.segment(), target.segment())) {
        assertSentinels(segment, what);
      }
      assertSentinels(gradient.segment(), what);
      assertSentinels(targetGradient.segment(), what);
    }
  }

  private static Boxes boxes(Arena arena, int count, BoxFormat format) {
    return Boxes.wrap(plane(arena, 4 * count), count, format);
  }

  private static MemorySegment plane(Arena arena, int count) {
    MemorySegment plane = arena.allocate(4L * count, 64);
    for (int i = 0; i < count; i++) {
      plane.setAtIndex(ValueLayout.JAVA_FLOAT, i, SENTINEL);
    }
    return plane;
  }

  private static void assertSentinels(MemorySegment segment, String what) {
    for (long i = 0; i < segment.byteSize(); i += 4) {
      assertEquals(SENTINEL, segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, i), what);
    }
  }

  private static Arguments row(String message, BiFunction<Call, Batch, Batch> spoil) {
    return Arguments.of(message, spoil);
  }

  private static Boxes over(MemorySegment segment) {
    return Boxes.wrap(segment, COUNT, BoxFormat.XYXY);
  }

  private static Boxes readOnly(Boxes boxes) {
    return over(boxes.segment().asReadOnly());
  }

  private static String overlap(String name, String other) {
    return name + " overlaps " + other + " but must lie in memory of its own";
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        row(
            "target has 19 boxes but must have 20 like prediction",
            (call, batch) -> batch.boxes(call.prediction, boxes(call.arena, 19, BoxFormat.XYXY))),
        row(
            "target has format XYWH but must have XYXY like prediction",
            (call, batch) ->
                batch.boxes(call.prediction, boxes(call.arena, COUNT, BoxFormat.XYWH))),
        row(
            "gradient has 21 boxes but must have 20 like prediction",
            (call, batch) -> batch.gradient(boxes(call.arena, 21, BoxFormat.XYXY))),
        row(
            "gradient has format CXCYWH but must have XYXY like prediction",
            (call, batch) -> batch.gradient(boxes(call.arena, COUNT, BoxFormat.CXCYWH))),
        row(
            "targetGradient has 0 boxes but must have 20 like prediction",
            (call, batch) -> batch.targetGradient(boxes(call.arena, 0, BoxFormat.XYXY))),
        row(
            "targetGradient has format XYWH but must have XYXY like prediction",
            (call, batch) -> batch.targetGradient(boxes(call.arena, COUNT, BoxFormat.XYWH))),
        row(
            "losses has 76 bytes but must have 80 (4 bytes x 20 pairs)",
            (call, batch) -> batch.losses(plane(call.arena, 19))),
        row(
            "losses has 84 bytes but must have 80 (4 bytes x 20 pairs)",
            (call, batch) -> batch.losses(plane(call.arena, 21))),
        row(
            "weights has 76 bytes but must have 80 (4 bytes x 20 pairs)",
            (call, batch) -> batch.weights(plane(call.arena, 19))),
        row(
            "losses is read-only but must be writable",
            (call, batch) -> batch.losses(call.losses.asReadOnly())),
        row(
            "gradient is read-only but must be writable",
            (call, batch) -> batch.gradient(readOnly(call.gradient))),
        row(
            "targetGradient is read-only but must be writable",
            (call, batch) -> batch.targetGradient(readOnly(call.targetGradient))),
        row(
            overlap("losses", "prediction"),
            (call, batch) -> batch.losses(call.prediction.plane(2))),
        row(
            overlap("losses", "target"),
            (call, batch) -> batch.losses(call.target.segment().asSlice(44, 80))),
        row(overlap("losses", "weights"), (call, batch) -> batch.losses(call.weights)),
        row(overlap("gradient", "prediction"), (call, batch) -> batch.gradient(call.prediction)),
        row(overlap("gradient", "target"), (call, batch) -> batch.gradient(call.target)),
        row(overlap("gradient", "weights"), (call, batch) -> batch.weights(call.gradient.plane(3))),
        row(overlap("gradient", "losses"), (call, batch) -> batch.losses(call.gradient.plane(0))),
        row(
            overlap("gradient", "targetGradient"),
            (call, batch) -> batch.targetGradient(call.gradient)),
        row(
            overlap("targetGradient", "prediction"),
            (call, batch) -> batch.targetGradient(call.prediction)),
        row(
            overlap("targetGradient", "target"),
            (call, batch) -> batch.targetGradient(call.target)),
        row(
            overlap("targetGradient", "weights"),
            (call, batch) -> batch.weights(call.targetGradient.plane(1))),
        row(
            overlap("targetGradient", "losses"),
            (call, batch) -> batch.losses(call.targetGradient.plane(1))),
        row(
            "gradient is null, and so is targetGradient, but a backward pass writes one of them",
            (call, batch) -> batch.gradient(null).targetGradient(null)));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void badArgumentsAreRefusedAndNothingIsWritten(
      String message, BiFunction<Call, Batch, Batch> spoil) {
    for (Backend backend : Backend.values()) {
      BoxLoss loss = BoxLoss.builder("giou").backend(backend).build();
      Call call = new Call(Arena.ofAuto());
      Batch batch = spoil.apply(call, call.batch());
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> loss.forwardBackward(batch));
      assertEquals(message, e.getMessage(), backend.toString());
      call.assertUntouched(message);
    }
  }

  @Test
  void outputsThatOverlapInputsByOneFloatAreRefused() {
    BoxLoss loss = BoxLoss.builder("iou").backend(Backend.SCALAR).build();
    MemorySegment memory = plane(Arena.ofAuto(), 8 * COUNT);
    Boxes prediction = over(memory.asSlice(0, 16L * COUNT));
    Boxes gradient = over(memory.asSlice(16L * COUNT - 4, 16L * COUNT));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> loss.forwardBackward(prediction, prediction, null, gradient));
    assertEquals(overlap("gradient", "prediction"), e.getMessage());
    assertSentinels(memory, "nothing is written");
  }

  @Test
  void outputsBesideInputsAndInTheirGapsAreFine() {
    BoxLoss loss = BoxLoss.builder("iou").backend(Backend.SCALAR).build();
    MemorySegment memory = plane(Arena.ofAuto(), 12 * COUNT);
    long stride = 12L * COUNT;
    Boxes prediction = Boxes.wrap(memory, COUNT, stride, BoxFormat.XYXY);
    Boxes target = Boxes.wrap(memory.asSlice(4L * COUNT), COUNT, stride, BoxFormat.XYXY);
    Boxes gradient = Boxes.wrap(memory.asSlice(8L * COUNT), COUNT, stride, BoxFormat.XYXY);
    for (int i = 0; i < COUNT; i++) {
      for (int k = 0; k < 4; k++) {
        prediction.set(i, k, 2 * (k / 2));
        target.set(i, k, 2 * (k / 2) + 1);
      }
    }
    // I = 1, U = 7
    assertEquals(COUNT * 6 / 7.0, loss.forwardBackward(prediction, target, null, gradient), 1e-5);
    assertTrue(gradient.get(0, 0) != SENTINEL);
    assertEquals(3, target.get(COUNT - 1, 3));
  }

  @Test
  void predictionAndTargetMayBeTheSameAndReadOnly() {
    BoxLoss loss = BoxLoss.builder("giou").backend(Backend.SCALAR).build();
    Arena arena = Arena.ofAuto();
    Boxes same = readOnly(boxes(arena, COUNT, BoxFormat.XYXY));
    Boxes gradient = boxes(arena, COUNT, BoxFormat.XYXY);
    Batch batch =
        new Batch(same, same).gradient(gradient).weights(plane(arena, COUNT).asReadOnly());
    assertTrue(Double.isFinite(loss.forwardBackward(batch)));
  }

  @Test
  void memoryOfOtherArraysThanFloatsWorks() {
    BoxLoss loss = BoxLoss.builder("iou").backend(Backend.SCALAR).build();
    Boxes same = boxes(Arena.ofAuto(), COUNT, BoxFormat.XYXY);
    for (MemorySegment losses :
        List.of(
            MemorySegment.ofArray(new byte[4 * COUNT]),
            MemorySegment.ofArray(new short[2 * COUNT]),
            MemorySegment.ofArray(new int[COUNT]),
            MemorySegment.ofArray(new long[COUNT / 2]),
            MemorySegment.ofArray(new double[COUNT / 2]))) {
      loss.forward(same, same, losses);
      // points: 1 - IoU is 0
      assertEquals(0, losses.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4));
    }
  }

  /** Every argument in turn is replaced by what lies in another arena. */
  private static List<Arguments> replaced(Arena other) {
    Boxes boxes = boxes(other, COUNT, BoxFormat.XYXY);
    MemorySegment plane = plane(other, COUNT);
    List<Arguments> rows = new ArrayList<>();
    rows.add(row("prediction", (call, batch) -> batch.boxes(boxes, call.target)));
    rows.add(row("target", (call, batch) -> batch.boxes(call.prediction, boxes)));
    rows.add(row("weights", (call, batch) -> batch.weights(plane)));
    rows.add(row("losses", (call, batch) -> batch.losses(plane)));
    rows.add(row("gradient", (call, batch) -> batch.gradient(boxes)));
    rows.add(row("targetGradient", (call, batch) -> batch.targetGradient(boxes)));
    return rows;
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> void assertAllRefused(
      List<Arguments> rows, Class<E> type, String message) {
    BoxLoss loss = BoxLoss.builder("giou").backend(Backend.SCALAR).build();
    for (Arguments row : rows) {
      String name = (String) row.get()[0];
      Call call = new Call(Arena.ofAuto());
      Batch batch = ((BiFunction<Call, Batch, Batch>) row.get()[1]).apply(call, call.batch());
      E e = assertThrows(type, () -> loss.forwardBackward(batch), name);
      assertEquals(name + message, e.getMessage());
      call.assertUntouched(name);
    }
  }

  @Test
  void argumentsInAClosedArenaAreRefused() {
    List<Arguments> rows;
    try (Arena closed = Arena.ofShared()) {
      rows = replaced(closed);
    }
    assertAllRefused(
        rows,
        IllegalStateException.class,
        " lies in an arena that is closed, and must lie in an open one");
  }

  @Test
  void argumentsConfinedToAnotherThreadAreRefused() throws InterruptedException {
    CompletableFuture<List<Arguments>> rows = new CompletableFuture<>();
    CountDownLatch done = new CountDownLatch(1);
    Thread owner =
        Thread.ofPlatform()
            .start(() -> {
              try (Arena confined = Arena.ofConfined()) {
                rows.complete(replaced(confined));
                done.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    assertAllRefused(
        rows.join(),
        WrongThreadException.class,
        " lies in an arena confined to another thread, and must be accessible by thread "
            + Thread.currentThread().getName());
    done.countDown();
    owner.join();
  }

  @Test
  @SuppressWarnings("unchecked")
  void confinedArgumentsAreRefusedWhereAnExecutorIsGiven() {
    BoxLoss loss = BoxLoss.builder("giou").backend(Backend.SCALAR).build();
    try (Arena confined = Arena.ofConfined()) {
      for (Arguments row : replaced(confined)) {
        Call call = new Call(Arena.ofAuto());
        Batch batch = ((BiFunction<Call, Batch, Batch>) row.get()[1]).apply(call, call.batch());
        batch.executor(Runnable::run, 2);
        IllegalArgumentException e =
            assertThrows(IllegalArgumentException.class, () -> loss.forwardBackward(batch));
        assertEquals(
            row.get()[0]
                + " lies in a confined arena, which other threads cannot reach, but an executor"
                + " is given; use Arena.ofShared() or Arena.ofAuto()",
            e.getMessage());
        call.assertUntouched(row.get()[0].toString());
        // one thread is the calling one
        loss.forwardBackward(batch.executor(Runnable::run, 1));
        loss.forwardBackward(batch.executor(null, 2));
      }
    }
  }

  @Test
  void theRunningMeanChecksItsBatchToo() {
    BoxLoss wiou = BoxLoss.builder("wiou").backend(Backend.SCALAR).build();
    Call call = new Call(Arena.ofAuto());
    Batch batch = call.batch().boxes(call.prediction, boxes(call.arena, 19, BoxFormat.XYXY));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> wiou.updated(RunningMean.INITIAL, batch));
    assertEquals("target has 19 boxes but must have 20 like prediction", e.getMessage());
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "REFERENCE"})
  void aForwardPassDoesNotLookAtGradients(Backend backend) {
    BoxLoss loss = BoxLoss.builder("giou").backend(backend).build();
    Call call = new Call(Arena.ofAuto());
    Batch batch = call.batch().gradient(call.prediction).targetGradient(null);
    assertTrue(Double.isFinite(loss.forward(batch)));
    assertSentinels(call.prediction.segment(), "the gradient is not written");
  }

  static Stream<Arguments> settings() {
    return Stream.of(
        Arguments.of("normalizer is 0.0 but must be a finite number above 0", 0.0),
        Arguments.of("normalizer is -1.0 but must be a finite number above 0", -1.0),
        Arguments.of("normalizer is NaN but must be a finite number above 0", Double.NaN),
        Arguments.of(
            "normalizer is Infinity but must be a finite number above 0",
            Double.POSITIVE_INFINITY));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void normalizersAreFiniteNumbersAboveZero(String message, double normalizer) {
    Batch batch = new Call(Arena.ofAuto()).batch();
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> batch.normalizer(normalizer));
    assertEquals(message, e.getMessage());
  }

  @Test
  void threadsAreAtLeastOne() {
    Batch batch = new Call(Arena.ofAuto()).batch();
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> batch.executor(Runnable::run, 0));
    assertEquals("threads is 0 but must be at least 1", e.getMessage());
  }

  @Test
  void boxesAreNotNull() {
    Boxes boxes = boxes(Arena.ofAuto(), 1, BoxFormat.XYXY);
    assertEquals(
        "prediction",
        assertThrows(NullPointerException.class, () -> new Batch(null, boxes)).getMessage());
    assertEquals(
        "target",
        assertThrows(NullPointerException.class, () -> new Batch(boxes, null)).getMessage());
  }
}
