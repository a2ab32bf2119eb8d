package dev.jaccard.yolo;

/** Where on the grid an anchor stands, and the size of its anchor box. Used again and again. */
final class Cell {
  int column;
  int row;
  int stride;
  float anchorWidth;
  float anchorHeight;

  /** Sets the place of a cell of a level. */
  void place(Grid grid, int level, int index) {
    int columns = grid.columns(level);
    column = index % columns;
    row = index / columns;
    stride = grid.stride(level);
  }
}
