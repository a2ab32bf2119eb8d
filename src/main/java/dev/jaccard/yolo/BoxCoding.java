package dev.jaccard.yolo;

/**
 * What a head says of a box, and how that becomes corners in pixels of the network's input. All is
 * computed in double and rounded to float once.
 */
sealed interface BoxCoding {
  /** The usual number of channels of a box. */
  int COORDINATES = 4;

  /** How many channels a box has. */
  default int channels() {
    return COORDINATES;
  }

  /**
   * Decodes a box.
   *
   * @param raw the channels of the box
   * @param cell where the anchor stands; of no meaning where the output is decoded already
   * @param corners receives x1, y1, x2, y2
   */
  void decode(float[] raw, Cell cell, float[] corners);

  private static void fromCenter(double x, double y, double width, double height, float[] corners) {
    corners[0] = (float) (x - width / 2);
    corners[1] = (float) (y - height / 2);
    corners[2] = (float) (x + width / 2);
    corners[3] = (float) (y + height / 2);
  }

  /** Centre and size in pixels. */
  record CenterSize() implements BoxCoding {
    @Override
    public void decode(float[] raw, Cell cell, float[] corners) {
      fromCenter(raw[0], raw[1], raw[2], raw[3], corners);
    }
  }

  /** Corners in pixels. */
  record Corners() implements BoxCoding {
    @Override
    public void decode(float[] raw, Cell cell, float[] corners) {
      System.arraycopy(raw, 0, corners, 0, COORDINATES);
    }
  }

  /**
   * YOLOv5's and v7's: with s the sigmoid of a channel, the centre is (2s - 1/2 + cell) · stride
   * and a side is (2s)² · anchor.
   *
   * @param logits whether the sigmoid is still to be applied
   */
  record AnchorBox(boolean logits) implements BoxCoding {
    @Override
    public void decode(float[] raw, Cell cell, float[] corners) {
      double width = 2 * activated(raw[2]);
      double height = 2 * activated(raw[3]);
      fromCenter(
          (2 * activated(raw[0]) - 0.5 + cell.column) * cell.stride,
          (2 * activated(raw[1]) - 0.5 + cell.row) * cell.stride,
          width * width * cell.anchorWidth,
          height * height * cell.anchorHeight,
          corners);
    }

    private double activated(float value) {
      return logits ? Sigmoid.ofDouble(value) : value;
    }
  }

  /** YOLOX's: the centre is (t + cell) · stride and a side is exp(t) · stride. */
  record GridOffset() implements BoxCoding {
    @Override
    public void decode(float[] raw, Cell cell, float[] corners) {
      fromCenter(
          ((double) raw[0] + cell.column) * cell.stride,
          ((double) raw[1] + cell.row) * cell.stride,
          StrictMath.exp(raw[2]) * cell.stride,
          StrictMath.exp(raw[3]) * cell.stride,
          corners);
    }
  }

  /**
   * YOLOv8's raw head: the distances from the cell's centre to the left, top, right and bottom
   * side, in strides; each the expectation of a distribution over 0 .. bins - 1 that is the softmax
   * of its channels, or, with one bin, the channel itself.
   *
   * @param bins the channels of a side
   */
  record SideDistribution(int bins) implements BoxCoding {
    @Override
    public int channels() {
      return COORDINATES * bins;
    }

    @Override
    public void decode(float[] raw, Cell cell, float[] corners) {
      double x = cell.column + 0.5;
      double y = cell.row + 0.5;
      corners[0] = (float) ((x - distance(raw, 0)) * cell.stride);
      corners[1] = (float) ((y - distance(raw, 1)) * cell.stride);
      corners[2] = (float) ((x + distance(raw, 2)) * cell.stride);
      corners[3] = (float) ((y + distance(raw, 3)) * cell.stride);
    }

    private double distance(float[] raw, int side) {
      int start = side * bins;
      if (bins == 1) {
        return raw[start];
      }
      double largest = raw[start];
      for (int k = 1; k < bins; k++) {
        largest = Math.max(largest, raw[start + k]);
      }
      double sum = 0;
      double moment = 0;
      for (int k = 0; k < bins; k++) {
        double weight = StrictMath.exp(raw[start + k] - largest);
        sum += weight;
        moment += k * weight;
      }
      return moment / sum;
    }
  }
}
