package dev.jaccard.yolo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.Backend;
import dev.jaccard.emit.VectorSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs in a JVM that was started without the vector module. */
@Tag("novector")
class DecoderWithoutVectorsTest {
  @Test
  void headsAreDecodedWithoutTheVectorModule() {
    assertFalse(VectorSupport.available());
    Decoder.warmUp().join();
    for (int i = 0; i < 30; i++) {
      assertTrue(
          Scenario.classes(80, 3000, false, false).check(i, 1, Scenario.Memory.NATIVE, Backend.AUTO)
              > 0);
    }
  }

  @Test
  void vectorsAreRefused() {
    Decoder.Builder builder = Decoder.builder(Head.yolov8(1));
    assertEquals(
        "backend is VECTOR, which needs the module jdk.incubator.vector, which is not there",
        assertThrows(IllegalArgumentException.class, () -> builder.backend(Backend.VECTOR))
            .getMessage());
  }
}
