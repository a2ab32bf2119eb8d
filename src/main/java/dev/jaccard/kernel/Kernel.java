package dev.jaccard.kernel;

import dev.jaccard.emit.Lanes;
import dev.jaccard.emit.Loop;
import dev.jaccard.emit.MemoryKind;
import dev.jaccard.emit.VectorSupport;
import dev.jaccard.graph.Plane;
import dev.jaccard.lower.Program;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A program that can be run over any memory: chunk by chunk, on one thread or several, with the
 * vector loop when it is ready and the scalar one before. All ways give the same bits.
 *
 * <p>Memory outside the heap and float arrays are worked on where they lie. Anything else (mixed,
 * misaligned or read-only heap memory, mapped files, confined arenas) goes chunk by chunk through a
 * small scratch, and so does the rest of a chunk that does not fill a vector. Thread-safe;
 * allocates nothing per call on one thread.
 */
public final class Kernel {
  /** The pairs that are computed and summed together. */
  public static final int CHUNK = 2048;

  private static final ValueLayout.OfFloat FLOATS = ValueLayout.JAVA_FLOAT;

  /** A kernel that has seen fewer pairs is not worth compiling. */
  private static final long WARM_UP_PAIRS = 16_384;

  /** A call over so many pairs is worth compiling for while it runs. */
  private static final int LONG_CALL_PAIRS = 1 << 22;

  private final Program program;
  private final List<Plane> planes;
  private final int[] planeArgument;
  private final int inputs;
  private final int sumArgument;
  private final ReadyLoop overSegments;
  private final ReadyLoop overArrays;

  /** The pairs seen in memory of each kind, as each has its own loop to warm up. */
  private final AtomicLong seenInSegments = new AtomicLong();

  private final AtomicLong seenInArrays = new AtomicLong();

  /**
   * A kernel of a program; the first output plane is the one that is summed.
   *
   * @param program the program
   */
  public Kernel(Program program) {
    this.program = program;
    this.planes = program.planes();
    this.inputs = program.inputPlanes().size();
    this.planeArgument =
        planes.stream().mapToInt(p -> program.arguments().indexOf(p.argument())).toArray();
    this.sumArgument = planeArgument[inputs];
    this.overSegments = new ReadyLoop(program, MemoryKind.SEGMENTS);
    this.overArrays = new ReadyLoop(program, MemoryKind.ARRAYS);
  }

  /**
   * What it computes.
   *
   * @return the program
   */
  public Program program() {
    return program;
  }

  /**
   * Starts to compile the vector loops.
   *
   * @param memory the kind of memory to compile for
   * @return what completes when the vector loop is in use
   */
  public CompletableFuture<Void> warmUp(MemoryKind memory) {
    return (memory == MemoryKind.ARRAYS ? overArrays : overSegments).startWarmUp();
  }

  /**
   * Compiles the vector loop that a call would use.
   *
   * @param arguments the memory of each of the program's arguments, in its order
   * @return what completes when the vector loop is in use
   */
  public CompletableFuture<Void> warmUp(Argument[] arguments) {
    return warmUp(place(arguments) == Place.ARRAYS ? MemoryKind.ARRAYS : MemoryKind.SEGMENTS);
  }

  /** Where an argument's memory lies, as the loops see it. */
  private enum Place {
    SEGMENTS,
    ARRAYS,
    STAGED
  }

  /** How a call chooses its loop. */
  public enum Choice {
    /** The vector loop when C2 has compiled it, the scalar one before. */
    WHEN_READY,
    /** Always the vector loop. */
    VECTOR,
    /** Always the scalar loop. */
    SCALAR
  }

  /**
   * Runs the kernel and sums its first output plane.
   *
   * @param arguments the memory of each of the program's arguments, in its order
   * @param scalars the value of each of the program's scalars, in its order
   * @param count the number of pairs
   * @param choice which loop
   * @param executor other threads to use, or null
   * @param threads how many threads at the most, the calling one included
   * @return the sum over the first output plane, in double, in a fixed order
   */
  public double run(
      Argument[] arguments,
      float[] scalars,
      int count,
      Choice choice,
      Executor executor,
      int threads) {
    return run(arguments, scalars, count, choice, executor, threads, true);
  }

  /**
   * Runs the kernel on the calling thread and sums nothing.
   *
   * @param arguments the memory of each of the program's arguments, in its order
   * @param scalars the value of each of the program's scalars, in its order
   * @param count the number of pairs
   * @param choice which loop
   */
  public void apply(Argument[] arguments, float[] scalars, int count, Choice choice) {
    run(arguments, scalars, count, choice, null, 1, false);
  }

  /**
   * Sums a plane as {@link #run} sums a chunk of the first output plane: for callers that change it
   * after {@link #apply}.
   *
   * @param plane the memory, which begins where plane 0 does
   * @param count the number of pairs, at most {@link #CHUNK}
   * @param choice which loop
   * @return the sum in double, in the same order
   */
  public double sum(Argument plane, int count, Choice choice) {
    double[] lanes = Workspace.of(program, planes.size()).lanes;
    if (plane.array() != null) {
      int offset = (int) plane.planeIndex(0);
      return useVector(overArrays, choice)
          ? VectorSums.ofArray(plane.array(), offset, count, lanes)
          : Sums.ofArray(plane.array(), offset, count, lanes);
    }
    return plane.isDirect() && useVector(overSegments, choice)
        ? VectorSums.ofSegment(plane.segment(), plane.planeOffset(0), count, lanes)
        : Sums.ofSegment(plane.segment(), plane.planeOffset(0), count, lanes);
  }

  private double run(
      Argument[] arguments,
      float[] scalars,
      int count,
      Choice choice,
      Executor executor,
      int threads,
      boolean summed) {
    Place place = place(arguments);
    boolean warmsUp = choice == Choice.WHEN_READY && VectorSupport.available();
    if (warmsUp && count >= LONG_CALL_PAIRS) {
      startWarmUp(place);
    }
    double sum = sumOfChunks(arguments, scalars, count, choice, place, executor, threads, summed);
    AtomicLong seen = place == Place.ARRAYS ? seenInArrays : seenInSegments;
    // after the call: in a short-lived JVM C2 had better compile the scalar loop first
    if (warmsUp && seen.get() < WARM_UP_PAIRS && seen.addAndGet(count) >= WARM_UP_PAIRS) {
      startWarmUp(place);
    }
    return sum;
  }

  /**
   * Whether a call uses the vector loop.
   *
   * @param arguments the memory of each of the program's arguments, in its order
   * @param choice which loop it asks for
   * @return true if the vector loop is in use for such memory
   */
  public boolean usesVectors(Argument[] arguments, Choice choice) {
    return useVector(place(arguments) == Place.ARRAYS ? overArrays : overSegments, choice);
  }

  private double sumOfChunks(
      Argument[] arguments,
      float[] scalars,
      int count,
      Choice choice,
      Place place,
      Executor executor,
      int threads,
      boolean summed) {
    int chunks = (int) (((long) count + CHUNK - 1) / CHUNK);
    if (executor == null || threads < 2 || chunks < 2) {
      double sum = 0;
      for (int chunk = 0; chunk < chunks; chunk++) {
        sum += runChunk(arguments, scalars, count, chunk, choice, place, summed);
      }
      return sum;
    }
    return Chunks.sum(
        chunks,
        executor,
        threads,
        chunk -> runChunk(arguments, scalars, count, chunk, choice, place, summed));
  }

  private void startWarmUp(Place place) {
    if (place == Place.ARRAYS) {
      overArrays.startWarmUp();
    }
    overSegments.startWarmUp();
  }

  private static Place place(Argument[] arguments) {
    boolean segments = true;
    boolean arrays = true;
    for (Argument argument : arguments) {
      if (argument.isPresent()) {
        segments &= argument.isDirect();
        arrays &= argument.array() != null;
      }
    }
    return segments ? Place.SEGMENTS : arrays ? Place.ARRAYS : Place.STAGED;
  }

  private double runChunk(
      Argument[] arguments,
      float[] scalars,
      int total,
      int chunk,
      Choice choice,
      Place place,
      boolean summed) {
    int start = chunk * CHUNK;
    int count = Math.min(CHUNK, total - start);
    Workspace workspace = Workspace.of(program, planes.size());
    boolean vector = useVector(place == Place.ARRAYS ? overArrays : overSegments, choice);
    if (place == Place.STAGED || (place == Place.SEGMENTS && !vector)) {
      staged(workspace, arguments, scalars, start, 0, count, vector, place);
      return summed ? stagedSum(workspace, count, vector) : 0;
    }
    int done = vector ? count - count % Lanes.COUNT : count;
    if (done > 0) {
      direct(workspace, arguments, scalars, start, done, vector, place);
    }
    if (done < count) {
      boolean staged = useVector(overSegments, choice);
      staged(workspace, arguments, scalars, start + done, done, count - done, staged, place);
    }
    return summed ? sum(workspace, arguments[sumArgument], start, count, vector, place) : 0;
  }

  private static boolean useVector(ReadyLoop loop, Choice choice) {
    return choice == Choice.VECTOR || (choice == Choice.WHEN_READY && loop.isReady());
  }

  /** Runs a loop where the memory lies. */
  private void direct(
      Workspace workspace,
      Argument[] arguments,
      float[] scalars,
      int start,
      int count,
      boolean vector,
      Place place) {
    boolean heap = place == Place.ARRAYS;
    ReadyLoop ready = heap ? overArrays : overSegments;
    for (int a = 0; a < arguments.length; a++) {
      if (heap) {
        workspace.arrays[a] =
            arguments[a].isPresent() ? arguments[a].array() : workspace.scratchArray();
      } else {
        workspace.segments[a] =
            arguments[a].isPresent() ? arguments[a].segment() : workspace.planes();
      }
    }
    for (int p = 0; p < planeArgument.length; p++) {
      Argument argument = arguments[planeArgument[p]];
      int index = planes.get(p).index();
      if (argument.isPresent()) {
        workspace.offsets[p] =
            heap
                ? argument.planeIndex(index) + start
                : argument.planeOffset(index) + (long) start * Float.BYTES;
      } else {
        workspace.offsets[p] = heap ? 0 : workspace.lossOffset();
      }
    }
    Loop loop = vector ? ready.vector() : ready.scalar();
    loop.run(workspace.segments, workspace.arrays, workspace.offsets, scalars, count);
  }

  /**
   * Runs a loop on copies of the inputs and copies the outputs back: the vector loop on scratch
   * outside the heap, the scalar one on an array, which is fast even before C2.
   */
  private void staged(
      Workspace workspace,
      Argument[] arguments,
      float[] scalars,
      int start,
      int scratchStart,
      int count,
      boolean vector,
      Place place) {
    MemorySegment scratch = vector ? workspace.planes() : workspace.heapPlanes();
    long bytes = (long) count * Float.BYTES;
    for (int p = 0; p < inputs; p++) {
      Argument argument = arguments[planeArgument[p]];
      long from = argument.planeOffset(planes.get(p).index()) + (long) start * Float.BYTES;
      MemorySegment.copy(argument.segment(), from, scratch, p * Workspace.STRIDE, bytes);
    }
    runStaged(workspace, scalars, count, vector);
    for (int p = inputs; p < planeArgument.length; p++) {
      Argument argument = arguments[planeArgument[p]];
      long from = p * Workspace.STRIDE;
      long shift = (long) scratchStart * Float.BYTES;
      if (argument.isPresent()) {
        long to = argument.planeOffset(planes.get(p).index()) + (long) start * Float.BYTES;
        MemorySegment.copy(scratch, from, argument.segment(), to, bytes);
      } else if (place == Place.ARRAYS) {
        MemorySegment.copy(scratch, FLOATS, from, workspace.scratchArray(), scratchStart, count);
      } else if (vector && place == Place.SEGMENTS) {
        MemorySegment.copy(scratch, from, scratch, workspace.lossOffset() + shift, bytes);
      }
    }
  }

  private void runStaged(Workspace workspace, float[] scalars, int count, boolean vector) {
    long unit = vector ? 1 : Float.BYTES;
    for (int p = 0; p < planeArgument.length; p++) {
      workspace.stagedOffsets[p] = p * Workspace.STRIDE / unit;
    }
    if (vector) {
      java.util.Arrays.fill(workspace.stagedSegments, workspace.planes());
      int padded = (count + Lanes.COUNT - 1) / Lanes.COUNT * Lanes.COUNT;
      overSegments
          .vector()
          .run(workspace.stagedSegments, null, workspace.stagedOffsets, scalars, padded);
    } else {
      java.util.Arrays.fill(workspace.stagedArrays, workspace.heapArray());
      overArrays
          .scalar()
          .run(null, workspace.stagedArrays, workspace.stagedOffsets, scalars, count);
    }
  }

  private double stagedSum(Workspace workspace, int count, boolean vector) {
    long offset = inputs * Workspace.STRIDE;
    return vector
        ? VectorSums.ofSegment(workspace.planes(), offset, count, workspace.lanes)
        : Sums.ofArray(workspace.heapArray(), (int) (offset / Float.BYTES), count, workspace.lanes);
  }

  private double sum(
      Workspace workspace, Argument output, int start, int count, boolean vector, Place place) {
    int index = planes.get(inputs).index();
    double[] lanes = workspace.lanes;
    if (place == Place.ARRAYS) {
      float[] array = output.isPresent() ? output.array() : workspace.scratchArray();
      int offset = output.isPresent() ? (int) output.planeIndex(index) + start : 0;
      return vector
          ? VectorSums.ofArray(array, offset, count, lanes)
          : Sums.ofArray(array, offset, count, lanes);
    }
    return output.isPresent()
        ? VectorSums.ofSegment(
            output.segment(), output.planeOffset(index) + (long) start * Float.BYTES, count, lanes)
        : VectorSums.ofSegment(workspace.planes(), workspace.lossOffset(), count, lanes);
  }
}
