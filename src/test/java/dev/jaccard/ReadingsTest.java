package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaccard.emit.Lanes;
import dev.jaccard.golden.LossSettings;
import dev.jaccard.loss.LossTable;
import dev.jaccard.loss.Pairs;
import java.lang.foreign.Arena;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The vector loop, the scalar loop and the interpreter give the same bits. */
@Tag("width")
class ReadingsTest {
  private static final int PAIRS = 67;

  /** Around every lane count, past a chunk of the kernel and past two. */
  private static final int[] SIZES = {
    0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 255, 1000, 4097
  };

  private static final Map<BoxFormat, Pairs> ANY = new EnumMap<>(BoxFormat.class);

  static Stream<LossSettings> all() {
    return LossTable.all();
  }

  static Stream<LossSettings> paperBases() {
    return LossTable.BASES.stream();
  }

  private static BoxLoss loss(LossSettings settings, Backend backend) {
    return LossTable.builder(settings).backend(backend).build();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyLossAndModifierHasTheSameBitsInEveryReading(LossSettings settings) {
    // one format each: a loss and its modifiers go through all of them
    BoxFormat format = BoxFormat.values()[Math.floorMod(settings.toString().hashCode(), 3)];
    Pairs pairs = ANY.computeIfAbsent(format, f -> Pairs.any(f, PAIRS, 5));
    float[] weights = weights(PAIRS);
    LossBits scalar = LossBits.weighted(loss(settings, Backend.SCALAR), pairs, weights);
    LossBits vector = LossBits.weighted(loss(settings, Backend.VECTOR), pairs, weights);
    LossBits interpreted = LossBits.interpreted(loss(settings, Backend.SCALAR), pairs, weights);
    scalar.assertSameBits(interpreted, settings + ": scalar loop and interpreter");
    vector.assertSameBits(interpreted, settings + ": vector loop and interpreter");
  }

  private static float[] weights(int count) {
    Random random = new Random(1);
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) {
      weights[i] = i % 7 == 0 ? 0 : 2 * random.nextFloat();
    }
    return weights;
  }

  @ParameterizedTest
  @MethodSource("paperBases")
  void everySizeHasTheSameBitsAndTheSameSumInBothLoops(LossSettings settings) {
    BoxLoss scalar = loss(settings, Backend.SCALAR);
    BoxLoss vector = loss(settings, Backend.VECTOR);
    for (int size : SIZES) {
      BoxFormat format = BoxFormat.values()[size % 3];
      Pairs pairs = Pairs.finite(format, size, size);
      String what = settings + ", " + size + " pairs";
      LossBits expected = LossBits.of(scalar, pairs, BoxMemory.ALIGNED);
      LossBits actual = LossBits.of(vector, pairs, BoxMemory.ALIGNED);
      actual.assertSameBits(expected, what);
      actual.assertSameSum(expected, what);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyKindOfMemoryHasTheSameBitsAndTheSameSum(BoxMemory memory) {
    compareMemory(memory.name(), memory);
  }

  @Test
  void argumentsInDifferentKindsOfMemoryHaveTheSameBitsAndTheSameSum() {
    for (List<BoxMemory> mix :
        List.of(
            List.of(BoxMemory.FLOAT_ARRAY, BoxMemory.ALIGNED),
            List.of(BoxMemory.ALIGNED, BoxMemory.FLOAT_ARRAY, BoxMemory.FLOAT_ARRAY),
            List.of(BoxMemory.ALIGNED, BoxMemory.MISALIGNED, BoxMemory.FLOAT_ALIGNED),
            List.of(BoxMemory.MISALIGNED_BYTE_ARRAY, BoxMemory.HEAP_BUFFER, BoxMemory.ALIGNED))) {
      compareMemory(mix.toString(), mix.toArray(BoxMemory[]::new));
    }
  }

  @Test
  void memoryOfAConfinedArenaHasTheSameBitsAndTheSameSum() {
    BoxLoss vector = BoxLoss.builder("eiou").backend(Backend.VECTOR).build();
    for (int size : SIZES) {
      Pairs pairs = Pairs.finite(BoxFormat.XYWH, size, size);
      try (Arena arena = Arena.ofConfined()) {
        LossBits confined = LossBits.of(vector, pairs, arena, BoxMemory.ALIGNED);
        LossBits shared = LossBits.of(vector, pairs, BoxMemory.ALIGNED);
        confined.assertSameBits(shared, size + " pairs");
        confined.assertSameSum(shared, size + " pairs");
      }
    }
  }

  private static void compareMemory(String what, BoxMemory... memory) {
    for (String name : List.of("ciou", "siou")) {
      BoxLoss scalar = BoxLoss.builder(name).backend(Backend.SCALAR).build();
      BoxLoss vector = BoxLoss.builder(name).backend(Backend.VECTOR).build();
      for (int size : SIZES) {
        Pairs pairs = Pairs.finite(BoxFormat.XYXY, size, size);
        String text = name + ", " + size + " pairs, " + what;
        LossBits expected = LossBits.of(scalar, pairs, BoxMemory.ALIGNED);
        for (BoxLoss loss : List.of(scalar, vector)) {
          LossBits actual = LossBits.of(loss, pairs, memory);
          actual.assertSameBits(expected, text);
          actual.assertSameSum(expected, text);
        }
      }
    }
  }

  @Test
  void theLanesAreThoseThatWereAskedFor() {
    String bits = System.getProperty("jaccard.vector.bits");
    if (bits != null) {
      assertEquals(Integer.parseInt(bits), Lanes.COUNT * Float.SIZE);
    }
  }
}
