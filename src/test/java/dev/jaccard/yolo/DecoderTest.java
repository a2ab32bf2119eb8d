package dev.jaccard.yolo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.Backend;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every head, layout and option against the plain decoder. */
@Tag("width")
class DecoderTest {
  private static final boolean[] BOTH = {false, true};

  static Stream<Scenario> heads() {
    List<Scenario> all = new ArrayList<>();
    for (boolean rows : BOTH) {
      for (boolean logits : BOTH) {
        all.add(Scenario.classes(7, 300, rows, logits));
        all.add(Scenario.objectness(7, 300, rows, logits));
        all.add(Scenario.anchors(5, 96, 64, rows, logits));
        for (boolean perLevel : BOTH) {
          all.add(Scenario.cells(5, 160, 96, rows, logits, perLevel));
          all.add(Scenario.distribution(5, 16, 160, 96, rows, logits, perLevel));
        }
        all.add(Scenario.distribution(5, 1, 160, 96, rows, logits, false));
      }
      all.add(Scenario.labelled(5, 300, rows));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("heads")
  void everyHeadGivesWhatThePlainDecoderGives(Scenario scenario) {
    scenario.letterbox(Letterbox.centered(1280, 720, 640, 640));
    for (Backend backend : List.of(Backend.SCALAR, Backend.VECTOR)) {
      for (Scenario.Memory memory : Scenario.Memory.values()) {
        assertTrue(scenario.check(1, 1, memory, backend) > 0, "no detections");
      }
      assertTrue(scenario.check(2, 3, Scenario.Memory.NATIVE, backend) > 0);
      assertTrue(scenario.check(3, 3, Scenario.Memory.HEAP, backend) > 0);
    }
  }

  static final List<Consumer<PlainDecoder>> OPTIONS =
      List.of(
          o -> o.agnostic = true,
          o -> o.multiLabel = true,
          o -> {
            o.multiLabel = true;
            o.agnostic = true;
          },
          o -> java.util.Arrays.setAll(o.thresholds, c -> 0.1 + 0.1 * c),
          o -> {
            o.multiLabel = true;
            java.util.Arrays.setAll(o.thresholds, c -> 0.5 - 0.05 * c);
          },
          o -> o.topK = 9,
          o -> o.maximum = 4,
          o -> o.iou = 0,
          o -> o.iou = 1,
          o -> java.util.Arrays.fill(o.thresholds, 0),
          o -> java.util.Arrays.fill(o.thresholds, 0.999));

  @ParameterizedTest
  @FieldSource("OPTIONS")
  void everyOptionGivesWhatThePlainDecoderGives(Consumer<PlainDecoder> option) {
    heads()
        .forEach(scenario -> {
          scenario.with(option);
          for (Backend backend : List.of(Backend.SCALAR, Backend.VECTOR)) {
            scenario.check(4, 1, Scenario.Memory.NATIVE, backend);
          }
        });
  }

  static Stream<Arguments> sizes() {
    List<Arguments> all = new ArrayList<>();
    for (int classes : new int[] {1, 2, 15, 16, 17, 33, 80}) {
      for (int anchors : new int[] {0, 1, 5, 16, 63, 64, 65, 255, 256, 257, 600}) {
        all.add(Arguments.of(classes, anchors));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void anyNumberOfClassesAndAnchors(int classes, int anchors) {
    for (boolean rows : BOTH) {
      for (Scenario.Memory memory : List.of(Scenario.Memory.NATIVE, Scenario.Memory.HEAP)) {
        Scenario.classes(classes, anchors, rows, true).check(5, 2, memory, Backend.VECTOR);
        Scenario.classes(classes, anchors, rows, true).check(5, 2, memory, Backend.SCALAR);
        Scenario.objectness(classes, anchors, rows, true).check(5, 2, memory, Backend.SCALAR);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Backend.class,
      names = {"SCALAR", "VECTOR"})
  void thousandsOfAnchorsOfTheUsualSize(Backend backend) {
    Scenario scenario = Scenario.classes(80, 8400, false, false);
    scenario.with(o -> java.util.Arrays.fill(o.thresholds, 0.9));
    int found = scenario.check(6, 1, Scenario.Memory.NATIVE, backend);
    assertTrue(found > 100, () -> found + " detections");
  }

  @ParameterizedTest
  @EnumSource(
      value = Backend.class,
      names = {"SCALAR", "VECTOR"})
  void whatIsNotANumberNeverSurvives(Backend backend) {
    heads()
        .forEach(scenario -> {
          SplittableRandom random = new SplittableRandom(7);
          List<float[]> image = scenario.image(random);
          for (float[] tensor : image) {
            for (int i = 0; i < tensor.length; i++) {
              if (random.nextInt(10) == 0) {
                tensor[i] = Float.NaN;
              }
            }
          }
          scenario.check(List.of(image), Scenario.Memory.NATIVE, backend);
          for (float[] tensor : image) {
            java.util.Arrays.fill(tensor, Float.NaN);
          }
          assertEquals(0, scenario.check(List.of(image), Scenario.Memory.NATIVE, backend));
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = Backend.class,
      names = {"SCALAR", "VECTOR"})
  void infinitiesAreDecidedAsThePlainDecoderDoes(Backend backend) {
    heads()
        .forEach(scenario -> {
          SplittableRandom random = new SplittableRandom(8);
          List<float[]> image = scenario.image(random);
          for (float[] tensor : image) {
            for (int i = 0; i < tensor.length; i++) {
              if (random.nextInt(20) == 0) {
                tensor[i] = random.nextBoolean() ? 1e30f : Float.NEGATIVE_INFINITY;
              }
            }
          }
          scenario.check(List.of(image), Scenario.Memory.NATIVE, backend);
        });
  }

  /** What a decoder finds in one anchor. */
  private static int found(Head head, float[] thresholds, long[] shape, float... values) {
    Detections detections = Detections.allocate(Arena.ofAuto(), 3);
    Tensor tensor = Tensor.of(MemorySegment.ofArray(values), shape);
    Decoder decoder = Decoder.builder(head).confidence(thresholds).multiLabel(true).build();
    return decoder.decode(tensor, null, detections);
  }

  @Test
  void aScoreAtItsThresholdDoesNotPass() {
    float[] thresholds = {0.25f, 0.5f};
    float above = Math.nextUp(0.5f);
    long[] planes = {6, 1};
    assertEquals(0, found(Head.yolov8(2), thresholds, planes, 5, 5, 2, 2, 0.25f, 0.5f));
    assertEquals(1, found(Head.yolov8(2), thresholds, planes, 5, 5, 2, 2, 0.25f, above));
    long[] rows = {1, 7};
    assertEquals(0, found(Head.yolov5(2), thresholds, rows, 5, 5, 2, 2, 0.5f, 0.5f, 1));
    assertEquals(2, found(Head.yolov5(2), thresholds, rows, 5, 5, 2, 2, above, above, 1));
    long[] labels = {1, 6};
    assertEquals(0, found(Head.endToEnd(2), thresholds, labels, 1, 1, 2, 2, 0.5f, 1));
    assertEquals(1, found(Head.endToEnd(2), thresholds, labels, 1, 1, 2, 2, above, 1));
  }
}
