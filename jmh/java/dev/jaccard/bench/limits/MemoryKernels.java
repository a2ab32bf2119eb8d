package dev.jaccard.bench.limits;

import dev.jaccard.bench.Benchmarks;
import dev.jaccard.bench.Pairs;
import dev.jaccard.bench.measure.Guard;
import dev.jaccard.bench.measure.Task;
import dev.jaccard.emit.MemoryKind;
import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.kernel.MemoryProgram;
import dev.jaccard.lower.Program;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * Kernels that read and write the planes of a program and compute next to nothing, the same ones
 * that {@code jaccard bench} and {@link dev.jaccard.bench.Ratios} take. Programs with the same
 * planes share one.
 */
public final class MemoryKernels {
  private static final List<Program> PROGRAMS =
      List.of(MemoryProgram.forward(), MemoryProgram.backward());

  private final Map<Program, Kernel> kernels = new HashMap<>();

  /**
   * The memory kernel of a program.
   *
   * @param program the program
   * @return a kernel with its planes, warmed up
   * @throws IllegalArgumentException if no memory kernel has just these planes
   */
  public Kernel like(Program program) {
    return kernels.computeIfAbsent(
        moving(program),
        moving -> {
          Kernel kernel = new Kernel(moving);
          kernel.warmUp(MemoryKind.SEGMENTS).join();
          return kernel;
        });
  }

  /** The program that moves the planes of another. */
  static Program moving(Program program) {
    for (Program moving : PROGRAMS) {
      if (Set.copyOf(moving.planes()).equals(Set.copyOf(program.planes()))) {
        return moving;
      }
    }
    throw new IllegalArgumentException(
        program.name()
            + " has planes "
            + program.planes()
            + " but memory kernels are those of boxes' losses, with or without their gradient");
  }

  /**
   * The memory kernel of a program over some pairs, to be timed.
   *
   * @param program the program
   * @param pairs the pairs
   * @return a task whose parameters are the planes read, those written, and the pairs
   */
  public Task task(Program program, Pairs pairs) {
    Kernel kernel = like(program);
    Argument[] arguments = pairs.arguments(kernel.program());
    int count = pairs.prediction.count();
    float[] scalars = {};
    DoubleSupplier run =
        () -> kernel.run(arguments, scalars, count, Kernel.Choice.WHEN_READY, null, 1);
    return new Task(
        Benchmarks.MEMORY,
        parameters(program, count),
        count,
        run,
        Guard.compiled(run, () -> kernel.usesVectors(arguments, Kernel.Choice.WHEN_READY)));
  }

  /**
   * The parameters of a program's memory kernel in results.
   *
   * @param program the program
   * @param pairs the number of pairs
   * @return names and values
   */
  public static Map<String, String> parameters(Program program, int pairs) {
    return Map.of(
        "reads",
        Integer.toString(program.inputPlanes().size()),
        "writes",
        Integer.toString(program.outputs().size()),
        "pairs",
        Integer.toString(pairs));
  }
}
