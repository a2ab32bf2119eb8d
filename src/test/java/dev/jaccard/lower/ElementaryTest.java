package dev.jaccard.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.emit.MemoryKind;
import dev.jaccard.graph.Node;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.kernel.PlaneFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The errors of exp, log and atan are those that {@link Elementary} states. */
class ElementaryTest {
  /** How far below the stated error the largest one may be. */
  private static final double SLACK = 0.02;

  private static final int BLOCK = 1 << 16;
  private static final int SAMPLE_STEP = 997;
  private static final int NEIGHBOURS = 2000;

  /** Where an expression changes its branch or a result its binade. */
  private static final float[] POINTS = {
    0,
    Float.MIN_NORMAL,
    1e-4f,
    0.34657359f,
    0.5f,
    0.70710678f,
    1,
    1.03972077f,
    1.41421356f,
    2,
    87,
    87.33654f,
    88,
    88.72284f,
    89,
    103.27893f,
    103.97208f,
    104,
    1 << 24,
    Float.MAX_VALUE
  };

  /** The functions, with the numbers of the table in Elementary's documentation. */
  enum Function {
    EXP(Node::exp, StrictMath::exp, Elementary.EXP_ULP, Float.POSITIVE_INFINITY, -1),
    UNIT_EXP(Node::unitExp, StrictMath::exp, Elementary.UNIT_EXP_ULP, 1, -1),
    DECAY(
        Node::decay,
        x -> x < -87 ? 0 : StrictMath.exp(x),
        Elementary.EXP_ULP,
        88,
        Float.NEGATIVE_INFINITY),
    BOUNDED_EXP(Node::boundedExp, StrictMath::exp, Elementary.EXP_ULP, 88, -87),
    LOG(Node::log, StrictMath::log, Elementary.LOG_ULP, Float.POSITIVE_INFINITY, -1),
    ATAN(Node::atan, StrictMath::atan, Elementary.ATAN_ULP, Float.POSITIVE_INFINITY, -1),
    LOG1P(Node::log1p, StrictMath::log1p, Elementary.LOG1P_ULP, Float.POSITIVE_INFINITY, -1),
    BOUNDED_LOG1P(Node::boundedLog1p, StrictMath::log1p, Elementary.BOUNDED_LOG1P_ULP, 1, 0),
    SIGMOID(
        Node::sigmoid,
        x -> x < -87 ? 0 : 1 / (1 + StrictMath.exp(-x)),
        Elementary.SIGMOID_ULP,
        Float.POSITIVE_INFINITY,
        -1),
    SIGMOID_OF_NEGATIVE(
        x -> x.negated().sigmoid(),
        x -> x > 87 ? 0 : 1 / (1 + StrictMath.exp(x)),
        Elementary.SIGMOID_ULP,
        Float.POSITIVE_INFINITY,
        -1),
    SIGMOID_OF_PAIR(
        x -> x.sigmoid().plus(x.negated().sigmoid().times(0)),
        x -> x < -87 ? 0 : 1 / (1 + StrictMath.exp(-x)),
        Elementary.SIGMOID_OF_PAIR_ULP,
        Float.POSITIVE_INFINITY,
        -1),
    SOFTPLUS(
        Node::softplus,
        x -> x < -87 ? 0 : Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))),
        Elementary.SOFTPLUS_ULP,
        Float.POSITIVE_INFINITY,
        -1);

    private final PlaneFunction function;
    private final DoubleUnaryOperator exact;
    private final double stated;
    private final float high;
    private final float low;

    Function(
        UnaryOperator<Node> expression,
        DoubleUnaryOperator exact,
        double stated,
        float high,
        float low) {
      this.function = PlaneFunction.of(name().toLowerCase(java.util.Locale.ROOT), expression);
      this.exact = exact;
      this.stated = stated;
      this.high = high;
      this.low = high == Float.POSITIVE_INFINITY ? Float.NEGATIVE_INFINITY : low;
    }

    /** The error in ulp of the float result; infinite where only one of the two is a number. */
    private double error(float x, float y) {
      if (x < low || x > high) {
        return 0;
      }
      double expected = exact.applyAsDouble(x);
      if (Double.isNaN(expected) || Float.isNaN(y)) {
        return Double.isNaN(expected) && Float.isNaN(y) ? 0 : Double.POSITIVE_INFINITY;
      }
      if (Float.isInfinite(y) || Double.isInfinite(expected)) {
        return y == (float) expected ? 0 : Double.POSITIVE_INFINITY;
      }
      int exponent = Math.max(Math.getExponent(expected), Float.MIN_EXPONENT);
      return Math.scalb(Math.abs(y - expected), 23 - exponent);
    }
  }

  /** The largest error that was seen, and where. */
  private record Worst(double error, float at) {
    private static final Worst NONE = new Worst(0, 0);

    private Worst and(Worst other) {
      return other.error > error ? other : this;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDenseSampleHasAtMostTheStatedError(Function function) {
    Worst worst =
        IntStream.range(0, (int) ((1L << 32) / SAMPLE_STEP / BLOCK) + 1)
            .parallel()
            .mapToObj(block ->
                worst(
                    function,
                    Kernel.Choice.SCALAR,
                    i -> (int) (((long) block * BLOCK + i) * SAMPLE_STEP)))
            .reduce(Worst.NONE, Worst::and);
    assertAtMost(function, worst);
  }

  @ParameterizedTest
  @EnumSource
  void theFloatsAroundSpecialPointsHaveAtMostTheStatedError(Function function) {
    for (float point : POINTS) {
      int bits = Float.floatToIntBits(point);
      for (int sign : new int[] {0, Integer.MIN_VALUE}) {
        Worst worst =
            worst(
                function,
                Kernel.Choice.SCALAR,
                i -> (bits - NEIGHBOURS + i % (2 * NEIGHBOURS)) ^ sign);
        assertAtMost(function, worst);
      }
    }
  }

  private static void assertAtMost(Function function, Worst worst) {
    assertTrue(
        worst.error <= function.stated,
        () -> function + "(" + worst.at + ") is off by " + worst.error + " ulp");
  }

  /** The largest error over a block of floats given by their bits. */
  private static Worst worst(
      Function function, Kernel.Choice choice, java.util.function.IntUnaryOperator bits) {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment x = arena.allocate(Integer.BYTES * (long) BLOCK, 64);
      MemorySegment y = arena.allocate(Integer.BYTES * (long) BLOCK, 64);
      for (int i = 0; i < BLOCK; i++) {
        x.setAtIndex(ValueLayout.JAVA_INT, i, bits.applyAsInt(i));
      }
      function.function.run(x, y, choice);
      double largest = 0;
      float at = 0;
      for (int i = 0; i < BLOCK; i++) {
        float argument = x.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        double error = function.error(argument, y.getAtIndex(ValueLayout.JAVA_FLOAT, i));
        if (error > largest) {
          largest = error;
          at = argument;
        }
      }
      return new Worst(largest, at);
    }
  }

  @Tag("exhaustive")
  @ParameterizedTest
  @EnumSource
  void everyFloatHasAtMostTheStatedErrorAndOneAttainsIt(Function function) {
    function.function.kernel().warmUp(MemoryKind.SEGMENTS).join();
    AtomicInteger done = new AtomicInteger();
    Worst worst =
        IntStream.range(0, BLOCK)
            .parallel()
            .mapToObj(block -> {
              int count = done.incrementAndGet();
              if (count % (BLOCK / 16) == 0) {
                System.out.printf("%s: %d %% of all floats%n", function, 100L * count / BLOCK);
              }
              return worst(function, Kernel.Choice.WHEN_READY, i -> block * BLOCK + i);
            })
            .reduce(Worst.NONE, Worst::and);
    System.out.printf("%s: at most %.4f ulp, at %s%n", function, worst.error, worst.at);
    assertAtMost(function, worst);
    if (function != Function.BOUNDED_EXP && function != Function.DECAY) {
      assertEquals(function.stated, worst.error, SLACK, function + " at " + worst.at);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EXP, 0, 1",
    "EXP, -0.0, 1",
    "EXP, -Infinity, 0",
    "EXP, Infinity, Infinity",
    "EXP, NaN, NaN",
    "EXP, 88.72284, Infinity",
    "EXP, 1e30, Infinity",
    "EXP, -103.97, 1.4E-45",
    "EXP, -103.98, 0",
    "EXP, -1e30, 0",
    "UNIT_EXP, 0, 1",
    "UNIT_EXP, NaN, NaN",
    "BOUNDED_EXP, 0, 1",
    "BOUNDED_EXP, NaN, NaN",
    "DECAY, 0, 1",
    "DECAY, -87.00001, 0",
    "DECAY, -1e30, 0",
    "DECAY, -Infinity, 0",
    "DECAY, NaN, NaN",
    "LOG, 1, 0",
    "LOG, 0, -Infinity",
    "LOG, -0.0, -Infinity",
    "LOG, -1.4E-45, NaN",
    "LOG, -Infinity, NaN",
    "LOG, Infinity, Infinity",
    "LOG, NaN, NaN",
    "LOG, 1.4E-45, -103.27893",
    "LOG, 3.4028235E38, 88.72284",
    "LOG1P, 0, 0",
    "LOG1P, -1, -Infinity",
    "LOG1P, -1.0000001, NaN",
    "LOG1P, Infinity, Infinity",
    "LOG1P, NaN, NaN",
    "LOG1P, 1.4E-45, 1.4E-45",
    "LOG1P, 3.4028235E38, 88.72284",
    "BOUNDED_LOG1P, 0, 0",
    "BOUNDED_LOG1P, 1, 0.6931472",
    "BOUNDED_LOG1P, NaN, NaN",
    "SIGMOID, 0, 0.5",
    "SIGMOID, -0.0, 0.5",
    "SIGMOID, -87.00001, 0",
    "SIGMOID, -1e30, 0",
    "SIGMOID, 1e30, 1",
    "SIGMOID, -Infinity, 0",
    "SIGMOID, Infinity, 1",
    "SIGMOID, NaN, NaN",
    "SIGMOID_OF_NEGATIVE, 1e30, 0",
    "SIGMOID_OF_NEGATIVE, -1e30, 1",
    "SIGMOID_OF_NEGATIVE, NaN, NaN",
    "SIGMOID_OF_PAIR, 0, 0.5",
    "SIGMOID_OF_PAIR, -1e30, 0",
    "SIGMOID_OF_PAIR, 1e30, 1",
    "SIGMOID_OF_PAIR, NaN, NaN",
    "SOFTPLUS, 0, 0.6931472",
    "SOFTPLUS, -87.00001, 0",
    "SOFTPLUS, -1e30, 0",
    "SOFTPLUS, 1e30, 1e30",
    "SOFTPLUS, -Infinity, 0",
    "SOFTPLUS, Infinity, Infinity",
    "ATAN, 0, 0",
    "ATAN, 1, 0.7853982",
    "ATAN, -1, -0.7853982",
    "ATAN, Infinity, 1.5707964",
    "ATAN, -Infinity, -1.5707964",
    "ATAN, NaN, NaN"
  })
  void specialValuesAreThoseOfIeee(Function function, float x, float expected) {
    assertEquals(expected, function.function.run(x)[0], function + "(" + x + ")");
  }

  @Test
  void theArctangentIsOddBitForBit() {
    Random random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      float x = Float.intBitsToFloat(random.nextInt() & Integer.MAX_VALUE);
      float[] y = Function.ATAN.function.run(x, -x);
      assertEquals(y[0], -y[1], "atan(" + x + ")");
    }
  }

  @ParameterizedTest
  @CsvSource({"0.5", "1.5", "2.5", "0.3", "1.7", "3.14", "-0.5", "-1.3"})
  void realPowersAreAsCloseAsTheirLogarithmAllows(double exponent) {
    PlaneFunction power = PlaneFunction.of("power", x -> x.power(exponent));
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      float x = (float) StrictMath.pow(10, 12 * random.nextDouble() - 8);
      double expected = StrictMath.pow(x, exponent);
      // x^a = exp(a·ln x): the errors of a·ln x are absolute ones of the exponent
      double allowed = (4 + 3 * Math.abs(exponent * StrictMath.log(x))) * 0x1p-24;
      assertEquals(1, power.run(x)[0] / expected, allowed, x + " to the power of " + exponent);
    }
    assertEquals(exponent > 0 ? 0 : Float.POSITIVE_INFINITY, power.run(0)[0]);
    assertEquals(1, power.run(1)[0]);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "3", "4", "5", "7", "-1", "-2", "-3"})
  void integerPowersOfNegativeNumbersHaveTheirSign(int exponent) {
    PlaneFunction power = PlaneFunction.of("power", x -> x.power(exponent));
    Random random = new Random(6);
    for (int i = 0; i < 1000; i++) {
      float x = 20 * random.nextFloat() - 10;
      double expected = StrictMath.pow(x, exponent);
      assertEquals(1, power.run(x)[0] / expected, 8 * 0x1p-24, x + " to the power of " + exponent);
    }
  }
}
