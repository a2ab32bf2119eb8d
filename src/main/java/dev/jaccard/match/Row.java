package dev.jaccard.match;

import dev.jaccard.kernel.PairTile;
import java.lang.foreign.ValueLayout;

/** A row of a tile, as consumers see it. */
final class Row {
  private final PairTile tile;
  private final boolean vector;
  private final long offset;

  Row(PairTile tile) {
    this.tile = tile;
    this.vector = tile.isVector();
    this.offset = (long) tile.rowIndex() * Float.BYTES;
  }

  int count() {
    return tile.count();
  }

  float get(int index) {
    return vector
        ? tile.memory().get(ValueLayout.JAVA_FLOAT, offset + index * 4L)
        : tile.array()[tile.rowIndex() + index];
  }

  int best(float bound) {
    return vector
        ? VectorRowScan.best(tile.memory(), offset, count(), bound)
        : RowScan.best(tile.array(), tile.rowIndex(), count(), bound);
  }

  int countAbove(float threshold) {
    return vector
        ? VectorRowScan.countAbove(tile.memory(), offset, count(), threshold)
        : RowScan.countAbove(tile.array(), tile.rowIndex(), count(), threshold);
  }

  int nextAbove(int from, float threshold) {
    return vector
        ? VectorRowScan.nextAbove(tile.memory(), offset, count(), from, threshold)
        : RowScan.nextAbove(tile.array(), tile.rowIndex(), count(), from, threshold);
  }
}
