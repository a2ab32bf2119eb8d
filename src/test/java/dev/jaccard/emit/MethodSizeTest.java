package dev.jaccard.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.golden.LossSettings;
import dev.jaccard.graph.Node;
import dev.jaccard.kernel.LossProgram;
import dev.jaccard.kernel.PlaneFunction;
import dev.jaccard.loss.LossTable;
import dev.jaccard.lower.Program;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Emitted methods are small enough for C2. */
class MethodSizeTest {
  private static final LossProgram EVERYTHING = new LossProgram(true, true, true, true);

  static Stream<LossSettings> largest() {
    return LossTable.largest();
  }

  static Stream<LossSettings> all() {
    return LossTable.all();
  }

  private static void assertSmall(
      LossSettings settings, BoxFormat format, Reading reading, MemoryKind memory) {
    BoxLoss loss = LossTable.builder(settings).build();
    Program program = EVERYTHING.of(settings.toString(), loss.expression(format));
    int size = Emitter.methodSize(program, reading, memory);
    assertTrue(
        size < Emitter.LARGEST_METHOD,
        () -> "%s, %s, %s over %s: %d bytes".formatted(settings, format, reading, memory, size));
  }

  @ParameterizedTest
  @MethodSource("largest")
  void everyLossWithAllModifiersAndOutputsStaysBelowTheLimit(LossSettings settings) {
    for (BoxFormat format : BoxFormat.values()) {
      for (Reading reading : Reading.values()) {
        for (MemoryKind memory : MemoryKind.values()) {
          assertSmall(settings, format, reading, memory);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyModifierWithAllOutputsStaysBelowTheLimit(LossSettings settings) {
    assertSmall(settings, BoxFormat.CXCYWH, Reading.VECTOR, MemoryKind.SEGMENTS);
  }

  @Test
  void theLimitIsHotSpotsHugeMethodLimit() {
    assertEquals(8000, Emitter.LARGEST_METHOD);
  }

  @ParameterizedTest
  @EnumSource
  void aKernelThatWouldBeLargerIsRefused(Reading reading) {
    Program program = PlaneFunction.program("all too much", MethodSizeTest::large);
    int size = Emitter.methodSize(program, reading, MemoryKind.SEGMENTS);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Emitter.emit(program, reading, MemoryKind.SEGMENTS))
            .getMessage();
    assertEquals(
        "the kernel of all too much would be a method of "
            + size
            + " bytes but C2 compiles at most 8000; leave a modifier or an output away",
        message);
  }

  private static Node large(Node x) {
    Node sum = x;
    for (int i = 0; i < 100; i++) {
      sum = sum.plus(x.times(1.1 + i).atan());
    }
    return sum;
  }
}
