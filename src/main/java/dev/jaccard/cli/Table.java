package dev.jaccard.cli;

import java.util.ArrayList;
import java.util.List;

/** A table of text; the first columns stand to the left, the others, numbers, to the right. */
final class Table {
  private static final String GAP = "  ";

  private final int leftColumns;
  private final List<String[]> rows = new ArrayList<>();

  /** A table whose first columns are aligned to the left. */
  Table(int leftColumns) {
    this.leftColumns = leftColumns;
  }

  /** Adds a row; the first row is the heading. */
  Table row(String... cells) {
    rows.add(cells);
    return this;
  }

  /** The rows as lines of text, without trailing blanks. */
  List<String> lines() {
    int columns = rows.stream().mapToInt(row -> row.length).max().orElse(0);
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(String[] row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.length; i++) {
      String blanks = " ".repeat(widths[i] - row[i].length());
      line.append(i == 0 ? "" : GAP).append(i < leftColumns ? row[i] + blanks : blanks + row[i]);
    }
    return line.toString().stripTrailing();
  }
}
