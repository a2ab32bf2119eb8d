package dev.jaccard.graph;

/**
 * One float plane of an argument of a kernel.
 *
 * @param argument the argument's name, such as {@code prediction}
 * @param index which of its planes, from 0
 */
public record Plane(String argument, int index) {
  @Override
  public String toString() {
    return argument + "[" + index + "]";
  }
}
