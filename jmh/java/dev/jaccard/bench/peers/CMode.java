package dev.jaccard.bench.peers;

import java.util.ArrayList;
import java.util.List;

/** How a C compiler is asked to compile a kernel. */
public enum CMode {
  /** IEEE arithmetic as the graph states it. */
  STRICT(false, false),
  /** Whatever makes it fast. */
  FAST_MATH(true, false),
  /** IEEE arithmetic, in 512-bit vectors. */
  STRICT_512(false, true),
  /** Whatever makes it fast, in 512-bit vectors. */
  FAST_MATH_512(true, true);

  private static final List<String> COMMON =
      List.of("-O3", "-march=native", "-std=gnu11", "-shared", "-fPIC");

  /**
   * None of them changes a bit: no contraction but the graph's own fma; sqrt need not set errno and
   * comparisons need not keep the order of floating-point exceptions, both of which nobody reads,
   * but which would keep the loop scalar.
   */
  private static final List<String> SAME_BITS =
      List.of("-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math");

  private final boolean fast;
  private final boolean wide;

  CMode(boolean fast, boolean wide) {
    this.fast = fast;
    this.wide = wide;
  }

  /**
   * Whether the bits must be ours.
   *
   * @return false where the compiler may rearrange arithmetic
   */
  public boolean sameBits() {
    return !fast;
  }

  /**
   * Whether this CPU can run it: an x86 compiler takes the width, and only a CPU with AVX-512 gains
   * by it.
   *
   * @return true if it is worth compiling here
   */
  public boolean isPossible() {
    return !wide || System.getProperty("os.arch").matches("amd64|x86_64");
  }

  /**
   * The options.
   *
   * @return the options of the compiler
   */
  public List<String> options() {
    List<String> options = new ArrayList<>(COMMON);
    options.addAll(fast ? List.of("-ffast-math") : SAME_BITS);
    if (wide) {
      options.add("-mprefer-vector-width=512");
    }
    return options;
  }

  /**
   * The name in results.
   *
   * @return such as {@code gcc-fast-math-512}
   */
  public String label() {
    return "c-" + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
