package dev.jaccard.match;

import java.util.Arrays;

/**
 * Candidates sorted into the cells of a grid by their centres, row by row, so that the boxes near a
 * box lie in a few contiguous ranges of planes: what vector loops like.
 *
 * <p>Candidates that are crossed out are dropped from the planes when they are many. Behind the
 * last candidate are as many empty boxes as a vector has lanes at the most.
 */
final class BoxGrid {
  /** The lanes of the widest vector. */
  static final int PAD = 16;

  /** The key of a candidate that is crossed out. */
  static final int CROSSED_OUT = Integer.MIN_VALUE;

  private static final int BOXES_PER_CELL = 8;
  private static final int MOST_CELLS_PER_SIDE = 256;
  private static final int SAMPLES = 32;

  /** How much of the sample may lie beyond the grid's edge; what is beyond is in the edge cells. */
  private static final int OUTLIERS = 2;

  /** For rounding of centres and windows; much more than it takes. */
  private static final float CENTER_MARGIN = 1e-6f;

  private static final float WINDOW_MARGIN = 1.001f;

  /** From here on, partners are not much larger than a box, whatever the largest box is. */
  private static final float LARGE_THRESHOLD = 0.5f;

  private static final float UNKNOWN = -1;

  float[] x1 = new float[PAD];
  float[] y1 = new float[PAD];
  float[] x2 = new float[PAD];
  float[] y2 = new float[PAD];

  /** Never below 0: an inverted box, which overlaps none, would make unions that are. */
  float[] area = new float[PAD];

  int[] type = new int[PAD];

  /** {@link ScoreOrder#key} of a candidate's score, or {@link #CROSSED_OUT}. */
  int[] key = new int[PAD];

  private int[] rank = new int[0];

  /** Where a rank's candidate is, unless it was dropped. */
  private int[] place = new int[0];

  // used while the grid is filled, and when candidates are dropped
  private int[] livePlace = new int[1];
  private int[] liveBefore = new int[1];
  private final int[] starts = new int[MOST_CELLS_PER_SIDE * MOST_CELLS_PER_SIDE + 1];
  private final float[] sample = new float[SAMPLES];

  private int side;
  private float left;
  private float top;
  private float cellsPerX;
  private float cellsPerY;
  private float largestWidth;
  private float largestHeight;
  private int size;
  private int crossedOut;

  // what the last call of window() found
  private int firstColumn;
  private int lastColumn;
  private int firstRow;
  private int lastRow;

  /** Sorts the candidates in; none is crossed out. */
  void fill(Candidates boxes) {
    int count = boxes.count;
    reserve(count);
    double perSide = Math.sqrt((double) count / BOXES_PER_CELL);
    side = Math.clamp((long) perSide, 1, MOST_CELLS_PER_SIDE);
    largestWidth = UNKNOWN;
    spanX(boxes.x1, boxes.x2, count);
    spanY(boxes.y1, boxes.y2, count);
    locate(boxes, count);
    place(count);
    size = count;
    crossedOut = 0;
    gather(boxes.x1, x1);
    gather(boxes.y1, y1);
    gather(boxes.x2, x2);
    gather(boxes.y2, y2);
    computeAreas();
    gatherTypes(boxes);
    gather(boxes.key, key);
    clearPad();
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

  /** Finds the cell of each candidate; a loop that C2 makes vectors of. */
  private void locate(Candidates boxes, int count) {
    float[] lefts = boxes.x1;
    float[] rights = boxes.x2;
    float[] tops = boxes.y1;
    float[] bottoms = boxes.y2;
    int[] to = liveBefore;
    int last = side - 1;
    int width = side;
    float originX = left;
    float originY = top;
    float scaleX = cellsPerX;
    float scaleY = cellsPerY;
    for (int i = 0; i < count; i++) {
      int column = number(center(lefts[i], rights[i]), originX, scaleX, last);
      int row = number(center(tops[i], bottoms[i]), originY, scaleY, last);
      to[i] = row * width + column;
    }
  }

  /** Counts the candidates of each cell and gives each its place. */
  private void place(int count) {
    int[] ends = starts;
    int[] cells = liveBefore;
    int length = side * side;
    Arrays.fill(ends, 0, length + 1, 0);
    for (int i = 0; i < count; i++) {
      ends[cells[i]]++;
    }
    int start = 0;
    for (int c = 0; c <= length; c++) {
      int next = start + ends[c];
      ends[c] = start;
      start = next;
    }
    int[] places = place;
    int[] ranks = rank;
    for (int i = 0; i < count; i++) {
      int to = ends[cells[i]]++;
      places[i] = to;
      ranks[to] = i;
    }
    // each start has become its cell's end, which is the next one's start
    System.arraycopy(ends, 0, ends, 1, length);
    ends[0] = 0;
  }

  private void gather(float[] source, float[] destination) {
    int[] from = rank;
    for (int to = 0; to < size; to++) {
      destination[to] = source[from[to]];
    }
  }

  private void gather(int[] source, int[] destination) {
    int[] from = rank;
    for (int to = 0; to < size; to++) {
      destination[to] = source[from[to]];
    }
  }

  private void gatherTypes(Candidates boxes) {
    if (!boxes.isTyped()) {
      Arrays.fill(type, 0, size, 0);
      return;
    }
    gather(boxes.type, type);
  }

  private void computeAreas() {
    float[] lefts = x1;
    float[] rights = x2;
    float[] tops = y1;
    float[] bottoms = y2;
    float[] to = area;
    int length = size;
    for (int i = 0; i < length; i++) {
      to[i] = Math.abs((rights[i] - lefts[i]) * (bottoms[i] - tops[i]));
    }
  }

  private void reserve(int count) {
    if (place.length < count) {
      int capacity = Math.max(count, 2 * place.length);
      x1 = new float[capacity + PAD];
      y1 = new float[capacity + PAD];
      x2 = new float[capacity + PAD];
      y2 = new float[capacity + PAD];
      area = new float[capacity + PAD];
      type = new int[capacity + PAD];
      key = new int[capacity + PAD];
      rank = new int[capacity];
      place = new int[capacity];
      livePlace = new int[capacity + 1];
      liveBefore = new int[capacity + 1];
    }
  }

  private void clearPad() {
    Arrays.fill(x1, size, size + PAD, 0);
    Arrays.fill(y1, size, size + PAD, 0);
    Arrays.fill(x2, size, size + PAD, 0);
    Arrays.fill(y2, size, size + PAD, 0);
    Arrays.fill(area, size, size + PAD, 0);
    Arrays.fill(key, size, size + PAD, CROSSED_OUT);
  }

  private static float center(float low, float high) {
    return low * 0.5f + high * 0.5f;
  }

  private void spanX(float[] low, float[] high, int count) {
    int samples = sampleCenters(low, high, count);
    left = edge(samples, 0);
    cellsPerX = cells(samples);
  }

  private void spanY(float[] low, float[] high, int count) {
    int samples = sampleCenters(low, high, count);
    top = edge(samples, 0);
    cellsPerY = cells(samples);
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

  private float cells(int samples) {
    float span = edge(samples, 1) - edge(samples, 0);
    return span > 0 ? side / span : 0;
  }

  /** NaN goes to cell 0, and what is too large for an int to the last one. */
  private static int number(float at, float origin, float scale, int last) {
    return Math.max(0, Math.min((int) ((at - origin) * scale), last));
  }

  private int column(float x) {
    return number(x, left, cellsPerX, side - 1);
  }

  private int row(float y) {
    return number(y, top, cellsPerY, side - 1);
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
    float width = Math.max(0, boxes.x2[of] - boxes.x1[of]);
    float height = Math.max(0, boxes.y2[of] - boxes.y1[of]);
    float x = center(boxes.x1[of], boxes.x2[of]);
    float y = center(boxes.y1[of], boxes.y2[of]);
    // an area that lost its digits tells nothing about the partner's size
    float bound = boxes.area(of) > 1e-30f && threshold > 1e-3f ? threshold : 0;
    if (bound < LARGE_THRESHOLD && largestWidth == UNKNOWN) {
      measure(boxes);
    }
    float reachX = reach(width, largestWidth, bound) + Math.abs(x) * CENTER_MARGIN + offset;
    float reachY = reach(height, largestHeight, bound) + Math.abs(y) * CENTER_MARGIN + offset;
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
  private static float reach(float size, float largest, float threshold) {
    float partner = largest;
    if (threshold > 0) {
      float bound = size / threshold;
      partner = threshold < LARGE_THRESHOLD && bound > largest ? largest : bound;
    }
    return (size + partner) * (1 - threshold) / (2 + 2 * threshold) * WINDOW_MARGIN;
  }

  int firstRow() {
    return firstRow;
  }

  int lastRow() {
    return lastRow;
  }

  /** Where the window's part of a row begins in the planes. */
  int start(int row) {
    return starts[row * side + firstColumn];
  }

  /** Where it ends. */
  int end(int row) {
    return starts[row * side + lastColumn + 1];
  }

  /** How many places the planes have. */
  int size() {
    return size;
  }

  /** The rank of the candidate at a place of the planes. */
  int rank(int at) {
    return rank[at];
  }

  /** Crosses a candidate out that is not yet; returns 1, to be noted. */
  int crossOut(int of) {
    key[place[of]] = CROSSED_OUT;
    return 1;
  }

  boolean isCrossedOut(int of) {
    int at = place[of];
    return rank[at] != of || key[at] == CROSSED_OUT;
  }

  /** Takes note that so many more candidates are crossed out, and drops them when they are many. */
  void noteCrossedOut(int more) {
    crossedOut += more;
    if (size > 4 * PAD && crossedOut > size / 2) {
      dropCrossedOut();
    }
  }

  /** Drops the candidates that are crossed out if they are many. */
  void dropCrossedOut() {
    int[] keys = key;
    int[] places = livePlace;
    int[] before = liveBefore;
    int live = 0;
    int length = size;
    for (int at = 0; at < length; at++) {
      before[at] = live;
      places[live] = at;
      live += keys[at] != CROSSED_OUT ? 1 : 0;
    }
    before[length] = live;
    if (live <= length / 4 * 3) {
      drop(live);
    }
    crossedOut = size - live;
  }

  private void drop(int live) {
    // starts and places move to the front by as many as were dropped before them
    int length = side * side;
    for (int c = 0; c <= length; c++) {
      starts[c] = liveBefore[starts[c]];
    }
    pack(x1, live);
    pack(y1, live);
    pack(x2, live);
    pack(y2, live);
    pack(area, live);
    pack(type, live);
    pack(key, live);
    pack(rank, live);
    for (int to = 0; to < live; to++) {
      place[rank[to]] = to;
    }
    size = live;
    clearPad();
  }

  private void pack(float[] plane, int live) {
    int[] from = livePlace;
    for (int to = 0; to < live; to++) {
      plane[to] = plane[from[to]];
    }
  }

  private void pack(int[] plane, int live) {
    int[] from = livePlace;
    for (int to = 0; to < live; to++) {
      plane[to] = plane[from[to]];
    }
  }
}
