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

  /** The area of a candidate that is crossed out. */
  static final float CROSSED_OUT = -1;

  private static final int BOXES_PER_CELL = 16;

  private final Cells cells = new Cells();

  float[] x1 = new float[PAD];
  float[] y1 = new float[PAD];
  float[] x2 = new float[PAD];
  float[] y2 = new float[PAD];

  /**
   * Never below 0, unless {@link #CROSSED_OUT}: an inverted box, which overlaps none, would make
   * unions that are.
   */
  float[] area = new float[PAD];

  int[] type = new int[PAD];

  /** The rank of the candidate at a place. */
  int[] rank = new int[PAD];

  /** Where a rank's candidate is, unless it was dropped. */
  private int[] place = new int[0];

  // used while the grid is filled, and when candidates are dropped
  private int[] cell = new int[0];
  private int[] livePlace = new int[0];
  private int[] liveBefore = new int[0];
  private long[] live = new long[0];
  private final int[] starts = new int[Cells.MOST + 1];
  private int size;
  private int crossedOut;
  private boolean typed;

  /** Sorts the candidates in; none is crossed out. */
  void fill(Candidates boxes) {
    int count = boxes.count;
    reserve(count);
    cells.divide(boxes, BOXES_PER_CELL);
    cells.locate(boxes, cell);
    place(count);
    size = count;
    crossedOut = 0;
    gather(boxes.x1, x1);
    gather(boxes.y1, y1);
    gather(boxes.x2, x2);
    gather(boxes.y2, y2);
    computeAreas();
    gatherTypes(boxes);
    clearPad();
  }

  /** Counts the candidates of each cell and gives each its place. */
  private void place(int count) {
    int[] ends = starts;
    int[] cellOf = cell;
    int length = cells.count();
    Arrays.fill(ends, 0, length + 1, 0);
    for (int i = 0; i < count; i++) {
      ends[cellOf[i]]++;
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
      int to = ends[cellOf[i]]++;
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

  /** Types are 0 where there are no classes, and are only written where they were not. */
  private void gatherTypes(Candidates boxes) {
    if (boxes.isTyped()) {
      gather(boxes.type, type);
    } else if (typed) {
      Arrays.fill(type, 0);
    }
    typed = boxes.isTyped();
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
      rank = new int[capacity + PAD];
      place = new int[capacity];
      cell = new int[capacity];
      livePlace = new int[capacity];
      liveBefore = new int[capacity / Long.SIZE + 1];
      live = new long[capacity / Long.SIZE + 1];
    }
  }

  private void clearPad() {
    Arrays.fill(x1, size, size + PAD, 0);
    Arrays.fill(y1, size, size + PAD, 0);
    Arrays.fill(x2, size, size + PAD, 0);
    Arrays.fill(y2, size, size + PAD, 0);
    Arrays.fill(area, size, size + PAD, CROSSED_OUT);
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
    cells.window(boxes, of, threshold, offset);
  }

  int firstRow() {
    return cells.firstRow();
  }

  int lastRow() {
    return cells.lastRow();
  }

  /** Where the window's part of a row begins in the planes. */
  int start(int row) {
    return starts[cells.first(row)];
  }

  /** Where it ends. */
  int end(int row) {
    return starts[cells.last(row) + 1];
  }

  /** How many places the planes have. */
  int size() {
    return size;
  }

  /** Crosses a candidate out that is not yet; returns 1, to be noted. */
  int crossOut(int of) {
    area[place[of]] = CROSSED_OUT;
    return 1;
  }

  boolean isCrossedOut(int of) {
    int at = place[of];
    return rank[at] != of || isGone(at);
  }

  /** Whether the candidate at a place is crossed out. */
  boolean isGone(int at) {
    return area[at] < 0;
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
    int words = size / Long.SIZE + 1;
    Arrays.fill(live, 0, words, 0L);
    if (OverlapWarmUp.INSTANCE.isReady()) {
      VectorMarks.notBelowZero(area, size, live);
    } else {
      markLive();
    }
    int before = 0;
    for (int word = 0; word < words; word++) {
      liveBefore[word] = before;
      before += Long.bitCount(live[word]);
    }
    if (before <= size / 4 * 3) {
      drop(before);
    }
    crossedOut = size - before;
  }

  private void markLive() {
    for (int at = 0; at < size; at++) {
      live[at / Long.SIZE] |= (isGone(at) ? 0L : 1L) << at;
    }
  }

  private void drop(int count) {
    // starts and places move to the front by as many as were dropped before them
    int length = cells.count();
    for (int c = 0; c <= length; c++) {
      int start = starts[c];
      int word = start / Long.SIZE;
      starts[c] = liveBefore[word] + Long.bitCount(live[word] & (1L << start) - 1);
    }
    list(count);
    pack(x1, count);
    pack(y1, count);
    pack(x2, count);
    pack(y2, count);
    pack(area, count);
    pack(rank, count);
    if (typed) {
      pack(type, count);
    }
    for (int to = 0; to < count; to++) {
      place[rank[to]] = to;
    }
    size = count;
    clearPad();
  }

  /** Lists the places of so many live candidates. */
  private void list(int count) {
    int[] places = livePlace;
    int word = 0;
    long rest = live[0];
    for (int i = 0; i < count; i++) {
      while (rest == 0) {
        rest = live[++word];
      }
      places[i] = word * Long.SIZE + Long.numberOfTrailingZeros(rest);
      rest &= rest - 1;
    }
  }

  private void pack(float[] plane, int count) {
    int[] from = livePlace;
    for (int to = 0; to < count; to++) {
      plane[to] = plane[from[to]];
    }
  }

  private void pack(int[] plane, int count) {
    int[] from = livePlace;
    for (int to = 0; to < count; to++) {
      plane[to] = plane[from[to]];
    }
  }
}
