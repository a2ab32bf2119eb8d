package dev.jaccard.experiment;

import dev.jaccard.BoxFormat;

/** Which four numbers of a box the descent moves. */
public enum Coordinates {
  /** Centre and size: cx, cy, w, h. */
  CENTER("center", BoxFormat.CXCYWH),

  /** Two opposite corners: x1, y1, x2, y2. */
  CORNERS("corners", BoxFormat.XYXY);

  private final String key;
  private final BoxFormat format;

  Coordinates(String key, BoxFormat format) {
    this.key = key;
    this.format = format;
  }

  /**
   * The name on the command line and in tables.
   *
   * @return {@code center} or {@code corners}
   */
  public String key() {
    return key;
  }

  /**
   * The format of boxes with these coordinates.
   *
   * @return the format
   */
  public BoxFormat format() {
    return format;
  }
}
