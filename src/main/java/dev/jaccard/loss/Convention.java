package dev.jaccard.loss;

/** Whose numbers a loss gives where implementations differ. */
public enum Convention {
  /** The formulas of the papers; a tiny epsilon only guards denominators. */
  PAPER(1e-16),
  /**
   * The numbers of the {@code bbox_iou} function that YOLO forks copy from each other: 1e-7 added
   * to heights, union, diagonal, enclosing area and inside powers.
   */
  YOLO(1e-7);

  private final double epsilon;

  Convention(double epsilon) {
    this.epsilon = epsilon;
  }

  /**
   * The value of the parameter {@code eps} where none is given.
   *
   * @return the default epsilon
   */
  public double epsilon() {
    return epsilon;
  }
}
