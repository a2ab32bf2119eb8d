package dev.jaccard.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Keys of scores order them, and the radix sort by them is stable. */
class ScoreOrderTest {
  @Test
  void keysAreOrderedAsScoresAreAndAllNanAreOneAboveAll() {
    float[] ascending = {
      Float.NEGATIVE_INFINITY,
      -Float.MAX_VALUE,
      -1,
      -Float.MIN_VALUE,
      0,
      Float.MIN_VALUE,
      1,
      Float.MAX_VALUE,
      Float.POSITIVE_INFINITY,
      Float.NaN
    };
    for (int i = 1; i < ascending.length; i++) {
      assertTrue(key(ascending[i - 1]) < key(ascending[i]), "at " + ascending[i]);
    }
    assertEquals(key(0f), key(-0f));
    assertTrue(key(Float.NEGATIVE_INFINITY) > Integer.MIN_VALUE);
    for (int bits : new int[] {0x7f800001, 0x7fffffff, 0xff800001, 0xffffffff}) {
      assertEquals(key(Float.NaN), ScoreOrder.key(bits));
    }
  }

  private static int key(float score) {
    return ScoreOrder.key(Float.floatToRawIntBits(score));
  }

  @Test
  void scoresDescendAndEqualOnesKeepTheirOrder() {
    Random random = new Random(1);
    ScoreOrder order = new ScoreOrder();
    for (int count : new int[] {0, 1, 2, 300, 5000}) {
      for (int levels : new int[] {1, 2, 100, 1 << 24}) {
        float[] scores = new float[count];
        order.clear(count);
        for (int i = 0; i < count; i++) {
          scores[i] = (random.nextInt(levels) - levels / 4) / 16f;
          order.add(scores[i], i);
        }
        order.sort();
        for (int rank = 1; rank < count; rank++) {
          int before = order.index(rank - 1);
          int after = order.index(rank);
          assertTrue(
              scores[before] > scores[after]
                  || (scores[before] == scores[after] && before < after));
        }
      }
    }
  }
}
