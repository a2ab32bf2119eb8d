package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** When calls go over from the scalar loop to the vector loop. */
class VectorUseTest {
  private static final int PAIRS = 4096;

  /** A kernel of its own, which nobody has used before. */
  private static BoxLoss loss(Backend backend) {
    return BoxLoss.builder("giou").alpha(5).backend(backend).build();
  }

  private static Batch onTheHeap() {
    return new Batch(boxesOnTheHeap(0), boxesOnTheHeap(1)).gradient(boxesOnTheHeap(0));
  }

  private static Boxes boxesOnTheHeap(float shift) {
    float[] values = new float[4 * PAIRS];
    for (int i = 0; i < values.length; i++) {
      values[i] = shift + (i < 2 * PAIRS ? i % 100 : 10 + i % 100);
    }
    return Boxes.wrap(values, PAIRS, BoxFormat.XYXY);
  }

  private static Batch outside() {
    Arena arena = Arena.ofAuto();
    return new Batch(
            Boxes.allocate(arena, PAIRS, BoxFormat.XYXY),
            Boxes.allocate(arena, PAIRS, BoxFormat.XYXY))
        .gradient(Boxes.allocate(arena, PAIRS, BoxFormat.XYXY));
  }

  @Test
  void callsUseTheScalarLoopUntilC2HasCompiledTheOther() {
    BoxLoss loss = loss(Backend.AUTO);
    assertFalse(loss.usesVectors(outside(), true));
    assertFalse(loss.usesVectors(onTheHeap(), true));
  }

  @Test
  void scalarBackendsUseNoVectors() {
    assertFalse(loss(Backend.SCALAR).usesVectors(outside(), true));
    BoxLoss reference = BoxLoss.builder("giou").backend(Backend.REFERENCE).build();
    assertFalse(reference.usesVectors(outside(), true));
    assertTrue(loss(Backend.VECTOR).usesVectors(outside(), true));
  }

  @Test
  void aBatchThatCannotBeComputedIsRefusedAsACallRefusesIt() {
    Batch batch = outside().gradient(null);
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> loss(Backend.AUTO).usesVectors(batch, true))
            .getMessage();
    assertTrue(message.toLowerCase(Locale.ROOT).contains("gradient"), message);
  }
}
