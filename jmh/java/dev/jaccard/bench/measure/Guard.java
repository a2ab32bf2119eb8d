package dev.jaccard.bench.measure;

import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/** Tells whether what a task runs is what is to be measured; if not, its time is not reported. */
@FunctionalInterface
public interface Guard {
  /** Nothing can be wrong. */
  Guard NONE = () -> "";

  /**
   * Looks at it.
   *
   * @return what is wrong, or the empty text
   */
  String refusal();

  /**
   * Guards a vector loop that runs in the calling thread. Before C2 has compiled it, every vector
   * is an object, and afterwards none is: what a call allocates is a certain sign.
   *
   * @param run a call
   * @param vectors whether it uses the vector loop at all
   * @return a guard
   */
  static Guard compiled(DoubleSupplier run, BooleanSupplier vectors) {
    return compiled(run, vectors, 0);
  }

  /**
   * Guards a vector loop whose calls allocate something of their own, which does not grow with the
   * work.
   *
   * @param run a call
   * @param vectors whether it uses the vector loop at all
   * @param most the bytes that a compiled call may allocate
   * @return a guard
   */
  static Guard compiled(DoubleSupplier run, BooleanSupplier vectors, long most) {
    Guard used = used(vectors);
    return () -> {
      String refusal = used.refusal();
      double bytes = refusal.isEmpty() ? Allocation.bytesPerCall(run) : 0;
      return bytes > most
          ? String.format("a call allocates %.0f bytes, so C2 has not compiled its vectors", bytes)
          : refusal;
    };
  }

  /**
   * Guards a vector loop that runs in several threads, so that nobody sees what it allocates.
   *
   * @param vectors whether it uses the vector loop at all
   * @return a guard
   */
  static Guard used(BooleanSupplier vectors) {
    return () ->
        vectors.getAsBoolean() ? "" : "the vector loop is not in use: C2 has not compiled it";
  }
}
