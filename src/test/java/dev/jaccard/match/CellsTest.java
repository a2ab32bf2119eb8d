package dev.jaccard.match;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The window of a box has the centres of all its partners, whatever was asked for before. */
class CellsTest {
  @ParameterizedTest
  @EnumSource(Scenes.Kind.class)
  void windowsHaveTheCentersOfAllPartners(Scenes.Kind kind) {
    int count = 150;
    Scenes scene = Scenes.of(kind, count, 7);
    for (int i = 0; i < count; i += 10) {
      // without a width, and inverted: with an offset of 1 they overlap others all the same
      scene.rows()[i][2] = scene.rows()[i][0] - i % 20 * 0.04f;
    }
    Candidates candidates = new Candidates();
    candidates.load(scene.boxes(), scene.scoreMemory(), null, false, 0, count, true);
    Cells cells = new Cells();
    cells.divide(candidates, 1);
    for (float threshold : new float[] {0.65f, 0, 0.5f, 1e-4f, 0.3f, 1, 0.65f}) {
      for (int offset = 0; offset < 2; offset++) {
        // an offset widens boxes, so that sizes tell nothing about partners
        float bound = offset == 0 ? threshold : 0;
        for (int of = 0; of < count; of++) {
          cells.window(candidates, of, bound, offset);
          for (int other = 0; other < count; other++) {
            if (overlap(candidates, of, other, offset) > bound) {
              requireInWindow(cells, candidates, other);
            }
          }
        }
      }
    }
  }

  private static double overlap(Candidates boxes, int of, int other, int offset) {
    return PlainRescoring.iou(corners(boxes, of), corners(boxes, other), offset);
  }

  private static double[] corners(Candidates boxes, int rank) {
    return new double[] {boxes.x1[rank], boxes.y1[rank], boxes.x2[rank], boxes.y2[rank]};
  }

  private static void requireInWindow(Cells cells, Candidates boxes, int rank) {
    float x = boxes.x1[rank] * 0.5f + boxes.x2[rank] * 0.5f;
    float y = boxes.y1[rank] * 0.5f + boxes.y2[rank] * 0.5f;
    int cell = cells.at(x, y);
    boolean found = false;
    for (int row = cells.firstRow(); row <= cells.lastRow(); row++) {
      found |= cells.first(row) <= cell && cell <= cells.last(row);
    }
    assertTrue(found, "rank " + rank + " is not in the window");
  }
}
