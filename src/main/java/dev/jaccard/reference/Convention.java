package dev.jaccard.reference;

/**
 * Where the small constant eps goes.
 *
 * <p>{@code paper}: into denominators only. {@code yolo}: as in the {@code bbox_iou} of the YOLO
 * forks, which also add it to the heights of both boxes and inside the powers of the penalties.
 *
 * @param yolo whether the numbers of the YOLO forks are wanted
 * @param eps the constant, positive
 */
record Convention(boolean yolo, double eps) {

  /** The default eps of the paper convention: below the rounding of any size above 1. */
  static final double PAPER_EPS = 1e-16;

  /** The default eps of the yolo convention: that of the forks. */
  static final double YOLO_EPS = 1e-7;

  /** Keeps a denominator from 0 where yolo has no eps of its own. */
  static final double GUARD = 1e-16;

  /** What is added to the height of both boxes. */
  double heightEps() {
    return yolo ? eps : 0;
  }

  /** What is added to a penalty before it is raised to alpha. */
  double termEps() {
    return yolo ? eps : 0;
  }
}
