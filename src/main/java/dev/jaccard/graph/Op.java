package dev.jaccard.graph;

/**
 * The primitives of the expression graph.
 *
 * <p>The first group is what a loss is written in and what the gradient is made of; the second
 * group is what lowering adds, so that every reading of a program computes the same bits. {@link
 * #MIN} to {@link #ROUNDED} and {@link #ANY_NEGATIVE} do not survive lowering.
 */
public enum Op {
  /** A float plane of an argument; payload {@link Plane}. */
  INPUT(Type.FLOAT, 0),
  /** A float given at run time, the same for all pairs; payload: its name. */
  SCALAR(Type.FLOAT, 0),
  /** A constant; payload {@link Double}. */
  CONSTANT(Type.FLOAT, 0),
  /** a + b. */
  ADD(Type.FLOAT, 2),
  /** a - b. */
  SUB(Type.FLOAT, 2),
  /** a · b. */
  MUL(Type.FLOAT, 2),
  /** a / b; lowering may use a reciprocal that several quotients share. */
  DIV(Type.FLOAT, 2),
  /** a / b, rounded once: lowering leaves it alone. */
  EXACT_DIV(Type.FLOAT, 2),
  /** a · b + c, rounded once. */
  FMA(Type.FLOAT, 3),
  /** -a. */
  NEG(Type.FLOAT, 1),
  /** |a|; the derivative at 0 is 0. */
  ABS(Type.FLOAT, 1),
  /** The square root; the derivative at 0 is taken as 0. */
  SQRT(Type.FLOAT, 1),
  /** a &lt; b; false where one is NaN. */
  LESS(Type.MASK, 2),
  /** a = b; false where one is NaN. */
  EQUAL(Type.MASK, 2),
  /** a &lt; 0 or b &lt; 0, by their signs: -0 counts, and a NaN may. */
  ANY_NEGATIVE(Type.MASK, 2),
  /** One mask or the other. */
  OR(Type.MASK, 2),
  /** mask ? a : b. */
  SELECT(Type.FLOAT, 3),
  /** The smaller one; at a tie each side has half of the gradient. */
  MIN(Type.FLOAT, 2),
  /** The larger one; at a tie each side has half of the gradient. */
  MAX(Type.FLOAT, 2),
  /** max(a, 0), whose gradient passes at 0. */
  RELU(Type.FLOAT, 1),
  /** 1 where a &lt; b, 1/2 where a = b, 0 elsewhere: the derivative of {@link #MIN}. */
  STEP(Type.FLOAT, 2),
  /** The exponential function; payload null, {@link #UNIT}, {@link #BOUNDED} or {@link #DECAY}. */
  EXP(Type.FLOAT, 1),
  /** The natural logarithm. */
  LOG(Type.FLOAT, 1),
  /** The arctangent. */
  ATAN(Type.FLOAT, 1),
  /** ln(1 + a); payload null or {@link #BOUNDED}. */
  LOG1P(Type.FLOAT, 1),
  /** 1 / (1 + e^-a); 0 below -87. */
  SIGMOID(Type.FLOAT, 1),
  /** ln(1 + e^a), whose derivative is {@link #SIGMOID}. */
  SOFTPLUS(Type.FLOAT, 1),
  /** a to a constant power; payload {@link Double}; for a power that is no integer a &gt;= 0. */
  POWER(Type.FLOAT, 1),
  /** The value of a, through which no gradient flows. */
  STOP(Type.FLOAT, 1),
  /** The value of a with the derivative of b. */
  STRAIGHT_THROUGH(Type.FLOAT, 2),
  /** The value of a, which lowering may not contract into an fma. */
  ROUNDED(Type.FLOAT, 1),

  /** a &lt;= b; false where one is NaN. */
  LESS_OR_EQUAL(Type.MASK, 2),
  /** mask ? a + b : a. */
  MASKED_ADD(Type.FLOAT, 3),
  /** mask ? a - b : a. */
  MASKED_SUB(Type.FLOAT, 3),
  /** mask ? a · b : a. */
  MASKED_MUL(Type.FLOAT, 3),
  /** The bits of a float as an int. */
  FLOAT_TO_BITS(Type.INT, 1),
  /** The float with these bits. */
  BITS_TO_FLOAT(Type.FLOAT, 1),
  /** An int constant; payload {@link Integer}. */
  INT_CONSTANT(Type.INT, 0),
  /** a + b of ints. */
  INT_ADD(Type.INT, 2),
  /** a - b of ints. */
  INT_SUB(Type.INT, 2),
  /** a &amp; b of ints. */
  INT_AND(Type.INT, 2),
  /** a | b of ints. */
  INT_OR(Type.INT, 2),
  /** a ^ b of ints. */
  INT_XOR(Type.INT, 2),
  /** The larger one of two signed ints. */
  INT_MAX(Type.INT, 2),
  /** The smaller one of two signed ints. */
  INT_MIN(Type.INT, 2),
  /** a &lt; 0 of an int. */
  INT_NEGATIVE(Type.MASK, 1),
  /** a shifted left; payload {@link Integer}. */
  SHIFT_LEFT(Type.INT, 1),
  /** a shifted right with its sign; payload {@link Integer}. */
  SHIFT_RIGHT(Type.INT, 1),
  /** An int converted to float. */
  INT_TO_FLOAT(Type.FLOAT, 1);

  /** What a node's value is. */
  public enum Type {
    /** A float. */
    FLOAT,
    /** An int. */
    INT,
    /** A truth value. */
    MASK
  }

  /** The payload of an {@link #EXP} whose argument is in [-1, 1]. */
  public static final String UNIT = "unit";

  /**
   * The payload of an {@link #EXP} whose argument is in [-87, 88], and of a {@link #LOG1P} whose
   * argument is in [0, 1].
   */
  public static final String BOUNDED = "bounded";

  /** The payload of an {@link #EXP} whose argument is at most 88; it is 0 below -87. */
  public static final String DECAY = "decay";

  private final Type type;
  private final int arity;

  Op(Type type, int arity) {
    this.type = type;
    this.arity = arity;
  }

  /**
   * What a node of this kind gives.
   *
   * @return the type
   */
  public Type type() {
    return type;
  }

  /**
   * How many arguments a node of this kind has.
   *
   * @return 0 to 3
   */
  public int arity() {
    return arity;
  }

  /**
   * Whether the first two arguments may change places without changing a bit.
   *
   * @return true for sums, products and their like
   */
  public boolean commutative() {
    return switch (this) {
      case ADD, MUL, FMA, EQUAL, ANY_NEGATIVE, OR -> true;
      case INT_ADD, INT_AND, INT_OR, INT_XOR, INT_MAX, INT_MIN -> true;
      default -> false;
    };
  }
}
