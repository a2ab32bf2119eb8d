package dev.jaccard.kernel;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.lower.Lowering;
import dev.jaccard.lower.Program;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/** A function of one float as a kernel from the plane x to the plane y. */
public final class PlaneFunction {
  private final Kernel kernel;

  private PlaneFunction(Kernel kernel) {
    this.kernel = kernel;
  }

  /** The function that an expression of x stands for. */
  public static PlaneFunction of(String name, UnaryOperator<Node> expression) {
    return new PlaneFunction(new Kernel(program(name, expression)));
  }

  /** The program that an expression of x stands for. */
  public static Program program(String name, UnaryOperator<Node> expression) {
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    outputs.put(new Plane("y", 0), expression.apply(new Graph().input("x", 0)));
    return Lowering.lower(name, outputs, null);
  }

  /** The kernel. */
  public Kernel kernel() {
    return kernel;
  }

  /** Computes y from x, 4 bytes per float each. */
  public double run(MemorySegment x, MemorySegment y, Kernel.Choice choice) {
    Argument[] arguments =
        kernel.program().arguments().stream()
            .map(name -> argument(name.equals("x") ? x : y))
            .toArray(Argument[]::new);
    int count = (int) (x.byteSize() / Float.BYTES);
    return kernel.run(arguments, new float[0], count, choice, null, 1);
  }

  private static Argument argument(MemorySegment memory) {
    Argument argument = new Argument();
    argument.set(memory, 0, 0);
    return argument;
  }

  /** Computes some floats. */
  public float[] run(float... x) {
    float[] y = new float[x.length];
    run(MemorySegment.ofArray(x), MemorySegment.ofArray(y), Kernel.Choice.SCALAR);
    return y;
  }
}
