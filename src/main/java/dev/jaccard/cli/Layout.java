package dev.jaccard.cli;

/** How the numbers of n boxes stand in a file. */
enum Layout {
  /** Box after box: an array of shape (n, 4). */
  ROWS,
  /** Coordinate after coordinate: an array of shape (4, n). */
  PLANES
}
