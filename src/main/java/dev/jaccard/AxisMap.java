package dev.jaccard;

/**
 * The conversion between two formats along one axis: each format has two numbers per axis, and the
 * formats differ by a linear map, whose coefficients are 0, 1, -1, 1/2 or -1/2. So a product is
 * exact and a sum of two rounds once.
 *
 * @param firstByFirst what the first number of the result takes of the first number of the source
 * @param firstBySecond what the first number of the result takes of the second number
 * @param secondByFirst what the second number of the result takes of the first number
 * @param secondBySecond what the second number of the result takes of the second number
 */
record AxisMap(float firstByFirst, float firstBySecond, float secondByFirst, float secondBySecond) {

  static AxisMap between(BoxFormat from, BoxFormat to) {
    return fromEnds(to).times(toEnds(from));
  }

  /** Whether the first number stays: a product with 0 would lose it beside an infinity. */
  boolean copiesFirst() {
    return firstBySecond == 0;
  }

  /** Whether the second number stays. */
  boolean copiesSecond() {
    return secondByFirst == 0;
  }

  private static AxisMap toEnds(BoxFormat format) {
    return switch (format) {
      case XYXY -> new AxisMap(1, 0, 0, 1);
      case XYWH -> new AxisMap(1, 0, 1, 1);
      case CXCYWH -> new AxisMap(1, -0.5f, 1, 0.5f);
    };
  }

  private static AxisMap fromEnds(BoxFormat format) {
    return switch (format) {
      case XYXY -> new AxisMap(1, 0, 0, 1);
      case XYWH -> new AxisMap(1, 0, -1, 1);
      case CXCYWH -> new AxisMap(0.5f, 0.5f, -1, 1);
    };
  }

  private AxisMap times(AxisMap right) {
    return new AxisMap(
        firstByFirst * right.firstByFirst + firstBySecond * right.secondByFirst,
        firstByFirst * right.firstBySecond + firstBySecond * right.secondBySecond,
        secondByFirst * right.firstByFirst + secondBySecond * right.secondByFirst,
        secondByFirst * right.firstBySecond + secondBySecond * right.secondBySecond);
  }
}
