package dev.jaccard.match;

/**
 * Where the cells of a grid lie, and in which of them the centres of a box's partners are. Cells
 * are numbered row by row.
 */
final class Cells {
  /** How many rows and columns there are at the most. */
  static final int MOST_PER_SIDE = 256;

  /** How many there are at the most. */
  static final int MOST = MOST_PER_SIDE * MOST_PER_SIDE;

  private static final int SAMPLES = 32;

  /** How much of the sample may lie beyond the grid's edge; what is beyond is in the edge cells. */
  private static final int OUTLIERS = 2;

  /** For rounding of centres and windows; much more than it takes. */
  private static final float CENTER_MARGIN = 1e-6f;

  private static final float WINDOW_MARGIN = 1.001f;

  /** From here on, partners are not much larger than a box, whatever the largest box is. */
  private static final float LARGE_THRESHOLD = 0.5f;

  private static final float UNKNOWN = Float.POSITIVE_INFINITY;

  private final float[] sample = new float[SAMPLES];
  private int side = 1;
  private float left;
  private float top;
  private float perX;
  private float perY;
  private float largestWidth;
  private float largestHeight;

  // what window() knows of the threshold that it was called with last
  private float knownThreshold;
  private float largestPerSize;
  private float reachPerSizes;

  // what the last call of window() found
  private int firstColumn;
  private int lastColumn;
  private int firstRow;
  private int lastRow;

  /** Divides the place where candidates lie, into cells of so many of them on the average. */
  void divide(Candidates boxes, int perCell) {
    int count = boxes.count;
    double perSide = Math.sqrt((double) count / perCell);
    side = Math.clamp((long) perSide, 1, MOST_PER_SIDE);
    largestWidth = UNKNOWN;
    largestHeight = UNKNOWN;
    knownThreshold = Float.NaN;
    int samples = sampleCenters(boxes.x1, boxes.x2, count);
    left = edge(samples, 0);
    perX = perUnit(samples);
    samples = sampleCenters(boxes.y1, boxes.y2, count);
    top = edge(samples, 0);
    perY = perUnit(samples);
  }

  /** Makes one cell of everything. */
  void unite() {
    side = 1;
    largestWidth = UNKNOWN;
    largestHeight = UNKNOWN;
    knownThreshold = Float.NaN;
    perX = 0;
    perY = 0;
  }

  /** How many cells there are. */
  int count() {
    return side * side;
  }

  /** Finds the cell of each candidate; a loop that C2 makes vectors of. */
  void locate(Candidates boxes, int[] to) {
    int count = boxes.count;
    float[] lefts = boxes.x1;
    float[] rights = boxes.x2;
    float[] tops = boxes.y1;
    float[] bottoms = boxes.y2;
    int last = side - 1;
    int width = side;
    float originX = left;
    float originY = top;
    float scaleX = perX;
    float scaleY = perY;
    for (int i = 0; i < count; i++) {
      int column = number(center(lefts[i], rights[i]), originX, scaleX, last);
      int row = number(center(tops[i], bottoms[i]), originY, scaleY, last);
      to[i] = row * width + column;
    }
  }

  /** The cell of a centre. */
  int at(float x, float y) {
    return row(y) * side + column(x);
  }

  /** Finds the largest sizes of finite boxes. */
  private void measure(Candidates boxes) {
    largestWidth = 0;
    largestHeight = 0;
    for (int i = 0; i < boxes.count; i++) {
      if (boxes.isFinite(i)) {
        largestWidth = Math.max(largestWidth, boxes.x2[i] - boxes.x1[i]);
        largestHeight = Math.max(largestHeight, boxes.y2[i] - boxes.y1[i]);
      }
    }
  }

  private static float center(float low, float high) {
    return low * 0.5f + high * 0.5f;
  }

  /** Centres spread over the candidates, sorted: a far outlier shall not make the grid useless. */
  private int sampleCenters(float[] low, float[] high, int count) {
    int samples = 0;
    for (int i = 0; i < SAMPLES; i++) {
      int at = (int) ((long) i * count / SAMPLES);
      if (at < count) {
        float center = center(low[at], high[at]);
        if (Math.abs(center) < Float.MAX_VALUE) {
          insert(center, samples++);
        }
      }
    }
    return samples;
  }

  /** Keeps the samples in order; sorting them by the JDK allocates where they have long runs. */
  private void insert(float center, int samples) {
    int at = samples;
    while (at > 0 && sample[at - 1] > center) {
      sample[at] = sample[at - 1];
      at--;
    }
    sample[at] = center;
  }

  private float edge(int samples, int end) {
    if (samples == 0) {
      return 0;
    }
    int outliers = samples > 4 * OUTLIERS ? OUTLIERS : 0;
    return end == 0 ? sample[outliers] : sample[samples - 1 - outliers];
  }

  private float perUnit(int samples) {
    float span = edge(samples, 1) - edge(samples, 0);
    return span > 0 ? side / span : 0;
  }

  /** NaN goes to cell 0, and what is too large for an int to the last one. */
  private static int number(float at, float origin, float scale, int last) {
    return Math.max(0, Math.min((int) ((at - origin) * scale), last));
  }

  private int column(float x) {
    return number(x, left, perX, side - 1);
  }

  private int row(float y) {
    return number(y, top, perY, side - 1);
  }

  /**
   * Finds the cells in which a candidate's partners have their centres.
   *
   * @param boxes the candidates
   * @param of the candidate, solid
   * @param threshold partners overlap it by more than this IoU
   * @param offset what is added to widths and heights
   */
  void window(Candidates boxes, int of, float threshold, int offset) {
    float width = Math.abs(boxes.x2[of] - boxes.x1[of]);
    float height = Math.abs(boxes.y2[of] - boxes.y1[of]);
    float x = center(boxes.x1[of], boxes.x2[of]);
    float y = center(boxes.y1[of], boxes.y2[of]);
    // an area that lost its digits tells nothing about the partner's size
    float bound = width * height > 1e-30f && threshold > 1e-3f ? threshold : 0;
    if (bound != knownThreshold) {
      know(boxes, bound);
    }
    float reachX = reach(width, largestWidth) + Math.abs(x) * CENTER_MARGIN + offset;
    float reachY = reach(height, largestHeight) + Math.abs(y) * CENTER_MARGIN + offset;
    firstColumn = column(x - reachX);
    lastColumn = column(x + reachX);
    firstRow = row(y - reachY);
    lastRow = row(y + reachY);
  }

  /**
   * The largest distance of the centres, along one axis, of two boxes of sizes w and v whose IoU is
   * above t. Their overlap o along the axis has o / (w + v - o) > t as well, so the distance (w +
   * v)/2 - o is below (w + v)·(1 - t)/(2 + 2t); and v is below w/t.
   */
  private float reach(float size, float largest) {
    float bound = size * largestPerSize;
    return (size + (bound < largest ? bound : largest)) * reachPerSizes;
  }

  /** Computes what depends on the threshold alone. */
  private void know(Candidates boxes, float threshold) {
    if (threshold < LARGE_THRESHOLD && largestWidth == UNKNOWN) {
      measure(boxes);
    }
    knownThreshold = threshold;
    largestPerSize = 1 / threshold;
    reachPerSizes = (1 - threshold) / (2 + 2 * threshold) * WINDOW_MARGIN;
  }

  /** How many cells are in the window. */
  int inWindow() {
    return (lastRow - firstRow + 1) * (lastColumn - firstColumn + 1);
  }

  int firstRow() {
    return firstRow;
  }

  int lastRow() {
    return lastRow;
  }

  /** The first cell of a row in the window. */
  int first(int row) {
    return row * side + firstColumn;
  }

  /** The last one. */
  int last(int row) {
    return row * side + lastColumn;
  }
}
