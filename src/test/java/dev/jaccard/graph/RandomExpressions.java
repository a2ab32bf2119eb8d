package dev.jaccard.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Random expressions over the inputs x[0] to x[3], all of whose values stay of moderate size.
 *
 * <p>The seeds are new in every run; messages name them, and {@code -Djaccard.test.seed=SEED}
 * begins with one.
 */
public final class RandomExpressions {
  /** The name of the argument that the inputs are planes of. */
  public static final String INPUT = "x";

  /** The number of inputs. */
  public static final int INPUTS = 4;

  private static final String SEED = "jaccard.test.seed";

  private final Random random;
  private final boolean smooth;
  private final List<Node> pool = new ArrayList<>();

  private RandomExpressions(long seed, boolean smooth) {
    this.random = new Random(seed);
    this.smooth = smooth;
  }

  /** Some seeds. */
  public static LongStream seeds(int count) {
    long first = Long.getLong(SEED, System.nanoTime());
    return LongStream.range(first, first + count);
  }

  /** How to run a test again with a seed. */
  public static String replay(long seed) {
    return "replay with -D" + SEED + "=" + seed;
  }

  /** The inputs of a graph. */
  public static List<Node> inputs(Graph graph) {
    List<Node> inputs = new ArrayList<>();
    for (int i = 0; i < INPUTS; i++) {
      inputs.add(graph.input(INPUT, i));
    }
    return inputs;
  }

  /**
   * An expression.
   *
   * @param graph its graph
   * @param seed what it depends on
   * @param operations how many steps it takes
   * @param differentiable whether the derivative is to be that of the value: without detached parts
   */
  public static Node make(Graph graph, long seed, int operations, boolean differentiable) {
    RandomExpressions random = new RandomExpressions(seed, differentiable);
    random.pool.addAll(inputs(graph));
    Node last = null;
    for (int i = 0; i < operations; i++) {
      last = random.step();
      random.pool.add(last);
    }
    return last;
  }

  private Node any() {
    // the newest ones more often, so that expressions become deep
    int back = (int) (pool.size() * random.nextDouble() * random.nextDouble());
    return pool.get(pool.size() - 1 - back);
  }

  private Node mask(Node a, Node b) {
    return switch (random.nextInt(3)) {
      case 0 -> a.lessThan(b);
      case 1 -> a.orOtherNegative(b);
      default -> a.lessThan(b).or(any().lessThan(any()));
    };
  }

  private Node step() {
    Node a = any();
    Node b = any();
    return switch (random.nextInt(smooth ? 22 : 26)) {
      case 0 -> a.plus(b);
      case 1 -> a.minus(b);
      case 2 -> a.times(b).times(0.25);
      case 3 -> a.dividedBy(b.squared().plus(1));
      case 4 -> random.nextBoolean() ? a.squared().negated().exp() : a.abs().negated().decay();
      case 5 -> a.squared().plus(0.5).log();
      case 6 -> a.atan();
      case 7 -> a.squared().plus(0.25).sqrt();
      case 8 -> a.atan().power(3);
      case 9 -> a.squared().plus(1).power(-1);
      case 10 -> a.abs().plus(0.1).power(1.7).times(0.1);
      case 11 -> a.min(b);
      case 12 -> a.max(b);
      case 13 -> a.abs();
      case 14 -> a.clampedAtZero();
      case 15 -> a.clamped(-0.5, 0.7);
      case 16 -> mask(a, b).select(any(), any());
      case 17 -> a.negated();
      case 18 -> a.subtractedFrom(0.3);
      case 19 -> a.times(2).minus(b.times(0.5));
      case 20 -> a.atan().boundedExp().plus(a.clamped(-1, 1).unitExp());
      case 21 -> a.dividedBy(b.abs().plus(0.5)).plus(b.dividedBy(b.abs().plus(0.5)));
      case 22 -> a.stopGradient();
      case 23 -> a.withGradientOf(b);
      case 24 -> a.times(b).rounded().minus(b.times(0.5).rounded());
      default -> a.exactlyDividedBy(b.squared().plus(0.5));
    };
  }
}
