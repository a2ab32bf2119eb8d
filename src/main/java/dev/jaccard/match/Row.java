package dev.jaccard.match;

import dev.jaccard.kernel.PairTile;
import java.lang.foreign.ValueLayout;

/** One of the rows of a tile, as consumers see it. */
final class Row {
  private final PairTile tile;
  private final boolean vector;
  private int first;

  Row(PairTile tile) {
    this.tile = tile;
    this.vector = tile.isVector();
  }

  /** This, showing one of the rows that were computed at once. */
  Row at(int row) {
    first = tile.rowIndex(row);
    return this;
  }

  private long offset() {
    return (long) first * Float.BYTES;
  }

  int count() {
    return tile.count();
  }

  float get(int index) {
    return vector
        ? tile.memory().get(ValueLayout.JAVA_FLOAT, offset() + index * 4L)
        : tile.array()[first + index];
  }

  int best(float bound) {
    return vector
        ? VectorRowScan.best(tile.memory(), offset(), count(), bound)
        : RowScan.best(tile.array(), first, count(), bound);
  }

  int countAbove(float threshold) {
    return vector
        ? VectorRowScan.countAbove(tile.memory(), offset(), count(), threshold)
        : RowScan.countAbove(tile.array(), first, count(), threshold);
  }

  int nextAbove(int from, float threshold) {
    return vector
        ? VectorRowScan.nextAbove(tile.memory(), offset(), count(), from, threshold)
        : RowScan.nextAbove(tile.array(), first, count(), from, threshold);
  }
}
