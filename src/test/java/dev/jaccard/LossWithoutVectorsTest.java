package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jaccard.emit.VectorSupport;
import dev.jaccard.loss.LossTable;
import dev.jaccard.loss.Pairs;
import dev.jaccard.loss.Results;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs in a JVM that was started without the vector module. */
@Tag("novector")
class LossWithoutVectorsTest {

  @Test
  void lossesRunTheirScalarReading() {
    assertFalse(VectorSupport.available());
    Pairs pairs = Pairs.smooth(Pairs.Kind.OVERLAPPING, BoxFormat.XYXY, 5000, 1);
    LossTable.bases()
        .forEach(settings -> {
          BoxLoss automatic = LossTable.builder(settings).build();
          automatic.warmUp(BoxFormat.XYXY);
          double sum = Results.of(automatic, pairs).sum();
          BoxLoss scalar = LossTable.builder(settings).backend(Backend.SCALAR).build();
          assertEquals(Results.of(scalar, pairs).sum(), sum, settings.toString());
          double exact = Results.of(LossTable.reference(settings), pairs).sum();
          assertEquals(exact, sum, 1e-5 * exact, settings.toString());
        });
  }

  @Test
  void theVectorBackendIsRefused() {
    BoxLoss.Builder builder = BoxLoss.builder("iou").backend(Backend.VECTOR);
    String message = assertThrows(IllegalArgumentException.class, builder::build).getMessage();
    assertEquals(
        "backend is VECTOR but the Vector API is not there; pass --add-modules"
            + " jdk.incubator.vector to java",
        message);
  }
}
