package dev.jaccard.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The heap gives the candidates in the order that a search over all of them does. */
class ScoreHeapTest {
  private static final float NAN = Float.NaN;

  @Test
  void everyCandidateTakenIsTheBestOfThoseLeft() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      int count = 1 + random.nextInt(300);
      float[] scores = new float[count];
      for (int i = 0; i < count; i++) {
        // many equal ones, below 0 too: these rise when they are multiplied
        scores[i] = random.nextInt(40) == 0 ? NAN : (random.nextInt(30) - 8) / 8f;
      }
      run(scores, random, round % 3 == 0 ? count : 1 + random.nextInt(4));
    }
  }

  /** Takes all, and multiplies the scores of some, or of all, after each. */
  private static void run(float[] scores, Random random, int changes) {
    Candidates candidates = candidates(scores);
    int count = candidates.count;
    ScoreHeap heap = new ScoreHeap();
    heap.fill(candidates);
    double[] expected = new double[count];
    List<Integer> left = new ArrayList<>();
    for (int rank = 0; rank < count; rank++) {
      expected[rank] = candidates.score[rank];
      left.add(rank);
    }
    while (!left.isEmpty()) {
      int best = best(left, expected);
      assertEquals(best, heap.take());
      assertEquals(expected[best], heap.score(best));
      left.remove((Integer) best);
      for (int i = 0; i < changes && !left.isEmpty(); i++) {
        int rank = left.get(random.nextInt(left.size()));
        double weight = random.nextInt(4) == 0 ? 1 : random.nextDouble();
        expected[rank] *= weight;
        assertEquals(expected[rank], heap.multiply(rank, weight));
        if (random.nextInt(10) == 0) {
          heap.remove(rank);
          left.remove((Integer) rank);
        }
      }
    }
    assertTrue(heap.isEmpty());
  }

  private static int best(List<Integer> left, double[] scores) {
    int best = left.getFirst();
    for (int rank : left) {
      // NaN is above all, as in the order of doubles; -0 is as good as 0
      if (Double.compare(scores[rank] + 0.0, scores[best] + 0.0) > 0) {
        best = rank;
      }
    }
    return best;
  }

  private static Candidates candidates(float[] scores) {
    int count = scores.length;
    float[] planes = new float[4 * count];
    Arrays.fill(planes, 2 * count, 4 * count, 1);
    Candidates candidates = new Candidates();
    candidates.load(
        Boxes.wrap(planes, count, BoxFormat.XYXY),
        MemorySegment.ofArray(scores),
        null,
        false,
        0,
        count,
        true);
    return candidates;
  }
}
