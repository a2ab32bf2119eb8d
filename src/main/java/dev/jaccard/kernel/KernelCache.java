package dev.jaccard.kernel;

import dev.jaccard.lower.Program;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The kernels of this JVM, by what they compute: a kernel that was compiled once is not compiled
 * again. Thread-safe.
 */
public final class KernelCache {
  private static final Map<Object, Kernel> KERNELS = new ConcurrentHashMap<>();

  private KernelCache() {}

  /**
   * The kernel of a key, made where there is none.
   *
   * @param key what it computes: equal keys must mean equal programs
   * @param program makes the program
   * @return the kernel
   */
  public static Kernel kernel(Object key, Supplier<Program> program) {
    Kernel known = KERNELS.get(key);
    return known != null ? known : KERNELS.computeIfAbsent(key, k -> new Kernel(program.get()));
  }
}
