package dev.jaccard.classification;

import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.kernel.KernelCache;
import dev.jaccard.lower.Lowering;
import dev.jaccard.lower.Program;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;

/**
 * A pass over any number of planes, by a kernel over groups of {@value #GROUP} of them and one for
 * the rest. What a pass gathers over planes (a maximum, sums) lies in accumulator planes, which
 * each group reads and writes.
 *
 * <p>So many planes fit in the registers and in a method that C2 inlines, and the accumulators are
 * loaded and stored once for all of them.
 */
final class PlaneGroups {
  static final int GROUP = 8;

  /** The planes that are read: logits, or exponentials. */
  static final String INPUT = "input";

  /** The planes that are written: exponentials, or gradients; they may be those that are read. */
  static final String OUTPUT = "output";

  /** The accumulators as a group finds them. */
  static final String BEFORE = "before";

  /** The accumulators as it leaves them, in the same memory. */
  static final String AFTER = "after";

  /** The scalar with the number of a group's first plane. */
  static final String FIRST = "first";

  /** Writes what a pass computes for a group. */
  interface Definition {
    /**
     * Writes it.
     *
     * @param graph where to
     * @param planes how many planes the group has
     * @param outputs what is written
     */
    void define(Graph graph, int planes, SequencedMap<Plane, Node> outputs);
  }

  private final int planes;
  private final Kernel full;
  private final Kernel rest;

  /**
   * A pass.
   *
   * @param key what it computes: equal keys must mean equal definitions
   * @param name what it is called in profilers
   * @param planes over how many planes it goes
   */
  PlaneGroups(Object key, String name, int planes, Definition definition) {
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

  /** A kernel that reads and writes single planes. */
  static Kernel single(Object key, String name, Definition definition) {
    return KernelCache.kernel(key, () -> program(name, 1, definition));
  }

  /** Every program of the pass. */
  java.util.List<Program> programs() {
    return java.util.stream.Stream.of(full, rest)
        .filter(java.util.Objects::nonNull)
        .map(Kernel::program)
        .toList();
  }

  /** Starts to compile the vector loops. */
  CompletableFuture<Void> warmUp() {
    return CompletableFuture.allOf(warmUp(full), warmUp(rest));
  }

  private static CompletableFuture<Void> warmUp(Kernel kernel) {
    return kernel == null
        ? CompletableFuture.completedFuture(null)
        : kernel.warmUp(dev.jaccard.emit.MemoryKind.SEGMENTS);
  }

  /**
   * Runs the pass over a block.
   *
   * @param arguments all but the planes
   * @param input the planes that are read
   * @param output the planes that are written, or null if the pass writes none
   * @param scalars room for the number of the first plane
   * @param count how many elements of each plane
   */
  void run(
      NamedArguments arguments,
      Block input,
      Block output,
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
      kernel.run(arguments.of(kernel.program()), scalars, count, choice, null, 1);
    }
  }

  /** Planes of a block of anchors. Mutable, so that it can be used again. */
  static final class Block {
    private MemorySegment segment;
    private long offset;
    private long stride;

    /** Sets the memory: where the block begins in plane 0, and the distance of the planes. */
    void set(MemorySegment memory, long firstPlane, long planeStride) {
      segment = memory;
      offset = firstPlane;
      stride = planeStride;
    }

    private void bind(dev.jaccard.kernel.Argument argument, int plane) {
      argument.set(segment, offset + plane * stride, stride);
    }

    private long address(int plane, int element) {
      return offset + plane * stride + (long) element * Float.BYTES;
    }

    float get(int plane, int element) {
      return segment.get(
          java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED, address(plane, element));
    }

    /** Takes something from an element. */
    void subtract(int plane, int element, float amount) {
      segment.set(
          java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED,
          address(plane, element),
          get(plane, element) - amount);
    }
  }
}
