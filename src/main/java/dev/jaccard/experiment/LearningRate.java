package dev.jaccard.experiment;

/** The learning rates of the DIoU protocol: 0.1, after 80 % of the steps 0.01, after 90 % 0.001. */
final class LearningRate {
  private static final int PERCENT = 100;
  private static final int FIRST_DROP = 80;
  private static final int SECOND_DROP = 90;

  private LearningRate() {}

  /** The rate of a step, which is 1 to {@code steps}. */
  static double of(int step, int steps) {
    long share = (long) step * PERCENT;
    if (share <= (long) steps * FIRST_DROP) {
      return 0.1;
    }
    return share <= (long) steps * SECOND_DROP ? 0.01 : 0.001;
  }
}
