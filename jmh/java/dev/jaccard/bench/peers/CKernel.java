package dev.jaccard.bench.peers;

import dev.jaccard.graph.Plane;
import dev.jaccard.lower.Program;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/** A program compiled by the C compiler, to be called over memory outside the heap. */
@SuppressWarnings("restricted")
public final class CKernel {
  private static final FunctionDescriptor RUN =
      FunctionDescriptor.of(
          ValueLayout.JAVA_DOUBLE, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);

  /** One handle for all functions: as a constant it is compiled into the call. */
  private static final MethodHandle CALL = Linker.nativeLinker().downcallHandle(RUN);

  private final Program program;
  private final MemorySegment function;

  /**
   * Compiles a program.
   *
   * @param program the program
   * @param compiler the compiler
   * @param mode how
   */
  public CKernel(Program program, CCompiler compiler, CMode mode) {
    this.program = program;
    this.function =
        SymbolLookup.libraryLookup(compiler.compile(CSource.of(program), mode), Arena.ofAuto())
            .findOrThrow(CSource.ENTRY);
  }

  /**
   * A call over some memory.
   *
   * @param planes the memory of each plane of the program
   * @param scalars the values of its scalars
   * @param count the number of pairs
   * @return what runs the kernel and returns the sum of its first output
   */
  public DoubleSupplier call(Function<Plane, MemorySegment> planes, float[] scalars, long count) {
    Arena arena = Arena.ofAuto();
    List<MemorySegment> memory = program.planes().stream().map(planes).toList();
    MemorySegment pointers = arena.allocate(ValueLayout.ADDRESS, memory.size());
    for (int i = 0; i < memory.size(); i++) {
      pointers.setAtIndex(ValueLayout.ADDRESS, i, memory.get(i));
    }
    MemorySegment values = arena.allocateFrom(ValueLayout.JAVA_FLOAT, scalars);
    return () -> {
      try {
        return (double) CALL.invokeExact(function, pointers, values, count);
      } catch (Throwable e) {
        throw new IllegalStateException("the C kernel of " + program.name() + " failed", e);
      } finally {
        // the pointers do not keep their memory alive
        java.lang.ref.Reference.reachabilityFence(memory);
      }
    };
  }
}
