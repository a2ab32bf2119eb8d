package dev.jaccard.pass;

import dev.jaccard.emit.MemoryKind;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.kernel.KernelCache;
import dev.jaccard.kernel.Stripes;
import dev.jaccard.lower.Lowering;
import dev.jaccard.lower.Program;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A pass over any number of planes, by a kernel over groups of {@value #GROUP} of them and one for
 * the rest. What a pass gathers over planes (a maximum, sums) lies in accumulator planes, which
 * each group reads and writes.
 *
 * <p>So many planes fit in the registers and in a method that C2 inlines, and the accumulators are
 * loaded and stored once for all of them.
 */
public final class PlaneGroups {
  /** The planes of a group. */
  public static final int GROUP = 8;

  /** The planes that are read: logits, or exponentials. */
  public static final String INPUT = "input";

  /** The planes that are written: exponentials, or gradients; they may be those that are read. */
  public static final String OUTPUT = "output";

  /** The accumulators as a group finds them. */
  public static final String BEFORE = "before";

  /** The accumulators as it leaves them, in the same memory. */
  public static final String AFTER = "after";

  /** The scalar with the number of a group's first plane. */
  public static final String FIRST = "first";

  /** Writes what a pass computes for a group. */
  @FunctionalInterface
  public interface Definition {
    /**
     * Writes it.
     *
     * @param graph where to
     * @param planes how many planes the group has
     * @param outputs what is written
     */
    void define(Graph graph, int planes, SequencedMap<Plane, Node> outputs);
  }

  private static final Argument[] NO_ARGUMENTS = {};

  private final int planes;
  private final Kernel full;
  private final Kernel rest;

  /**
   * A pass.
   *
   * @param key what it computes: equal keys must mean equal definitions
   * @param name what it is called in profilers
   * @param planes over how many planes it goes
   * @param definition writes what a group computes
   */
  public PlaneGroups(Object key, String name, int planes, Definition definition) {
    this.planes = planes;
    this.full = planes < GROUP ? null : kernel(key, name, GROUP, definition);
    this.rest = planes % GROUP == 0 ? null : kernel(key, name, planes % GROUP, definition);
  }

  private static Kernel kernel(Object key, String name, int size, Definition definition) {
    record Key(Object key, int size) {}
    return KernelCache.kernel(
        new Key(key, size), () -> program(name + " of " + size, size, definition));
  }

  private static Program program(String name, int size, Definition definition) {
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    definition.define(new Graph(), size, outputs);
    return Lowering.lower(name, outputs, null);
  }

  /**
   * A kernel that reads and writes single planes.
   *
   * @param key what it computes: equal keys must mean equal definitions
   * @param name what it is called in profilers
   * @param definition writes what it computes
   * @return the kernel
   */
  public static Kernel single(Object key, String name, Definition definition) {
    return KernelCache.kernel(key, () -> program(name, 1, definition));
  }

  /**
   * Whether a kernel uses its vector loop over memory outside of the heap.
   *
   * @param kernel the kernel, or null for none
   * @param choice which loop is asked for
   * @return true if it does, or there is none
   */
  public static boolean usesVectors(Kernel kernel, Kernel.Choice choice) {
    return kernel == null || kernel.usesVectors(NO_ARGUMENTS, choice);
  }

  /**
   * Whether the pass uses vector loops over memory outside of the heap.
   *
   * @param choice which loop is asked for
   * @return true if all of its kernels do
   */
  public boolean usesVectors(Kernel.Choice choice) {
    return usesVectors(full, choice) && usesVectors(rest, choice);
  }

  /**
   * The programs of the pass.
   *
   * @return that of a group, and that of the rest where there is one
   */
  public List<Program> programs() {
    return Stream.of(full, rest).filter(Objects::nonNull).map(Kernel::program).toList();
  }

  /**
   * Starts to compile the vector loops.
   *
   * @return what completes when they are in use
   */
  public CompletableFuture<Void> warmUp() {
    return CompletableFuture.allOf(warmUp(full), warmUp(rest));
  }

  /**
   * Starts to compile a kernel's vector loop over memory outside of the heap.
   *
   * @param kernel the kernel, or null for none
   * @return what completes when it is in use
   */
  public static CompletableFuture<Void> warmUp(Kernel kernel) {
    return kernel == null
        ? CompletableFuture.completedFuture(null)
        : kernel.warmUp(MemoryKind.SEGMENTS);
  }

  /**
   * Runs the pass over a block.
   *
   * @param arguments all but the planes
   * @param input the planes that are read
   * @param output the planes that are written, or null if the pass writes none
   * @param scalars room for the number of the first plane
   * @param count how many elements of each plane
   * @param choice which loop
   */
  public void run(
      NamedArguments arguments,
      Stripes input,
      Stripes output,
      float[] scalars,
      int count,
      Kernel.Choice choice) {
    for (int plane = 0; plane < planes; plane += GROUP) {
      Kernel kernel = planes - plane < GROUP ? rest : full;
      input.bind(arguments.get(INPUT), plane);
      if (output != null) {
        output.bind(arguments.get(OUTPUT), plane);
      }
      scalars[0] = plane;
      kernel.apply(arguments.of(kernel.program()), scalars, count, choice);
    }
  }
}
