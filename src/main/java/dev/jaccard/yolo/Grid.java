package dev.jaccard.yolo;

import java.util.Arrays;

/**
 * The cells of a network's input that a raw head predicts for: a level for each stride, whose cells
 * are numbered row by row, the levels one after the other.
 *
 * <p>A 640 x 640 input with strides 8, 16 and 32 has 80·80 + 40·40 + 20·20 = 8400 cells. Immutable.
 */
public final class Grid {
  private final int width;
  private final int height;
  private final int[] strides;

  private Grid(int width, int height, int[] strides) {
    this.width = width;
    this.height = height;
    this.strides = strides;
  }

  /**
   * The cells of an input.
   *
   * @param networkWidth the input's width in pixels, a multiple of every stride
   * @param networkHeight the input's height in pixels, a multiple of every stride
   * @param strides the side of a cell in pixels, for each level in the order of the output; usually
   *     8, 16, 32
   * @return the grid
   */
  public static Grid of(int networkWidth, int networkHeight, int... strides) {
    if (strides.length == 0) {
      throw new IllegalArgumentException("strides is empty but must have a stride for each level");
    }
    for (int stride : strides) {
      if (stride < 1) {
        throw new IllegalArgumentException("stride is " + stride + " but must be at least 1");
      }
      requireMultiple("networkWidth", networkWidth, stride);
      requireMultiple("networkHeight", networkHeight, stride);
    }
    long cells = 0;
    for (int stride : strides) {
      cells += (long) (networkWidth / stride) * (networkHeight / stride);
    }
    if (cells > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "networkWidth x networkHeight is %d x %d, which makes %d cells, but may make at most %d"
              .formatted(networkWidth, networkHeight, cells, Integer.MAX_VALUE));
    }
    return new Grid(networkWidth, networkHeight, strides.clone());
  }

  private static void requireMultiple(String name, int size, int stride) {
    if (size < stride || size % stride != 0) {
      throw new IllegalArgumentException(
          "%s is %d but must be a multiple of stride %d".formatted(name, size, stride));
    }
  }

  /**
   * How many levels there are.
   *
   * @return the number of strides
   */
  public int levels() {
    return strides.length;
  }

  /**
   * How many cells there are.
   *
   * @return the cells of all levels
   */
  public int cells() {
    int cells = 0;
    for (int level = 0; level < strides.length; level++) {
      cells += cells(level);
    }
    return cells;
  }

  int stride(int level) {
    return strides[level];
  }

  int columns(int level) {
    return width / strides[level];
  }

  int rows(int level) {
    return height / strides[level];
  }

  int cells(int level) {
    return columns(level) * rows(level);
  }

  /**
   * A description for messages.
   *
   * @return the input's size and the strides
   */
  @Override
  public String toString() {
    return width + "x" + height + " with strides " + Arrays.toString(strides);
  }
}
