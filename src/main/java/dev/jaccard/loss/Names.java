package dev.jaccard.loss;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Finds things by name, and the name that a user probably meant. */
public final class Names {
  private Names() {}

  /**
   * The nearest known name by edit distance.
   *
   * @param name what was given
   * @param known the known names, at least one
   * @return the nearest one
   */
  public static String nearest(String name, Collection<String> known) {
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(name.toLowerCase(java.util.Locale.ROOT), candidate);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best;
  }

  /**
   * The thing of a name.
   *
   * @param <T> what has names
   * @param things all there are, at least one
   * @param nameOf the name of one
   * @param name the name that was given
   * @param kind what they are called, for the message
   * @return the thing
   * @throws IllegalArgumentException if there is none; the message names the nearest one
   */
  public static <T> T find(List<T> things, Function<T, String> nameOf, String name, String kind) {
    for (T thing : things) {
      if (nameOf.apply(thing).equals(name)) {
        return thing;
      }
    }
    List<String> names = things.stream().map(nameOf).toList();
    throw new IllegalArgumentException(
        "there is no %s '%s'; did you mean '%s'? (known are %s)"
            .formatted(kind, name, nearest(name, names), String.join(", ", names)));
  }

  /** Levenshtein's distance, with two letters that changed places as one edit. */
  private static int distance(String a, String b) {
    int[][] distance = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        distance[i][j] = i == 0 || j == 0 ? i + j : least(distance, a, b, i, j);
      }
    }
    return distance[a.length()][b.length()];
  }

  private static int least(int[][] distance, String a, String b, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int change = distance[i - 1][j - 1] + (same ? 0 : 1);
    int least = Math.min(change, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, distance[i - 2][j - 2] + 1) : least;
  }
}
