package dev.jaccard.match;

/**
 * Crosses out the candidates of a grid that overlap a box too much: by vectors when those are
 * compiled, with the same result before.
 */
enum Overlaps {
  /** By IoU. */
  INTERSECTION_OVER_UNION {
    @Override
    int byVectors(BoxGrid grid, Candidates boxes, int of, float threshold) {
      return VectorOverlaps.crossOut(grid, boxes, of, threshold);
    }

    @Override
    boolean isAbove(BoxGrid grid, int at, Candidates boxes, int of, float overlap, float limit) {
      return overlap > limit;
    }

    @Override
    boolean vectorsDecide(float threshold, float area) {
      return threshold >= 1e-3f && area >= 1e-27f;
    }
  },

  /** By IoU - rho²/c², the similarity of DIoU. */
  DISTANCE {
    @Override
    int byVectors(BoxGrid grid, Candidates boxes, int of, float threshold) {
      return VectorOverlaps.crossOutByDistance(grid, boxes, of, threshold);
    }

    @Override
    boolean isAbove(BoxGrid grid, int at, Candidates boxes, int of, float overlap, float limit) {
      float left = boxes.x1[of];
      float top = boxes.y1[of];
      float right = boxes.x2[of];
      float bottom = boxes.y2[of];
      float dx = (left + right - (grid.x1[at] + grid.x2[at])) * 0.5f;
      float dy = (top + bottom - (grid.y1[at] + grid.y2[at])) * 0.5f;
      float w = Math.max(right, grid.x2[at]) - Math.min(left, grid.x1[at]);
      float h = Math.max(bottom, grid.y2[at]) - Math.min(top, grid.y1[at]);
      return overlap - (dx * dx + dy * dy) / (w * w + h * h) > limit;
    }

    @Override
    boolean vectorsDecide(float threshold, float area) {
      return true;
    }
  };

  /**
   * Crosses out the candidates near one of them whose similarity to it is above a threshold. It is
   * crossed out already, or else it may be now.
   *
   * @param grid the planes
   * @param boxes the candidates by rank
   * @param of the one that crosses others of its type out, solid
   * @param threshold the threshold
   * @return how many were looked at
   */
  int crossOut(BoxGrid grid, Candidates boxes, int of, float threshold) {
    grid.window(boxes, of, threshold, 0);
    if (OverlapWarmUp.INSTANCE.isReady() && vectorsDecide(threshold, boxes.area(of))) {
      return byVectors(grid, boxes, of, threshold);
    }
    int looked = byScalars(grid, boxes, of, threshold);
    OverlapWarmUp.INSTANCE.isReadyAfter(looked);
    return looked;
  }

  /** Likewise in the grid's present window, one by one; returns how many were looked at. */
  int byScalars(BoxGrid grid, Candidates boxes, int of, float threshold) {
    float left = boxes.x1[of];
    float top = boxes.y1[of];
    float right = boxes.x2[of];
    float bottom = boxes.y2[of];
    float area = boxes.area(of);
    int type = boxes.type[of];
    int count = 0;
    for (int row = grid.firstRow(); row <= grid.lastRow(); row++) {
      int start = grid.start(row);
      int end = grid.end(row);
      count += end - start;
      for (int i = start; i < end; i++) {
        float width = Math.min(right, grid.x2[i]) - Math.max(left, grid.x1[i]);
        float height = Math.min(bottom, grid.y2[i]) - Math.max(top, grid.y1[i]);
        if (width > 0 && height > 0 && grid.type[i] == type) {
          float intersection = width * height;
          float overlap = intersection / (area + grid.area[i] - intersection);
          if (isAbove(grid, i, boxes, of, overlap, threshold)) {
            grid.area[i] = BoxGrid.CROSSED_OUT;
          }
        }
      }
    }
    return count;
  }

  /** Likewise by vectors; loads the vector module. */
  abstract int byVectors(BoxGrid grid, Candidates boxes, int of, float threshold);

  /** Whether a candidate whose IoU is given is too similar. */
  abstract boolean isAbove(
      BoxGrid grid, int at, Candidates boxes, int of, float overlap, float limit);

  /** Whether vectors decide as a division would, for a box of some area. */
  abstract boolean vectorsDecide(float threshold, float area);
}
