package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jaccard.emit.VectorSupport;
import java.lang.foreign.Arena;
import java.util.List;
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
  void aBatchThatIsWarmedUpUsesVectorsWhateverItsOptionsAre() {
    assumeTrue(VectorSupport.available(), "The vector module is missing.");
    BoxLoss loss = BoxLoss.builder("giou").alpha(7).build();
    List<Batch> batches = List.of(outside().normalizer(3), onTheHeap());
    for (Batch batch : batches) {
      assertFalse(loss.usesVectors(batch, true));
      loss.warmUp(batch, true).join();
      assertTrue(loss.usesVectors(batch, true));
    }
    assertFalse(loss.usesVectors(outside(), true));
    BoxLoss reference = BoxLoss.builder("giou").backend(Backend.REFERENCE).build();
    reference.warmUp(outside(), true).join();
    assertFalse(reference.usesVectors(outside(), true));
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
