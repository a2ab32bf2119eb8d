package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("width")
class BoxWarmUpTest {

  @Test
  void theVectorLoopsBecomeFastAndThenMoveTheBoxes() {
    float[] rows = BoxSamples.ordinary(4 * 1000, 1);
    try (Arena arena = Arena.ofConfined()) {
      Boxes cold = Boxes.fromInterleaved(arena, rows, 1000, BoxFormat.XYXY);
      BoxWarmUp.start().join();
      assertTrue(BoxWarmUp.isWarm(0));
      Boxes warm = Boxes.fromInterleaved(arena, rows, 1000, BoxFormat.XYXY);
      assertArrayEquals(rows, BoxSamples.rows(cold));
      assertArrayEquals(rows, BoxSamples.rows(warm));
    }
  }
}
