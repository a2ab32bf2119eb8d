package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.jaccard.emit.VectorSupport;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs in a JVM that was started without the vector module. */
@Tag("novector")
class BoxesWithoutVectorsTest {

  @Test
  void boxesAreConvertedAndTransposedWithoutTheVectorModule() {
    assertFalse(VectorSupport.available());
    float[] rows = new float[4 * 100];
    float[] expected = new float[rows.length];
    for (int i = 0; i < rows.length; i += 4) {
      rows[i] = i;
      rows[i + 1] = -i;
      rows[i + 2] = i + 8;
      rows[i + 3] = -i + 6;
      expected[i] = i + 4;
      expected[i + 1] = -i + 3;
      expected[i + 2] = 8;
      expected[i + 3] = 6;
    }
    try (Arena arena = Arena.ofConfined()) {
      Boxes corners = Boxes.fromInterleaved(arena, rows, 100, BoxFormat.XYXY);
      corners.to(BoxFormat.CXCYWH, arena).toInterleaved(rows);
      assertArrayEquals(expected, rows);
    }
  }
}
