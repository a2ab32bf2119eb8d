package dev.jaccard.match;

/** Crosses out candidates that overlap a box too much; the vector form gives the same result. */
final class Overlaps {
  private Overlaps() {}

  /**
   * Crosses out the candidates of a range whose IoU with one of them all is above a threshold.
   *
   * @param grid the planes; the range may be exceeded by what fills a vector
   * @param from where the range begins
   * @param to where it ends
   * @param boxes the candidates by rank
   * @param of the one that crosses others of its type out
   * @param threshold the threshold
   * @return how many were crossed out that were not before
   */
  static int crossOut(BoxGrid grid, int from, int to, Candidates boxes, int of, float threshold) {
    float left = boxes.x1[of];
    float top = boxes.y1[of];
    float right = boxes.x2[of];
    float bottom = boxes.y2[of];
    float area = boxes.area[of];
    int type = boxes.type[of];
    int count = 0;
    for (int i = from; i < to; i++) {
      float width = Math.min(right, grid.x2[i]) - Math.max(left, grid.x1[i]);
      float height = Math.min(bottom, grid.y2[i]) - Math.max(top, grid.y1[i]);
      if (width > 0 && height > 0 && grid.crossed[i] == 0 && grid.type[i] == type) {
        float intersection = width * height;
        if (intersection / (area + grid.area[i] - intersection) > threshold) {
          grid.crossed[i] = 1;
          count++;
        }
      }
    }
    return count;
  }

  /** Likewise by IoU - rho²/c², the similarity of DIoU. */
  static int crossOutByDistance(
      BoxGrid grid, int from, int to, Candidates boxes, int of, float threshold) {
    float left = boxes.x1[of];
    float top = boxes.y1[of];
    float right = boxes.x2[of];
    float bottom = boxes.y2[of];
    float area = boxes.area[of];
    int type = boxes.type[of];
    int count = 0;
    for (int i = from; i < to; i++) {
      float width = Math.min(right, grid.x2[i]) - Math.max(left, grid.x1[i]);
      float height = Math.min(bottom, grid.y2[i]) - Math.max(top, grid.y1[i]);
      if (width > 0 && height > 0 && grid.crossed[i] == 0 && grid.type[i] == type) {
        float intersection = width * height;
        float overlap = intersection / (area + grid.area[i] - intersection);
        float dx = (left + right - (grid.x1[i] + grid.x2[i])) * 0.5f;
        float dy = (top + bottom - (grid.y1[i] + grid.y2[i])) * 0.5f;
        float w = Math.max(right, grid.x2[i]) - Math.min(left, grid.x1[i]);
        float h = Math.max(bottom, grid.y2[i]) - Math.min(top, grid.y1[i]);
        if (overlap - (dx * dx + dy * dy) / (w * w + h * h) > threshold) {
          grid.crossed[i] = 1;
          count++;
        }
      }
    }
    return count;
  }
}
