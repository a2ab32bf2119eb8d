package dev.jaccard;

/**
 * The loops of {@link BoxTransfer} without vectors, on arrays that hold one block of boxes, plane
 * {@code k} from index {@code k * stride} on.
 *
 * <p>They are what runs first in a JVM, and arrays are fast even in the interpreter, where an
 * access to a memory segment takes a tenth of a microsecond.
 */
final class ScalarBoxLoops {

  private ScalarBoxLoops() {}

  /** Converts both axes; the second number of an axis lies two planes after the first. */
  static void convert(float[] source, float[] destination, int stride, int count, AxisMap map) {
    boolean copiesFirst = map.copiesFirst();
    boolean copiesSecond = map.copiesSecond();
    float firstByFirst = map.firstByFirst();
    float firstBySecond = map.firstBySecond();
    float secondByFirst = map.secondByFirst();
    float secondBySecond = map.secondBySecond();
    for (int axis = 0; axis < 2; axis++) {
      int start = axis * stride;
      for (int i = start; i < start + count; i++) {
        float first = source[i];
        float second = source[i + 2 * stride];
        destination[i] = copiesFirst ? first : first * firstByFirst + second * firstBySecond;
        destination[i + 2 * stride] =
            copiesSecond ? second : first * secondByFirst + second * secondBySecond;
      }
    }
  }

  /** Copies rows into planes, as integers: a NaN's payload is kept. */
  static void deinterleave(int[] rows, int[] planes, int stride, int count) {
    for (int i = 0; i < count; i++) {
      planes[i] = rows[4 * i];
      planes[i + stride] = rows[4 * i + 1];
      planes[i + 2 * stride] = rows[4 * i + 2];
      planes[i + 3 * stride] = rows[4 * i + 3];
    }
  }

  /** Copies planes into rows, as integers: a NaN's payload is kept. */
  static void interleave(int[] planes, int[] rows, int stride, int count) {
    for (int i = 0; i < count; i++) {
      rows[4 * i] = planes[i];
      rows[4 * i + 1] = planes[i + stride];
      rows[4 * i + 2] = planes[i + 2 * stride];
      rows[4 * i + 3] = planes[i + 3 * stride];
    }
  }
}
