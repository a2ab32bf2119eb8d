package dev.jaccard.lower;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;

/**
 * exp, log and atan as polynomials made of graph nodes, so that every reading of a program computes
 * the same bits.
 *
 * <p>The largest errors, in units in the last place of the float result, over every float:
 *
 * <table>
 * <caption>Largest errors</caption>
 * <tr><th>function</th><th>domain</th><th>largest error</th></tr>
 * <tr><td>exp</td><td>all floats</td><td>{@value #EXP_ULP} ulp</td></tr>
 * <tr><td>unit exp</td><td>[-1, 1]</td><td>{@value #UNIT_EXP_ULP} ulp</td></tr>
 * <tr><td>bounded exp</td><td>[-87, 88]</td><td>{@value #EXP_ULP} ulp</td></tr>
 * <tr><td>log</td><td>all floats</td><td>{@value #LOG_ULP} ulp</td></tr>
 * <tr><td>atan</td><td>all floats</td><td>{@value #ATAN_ULP} ulp</td></tr>
 * <tr><td>log1p</td><td>all floats</td><td>{@value #LOG1P_ULP} ulp</td></tr>
 * <tr><td>bounded log1p</td><td>[0, 1]</td><td>{@value #BOUNDED_LOG1P_ULP} ulp</td></tr>
 * <tr><td>sigmoid</td><td>all floats; 0 below -87</td><td>{@value #SIGMOID_ULP} ulp</td></tr>
 * <tr><td>sigmoid beside that of -x</td><td>all floats; 0 below -87</td><td>{@value
 * #SIGMOID_OF_PAIR_ULP} ulp</td></tr>
 * <tr><td>softplus</td><td>all floats; 0 below -87</td><td>{@value #SOFTPLUS_ULP} ulp</td></tr>
 * </table>
 */
public final class Elementary {
  /** The largest error of exp in ulp. */
  public static final double EXP_ULP = 0.90;

  /** The largest error of unit exp in ulp. */
  public static final double UNIT_EXP_ULP = 1.70;

  /** The largest error of log in ulp. */
  public static final double LOG_ULP = 0.88;

  /** The largest error of atan in ulp. */
  public static final double ATAN_ULP = 1.99;

  /** The largest error of log1p in ulp. */
  public static final double LOG1P_ULP = 1.44;

  /** The largest error of log1p over [0, 1] in ulp. */
  public static final double BOUNDED_LOG1P_ULP = 1.23;

  /** The largest error of the sigmoid in ulp. */
  public static final double SIGMOID_ULP = 1.97;

  /** The largest error in ulp of a sigmoid beside that of the negative, with which it shares. */
  public static final double SIGMOID_OF_PAIR_ULP = 1.96;

  /** The largest error of softplus in ulp. */
  public static final double SOFTPLUS_ULP = 1.91;

  // 1.5 · 2^23: adding it rounds to an integer, which is then in the low bits
  private static final double ROUNDER = 12582912;
  private static final double LOG2_E = 1.4426950408889634;
  private static final double LN2_HIGH = 0.693145751953125;
  private static final double LN2_LOW = 1.428606765330187e-06;
  private static final double LN2 = 0.6931471805599453;
  private static final int EXPONENT_BIAS = 127;
  private static final int MANTISSA_BITS = 23;
  private static final int SQRT_HALF_BITS = 0x3F3504F3;

  /** Where a decay ends: the exponential of its negative is hardly above the smallest normal. */
  private static final double DECAY_END = 87;

  // minimax of (exp(r) - 1 - r) / r² over |r| <= ln2/2, relative to exp; coefficients are floats
  private static final double[] EXP = {
    0.4999999403953552,
    0.1666652113199234,
    0.04166827350854874,
    0.00836868491023779,
    0.001382010756060481
  };

  // minimax of (exp(x) - 1 - x) / x² over [-1, 1], relative to exp
  private static final double[] UNIT_EXP = {
    0.5000001788139343,
    0.16666725277900696,
    0.04166547954082489,
    0.008330014534294605,
    0.0013908727560192347,
    0.00020390350255183876,
    2.408631371508818e-05
  };

  // minimax of (log(1+f) - f + f²/2) / f³ over [sqrt(1/2)-1, sqrt(2)-1], relative to log
  private static final double[] LOG = {
    0.3333333134651184,
    -0.2500081956386566,
    0.2000124156475067,
    -0.166234090924263,
    0.14201579988002777,
    -0.13159610331058502,
    0.12762217223644257,
    -0.07636439055204391
  };

  // minimax of (log(1+x) - x) / x² over [0, 1], relative to log
  private static final double[] BOUNDED_LOG1P = {
    -0.4999993145465851,
    0.333304762840271,
    -0.2495824694633484,
    0.1969374567270279,
    -0.1535084992647171,
    0.10673169046640396,
    -0.05759408697485924,
    0.02016826532781124,
    -0.0033106280025094748
  };

  // minimax of (atan(t) - t) / t³ in t² over [0, 1], relative to atan
  private static final double[] ATAN = {
    -0.33333152532577515,
    0.19993767142295837,
    -0.14211003482341766,
    0.10665786266326904,
    -0.07551728934049606,
    0.043205972760915756,
    -0.016364237293601036,
    0.002919756341725588
  };

  private final Graph graph;

  Elementary(Graph graph) {
    this.graph = graph;
  }

  private Node constant(double value) {
    return graph.constant(value);
  }

  private Node fma(Node a, Node b, Node c) {
    return graph.make(Op.FMA, null, a, b, c);
  }

  /** exp of a float in [-1, 1], without a reduction; 1 + x is exact where the result is small. */
  Node unitExp(Node x) {
    return fma(x.times(x), polynomial(UNIT_EXP, x), x.plus(1));
  }

  private Node polynomial(double[] coefficients, Node x) {
    Node sum = constant(coefficients[coefficients.length - 1]);
    for (int i = coefficients.length - 2; i >= 0; i--) {
      sum = fma(sum, x, constant(coefficients[i]));
    }
    return sum;
  }

  /** exp of any float: 0 below -104, infinite above 89, NaN of NaN. */
  Node exp(Node x) {
    Node low = constant(-104);
    Node high = constant(89);
    Node fromBelow = graph.select(x.lessThan(low), low, x);
    Node clamped = graph.select(high.lessThan(fromBelow), high, fromBelow);
    Node rounded = fma(clamped, constant(LOG2_E), constant(ROUNDER));
    Node power =
        graph.make(
            Op.INT_SUB,
            null,
            bits(rounded),
            graph.intConstant(Float.floatToRawIntBits((float) ROUNDER)));
    // the scale in two factors, so that subnormal results are rounded once and 2^128 overflows
    Node half = graph.make(Op.SHIFT_RIGHT, 1, power);
    Node rest = graph.make(Op.INT_SUB, null, power, half);
    return reduced(clamped, rounded.minus(ROUNDER))
        .times(powerOfTwo(biased(half)))
        .times(powerOfTwo(biased(rest)));
  }

  /** exp of a float in [-87, 88]: the rounder carries the exponent's bias. */
  Node boundedExp(Node x) {
    double rounder = ROUNDER + EXPONENT_BIAS;
    Node rounded = fma(x, constant(LOG2_E), constant(rounder));
    Node power = powerOfTwo(bits(rounded));
    return reduced(x, rounded.minus(rounder)).times(power);
  }

  /** exp of a float up to 88, 0 below -87. */
  Node decay(Node x) {
    if (x.op() == Op.NEG) {
      Node y = x.argument(0);
      return graph.select(constant(DECAY_END).lessThan(y), constant(0), boundedExpOfNegative(y));
    }
    // what is computed below the end is anything, and not chosen
    return graph.select(x.lessThan(constant(-DECAY_END)), constant(0), boundedExp(x));
  }

  /** exp(-y), with the same bits as that of the negative, which need not be computed. */
  private Node boundedExpOfNegative(Node y) {
    double rounder = ROUNDER + EXPONENT_BIAS;
    Node rounded = fma(y, constant(-LOG2_E), constant(rounder));
    Node power = powerOfTwo(graph.make(Op.FLOAT_TO_BITS, null, rounded));
    Node n = rounded.minus(rounder);
    Node r = fma(n, constant(LN2_LOW), fma(n, constant(LN2_HIGH), y));
    double[] alternating = EXP.clone();
    for (int i = 1; i < alternating.length; i += 2) {
      alternating[i] = -alternating[i];
    }
    Node slope = fma(polynomial(alternating, r), r, constant(-1));
    return fma(slope, r, constant(1)).times(power);
  }

  Node bits(Node x) {
    return graph.make(Op.FLOAT_TO_BITS, null, x);
  }

  private Node biased(Node power) {
    return graph.make(Op.INT_ADD, null, power, graph.intConstant(EXPONENT_BIAS));
  }

  /** The float with these exponent bits; what is above them is shifted out. */
  private Node powerOfTwo(Node biasedPower) {
    Node exponent = graph.make(Op.SHIFT_LEFT, MANTISSA_BITS, biasedPower);
    return graph.make(Op.BITS_TO_FLOAT, null, exponent);
  }

  /** exp(x - n·ln2) for |x - n·ln2| at most ln2/2. */
  private Node reduced(Node x, Node n) {
    Node r = fma(n, constant(-LN2_LOW), fma(n, constant(-LN2_HIGH), x));
    return fma(fma(polynomial(EXP, r), r, constant(1)), r, constant(1));
  }

  /**
   * max(x, 0) as an integer maximum of the bits: one operation where compare and blend are two, and
   * without a mask. It may lose a NaN whose sign is set: programs add the poison to what they
   * return.
   */
  Node relu(Node x) {
    Node positive = graph.make(Op.INT_MAX, null, bits(x), graph.intConstant(0));
    return graph.make(Op.BITS_TO_FLOAT, null, positive);
  }

  /**
   * exp(-|x|), or that of -x: 0 above 87. Sigmoid and softplus of x and of -x are made of it, so
   * that they share it.
   */
  private Node decayOf(Node x) {
    return decay(unsigned(x).abs().negated());
  }

  /** x, or its negative without the sign. */
  private static Node unsigned(Node x) {
    return x.op() == Op.NEG ? x.argument(0) : x;
  }

  /** 1 / (1 + exp(-x)): one division. */
  Node sigmoid(Node x) {
    Node e = decayOf(x);
    Node quotient = bySign(x, constant(1), e).dividedBy(e.plus(1));
    // and what the rounding of the sum took, which would be a whole ulp
    return fma(quotient, e.plus(1).minus(1).minus(e), quotient);
  }

  /** The same where the sigmoid of -x is computed, too: they share the division. */
  Node sigmoidOfPair(Node x) {
    return bySign(x, larger(x), smaller(x));
  }

  /** The product of the sigmoids of x and of -x: which one is which does not matter. */
  Node sigmoidSlope(Node x) {
    return larger(x).times(smaller(x));
  }

  /**
   * The larger one of the sigmoids of x and of -x, 1 / (1 + e): the rounded reciprocal r and what
   * it lacks, r·(1 - r·(1 + e)), where 1 - r is exact.
   */
  private Node larger(Node x) {
    Node e = decayOf(x);
    Node reciprocal = constant(1).dividedBy(e.plus(1));
    Node lacking = fma(reciprocal.negated(), e, reciprocal.subtractedFrom(1));
    return fma(reciprocal, lacking, reciprocal);
  }

  private Node smaller(Node x) {
    return decayOf(x).times(larger(x));
  }

  /** The first value where x is above 0, the second one where it is below. */
  private Node bySign(Node x, Node above, Node below) {
    Node negative = unsigned(x).lessThan(constant(0));
    return x.op() == Op.NEG
        ? graph.select(negative, above, below)
        : graph.select(negative, below, above);
  }

  /** max(x, 0) + log1p(exp(-|x|)); of a value -|y|, the second term alone. */
  Node softplus(Node x) {
    boolean below = x.op() == Op.NEG && x.argument(0).op() == Op.ABS;
    Node tail = boundedLog1p(below ? decay(x) : decayOf(x));
    return below ? tail : relu(x).plus(tail);
  }

  /** log(1 + x) for x in [0, 1]: one polynomial, without a reduction. */
  Node boundedLog1p(Node x) {
    return fma(x.times(x), polynomial(BOUNDED_LOG1P, x), x);
  }

  /** log(1 + x) of any float: the logarithm of the rounded sum, and what the rounding took. */
  Node log1p(Node x) {
    Node sum = x.plus(1).rounded();
    Node one = constant(1);
    Node larger = one.lessThan(x);
    Node high = graph.select(larger, x, one);
    Node low = graph.select(larger, one, x);
    Node lost = low.minus(sum.minus(high).rounded());
    Node corrected = log(sum).plus(lost.exactlyDividedBy(sum));
    // -1 and infinity have no correction
    Node plain = graph.make(Op.EQUAL, null, lost, constant(0));
    Node regular = graph.select(plain, log(sum), corrected);
    Node huge = constant(Float.MAX_VALUE).lessThan(x);
    return graph.select(huge, x, regular);
  }

  /** log of any float: -infinity at 0, NaN below, infinite at infinity. */
  Node log(Node x) {
    Node infinity = constant(Double.POSITIVE_INFINITY);
    Node zero = constant(0);
    Node finite = graph.select(x.lessThan(infinity), positiveLog(x), x);
    Node atZero =
        graph.select(
            graph.make(Op.EQUAL, null, x, zero),
            constant(Double.NEGATIVE_INFINITY),
            constant(Double.NaN));
    return graph.select(zero.lessThan(x), finite, atZero);
  }

  /** log of a positive finite float. */
  private Node positiveLog(Node x) {
    Node subnormal = x.lessThan(constant(Float.MIN_NORMAL));
    Node scaled = graph.select(subnormal, x.times(1 << MANTISSA_BITS), x);
    Node offset = graph.select(subnormal, constant(-MANTISSA_BITS), constant(0));
    Node bits = bits(scaled);
    Node shifted = graph.make(Op.INT_SUB, null, bits, graph.intConstant(SQRT_HALF_BITS));
    Node exponent = graph.make(Op.SHIFT_RIGHT, MANTISSA_BITS, shifted);
    Node exponentBits = graph.make(Op.SHIFT_LEFT, MANTISSA_BITS, exponent);
    Node mantissaBits = graph.make(Op.INT_SUB, null, bits, exponentBits);
    Node f = graph.make(Op.BITS_TO_FLOAT, null, mantissaBits).minus(1);
    Node e = graph.make(Op.INT_TO_FLOAT, null, exponent).plus(offset);
    Node square = f.times(f);
    Node cubic = fma(polynomial(LOG, f), f, constant(-0.5));
    Node small = fma(cubic, square, e.times(LN2_LOW)).plus(f);
    return fma(e, constant(LN2_HIGH), small);
  }

  /** x to a power that is no integer, x not negative: 0 at 0. */
  Node power(Node x, double exponent) {
    if (exponent < 0) {
      return constant(1).exactlyDividedBy(power(x, -exponent));
    }
    double whole = Math.floor(exponent);
    if (exponent - whole == 0.5) {
      return integerPower(x, (int) whole).times(x.sqrt());
    }
    Node y = exp(positiveLog(x).times(exponent));
    return graph.select(graph.make(Op.EQUAL, null, x, constant(0)), constant(0), y);
  }

  /** x to an integer power, by squaring. */
  Node integerPower(Node x, int exponent) {
    if (exponent < 0) {
      return constant(1).dividedBy(integerPower(x, -exponent));
    }
    Node result = constant(1);
    Node square = x;
    for (int rest = exponent; rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        result = result.times(square);
      }
      if (rest > 1) {
        square = square.times(square);
      }
    }
    return result;
  }

  /** atan of a quotient, or of any value with denominator 1: one division, whichever is larger. */
  Node atan(Node numerator, Node denominator) {
    Node swapped = denominator.abs().lessThan(numerator.abs());
    Node top = graph.select(swapped, denominator.negated(), numerator);
    Node bottom = graph.select(swapped, numerator, denominator);
    Node t = top.exactlyDividedBy(bottom);
    Node square = t.times(t);
    Node small = fma(t.times(square), polynomial(ATAN, square), t);
    // for |x| > 1 atan(x) = ±pi/2 - atan(1/x): t has the other sign then
    Node signBit = graph.make(Op.INT_AND, null, bits(t), graph.intConstant(Integer.MIN_VALUE));
    Node quarterBits =
        graph.make(
            Op.INT_XOR,
            null,
            signBit,
            graph.intConstant(Float.floatToRawIntBits((float) (-Math.PI / 2))));
    Node quarter = graph.make(Op.BITS_TO_FLOAT, null, quarterBits);
    return graph.select(swapped, small.plus(quarter), small);
  }
}
