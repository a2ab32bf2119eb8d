package dev.jaccard.yolo;

/**
 * The anchors that a scan found, in ascending order; where scores of classes lie in planes, also
 * the largest score of each and its class. Grows, and is used again.
 */
final class Survivors {
  /** More than a tile of any vector width has. */
  private static final int MOST_OF_TILE = Long.SIZE;

  /** The anchors. */
  int[] anchor = new int[0];

  /** The largest scores, as they stand in the output. */
  float[] best = new float[0];

  /** Their classes. */
  int[] label = new int[0];

  int count;

  /** The largest scores of the anchors of a tile, of which some survive. */
  final float[] tileBest = new float[MOST_OF_TILE];

  /** Their classes. */
  final float[] tileLabel = new float[MOST_OF_TILE];

  /** Begins anew, with room for so many. */
  void clear(int most) {
    count = 0;
    if (anchor.length < most) {
      anchor = new int[most];
      best = new float[most];
      label = new int[most];
    }
  }

  /** Adds those anchors of the tile whose bits are set. */
  void addTile(long bits, int firstAnchor) {
    for (long rest = bits; rest != 0; rest &= rest - 1) {
      int lane = Long.numberOfTrailingZeros(rest);
      add(firstAnchor + lane, tileBest[lane], (int) tileLabel[lane]);
    }
  }

  /** Adds an anchor of which no more is known. */
  void add(int newAnchor) {
    anchor[count++] = newAnchor;
  }

  /** Adds an anchor. */
  void add(int newAnchor, float itsBest, int itsLabel) {
    anchor[count] = newAnchor;
    best[count] = itsBest;
    label[count++] = itsLabel;
  }
}
