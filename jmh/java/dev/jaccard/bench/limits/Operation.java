package dev.jaccard.bench.limits;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.lower.Lowering;
import dev.jaccard.lower.Program;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/**
 * The kinds of vector operations whose time is measured, each by loops like those of the losses:
 * independent chains, so that the units are busy and nobody waits. A short and a long program
 * differ in nothing but the number of operations; the difference of their times is theirs.
 */
public enum Operation {
  /** Addition. */
  ADD {
    @Override
    Node apply(Node x, Node a, Node b) {
      return x.plus(a);
    }
  },
  /** Multiplication by what is near 1. */
  MULTIPLY {
    @Override
    Node apply(Node x, Node a, Node b) {
      return x.times(a);
    }
  },
  /** Fused multiply-add. */
  FMA {
    @Override
    Node apply(Node x, Node a, Node b) {
      return x.graph().make(Op.FMA, null, x, a, b);
    }
  },
  /** A comparison and the blend that it decides: two operations. */
  COMPARE_AND_BLEND {
    @Override
    Node apply(Node x, Node a, Node b) {
      return x.lessThan(a).select(b, x);
    }
  },
  /** Division. */
  DIVIDE {
    @Override
    Node apply(Node x, Node a, Node b) {
      return x.exactlyDividedBy(a);
    }
  },
  /** The square root. */
  SQUARE_ROOT {
    @Override
    Node apply(Node x, Node a, Node b) {
      return x.sqrt();
    }
  };

  /** Values in the nearest cache, in one chunk of a kernel. */
  public static final int VALUES = 1024;

  private static final int WIDTH = 8;
  private static final int SHORT = 2;
  private static final int LONG = 10;
  private static final String INPUT = "x";
  private static final String OUTPUT = "y";

  abstract Node apply(Node x, Node a, Node b);

  /**
   * The name in results.
   *
   * @return such as {@code compare-and-blend}
   */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /**
   * A program of it.
   *
   * @param many whether it is the long one
   * @return chains of this operation
   */
  public Program program(boolean many) {
    Graph graph = new Graph();
    Node[] chains = new Node[WIDTH];
    int length = many ? LONG : SHORT;
    for (int c = 0; c < WIDTH; c++) {
      chains[c] = graph.input(INPUT, c);
      for (int i = 0; i < length; i++) {
        Node a = graph.input(INPUT, (c + 1 + i % 3) % WIDTH);
        Node b = graph.input(INPUT, (c + 5 - i % 2) % WIDTH);
        chains[c] = apply(chains[c], a, b);
      }
    }
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    Node all = chains[0];
    for (int c = 1; c < WIDTH; c++) {
      all = all.plus(chains[c]);
    }
    outputs.put(new Plane(OUTPUT, 0), all);
    return Lowering.lower(label() + (many ? " many" : " few"), outputs, null);
  }

  /**
   * How many of these operations the long program has more than the short one.
   *
   * @return the difference, per vector
   */
  public int difference() {
    return (LONG - SHORT) * WIDTH;
  }

  /**
   * A call of a program over random values near 1.
   *
   * @param many whether it is the long one
   * @return what runs it and returns the sum of its results
   */
  public java.util.function.DoubleSupplier call(boolean many) {
    Kernel kernel = new Kernel(program(many));
    // planes one line apart in a page, as Boxes has them
    long stride = (VALUES + 16L) * Float.BYTES;
    MemorySegment x = Arena.ofAuto().allocate(stride * WIDTH, 64);
    SplittableRandom random = new SplittableRandom(3);
    for (long i = 0; i < x.byteSize() / Float.BYTES; i++) {
      x.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(0.9, 1.1));
    }
    MemorySegment y = Arena.ofAuto().allocate(stride, 64);
    Argument[] arguments =
        kernel.program().arguments().stream()
            .map(name -> {
              Argument argument = new Argument();
              argument.set(name.equals(INPUT) ? x : y, 0, stride);
              return argument;
            })
            .toArray(Argument[]::new);
    float[] scalars = {};
    // the vector loop from the start: what a kernel takes for fast enough to be compiled is less
    // than divisions take
    return () -> kernel.run(arguments, scalars, VALUES, Kernel.Choice.VECTOR, null, 1);
  }
}
