package dev.jaccard.yolo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.Backend;
import dev.jaccard.SteadyState;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Decoding images like those before allocates nothing. */
class DecoderAllocationTest {
  private static void assertNothing(Scenario scenario, Backend backend) {
    List<List<float[]>> images = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 3; i++) {
      images.add(scenario.image(random));
    }
    scenario.letterbox(Letterbox.centered(1280, 720, 640, 640));
    Decoder decoder = scenario.decoder(backend);
    Detections detections = Detections.allocate(Arena.ofAuto(), 300);
    List<Tensor> outputs = scenario.tensors(Arena.ofAuto(), Scenario.Memory.NATIVE, images);
    SteadyState.assertAllocatesNothing(
        scenario + " " + backend,
        () -> {
          for (int i = 0; i < images.size(); i++) {
            if (outputs.size() == 1) {
              decoder.decode(outputs.getFirst(), i, scenario.letterbox, detections);
            } else {
              decoder.decode(outputs, i, scenario.letterbox, detections);
            }
          }
        });
    assertTrue(detections.count() > 0);
  }

  @Test
  void theScalarScanAllocatesNothing() {
    assertNothing(Scenario.classes(20, 700, false, true), Backend.SCALAR);
    assertNothing(Scenario.anchors(5, 160, 96, false, true), Backend.SCALAR);
  }

  @Test
  void theVectorScansAllocateNothingAfterTheWarmUp() throws IOException {
    SteadyState.assertGood(DecoderAllocationTest.class);
  }

  /**
   * Checks the vector scans in this JVM.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    Decoder.warmUp().join();
    assertNothing(Scenario.classes(80, 700, false, false), Backend.AUTO);
    assertNothing(Scenario.classes(80, 700, true, false), Backend.AUTO);
    SteadyState.good();
  }
}
