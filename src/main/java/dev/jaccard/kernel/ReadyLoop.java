package dev.jaccard.kernel;

import dev.jaccard.emit.Emitter;
import dev.jaccard.emit.Lanes;
import dev.jaccard.emit.Loop;
import dev.jaccard.emit.MemoryKind;
import dev.jaccard.emit.Reading;
import dev.jaccard.emit.VectorSupport;
import dev.jaccard.lower.Program;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The loops of a program for one kind of memory: the scalar one, which is there at once, and the
 * vector one, which is used when C2 has compiled it.
 *
 * <p>Before C2, every vector operation allocates and is slower than the scalar loop. So the vector
 * loop is run on scratch data by a thread of its own until it is fast. Thread-safe.
 */
final class ReadyLoop {
  private static final System.Logger LOGGER = System.getLogger("dev.jaccard");
  private static final ExecutorService WARMER =
      Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "jaccard-warm-up");
        thread.setDaemon(true);
        return thread;
      });

  // enough calls and iterations for C2's thresholds (600 invocations, 15,000 with back edges)
  private static final int WARM_ITERATIONS = 25;
  private static final int FAST_CALLS = 3;
  private static final double NANOS_PER_OPERATION = 1.2;
  private static final double NANOS_PER_ITERATION = 50;
  private static final long FIRST_PATIENCE_NANOS = 800_000_000L;

  /** Of how many rounds one goes to candidates that have a successor. */
  private static final int ROUNDS_PER_OLD = 16;

  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private final Program program;
  private final MemoryKind memory;
  private volatile Loop scalar;
  private volatile Loop vector;
  private volatile boolean ready;
  private CompletableFuture<Void> warmUp;

  ReadyLoop(Program program, MemoryKind memory) {
    this.program = program;
    this.memory = memory;
  }

  Loop scalar() {
    Loop loop = scalar;
    if (loop == null) {
      synchronized (this) {
        loop = scalar;
        if (loop == null) {
          loop = Emitter.emit(program, Reading.SCALAR, memory);
          scalar = loop;
        }
      }
    }
    return loop;
  }

  Loop vector() {
    Loop loop = vector;
    if (loop == null) {
      synchronized (this) {
        loop = vector;
        if (loop == null) {
          loop = Emitter.emit(program, Reading.VECTOR, memory);
          vector = loop;
        }
      }
    }
    return loop;
  }

  /** Whether C2 has compiled the vector loop. */
  boolean isReady() {
    return ready;
  }

  /** Starts the warm-up, once. */
  synchronized CompletableFuture<Void> startWarmUp() {
    if (warmUp == null) {
      warmUp =
          VectorSupport.available()
              ? CompletableFuture.runAsync(this::warm, WARMER)
              : CompletableFuture.completedFuture(null);
    }
    return warmUp;
  }

  private void warm() {
    int count = WARM_ITERATIONS * Lanes.COUNT;
    double limit = NANOS_PER_OPERATION * program.operationCount() + NANOS_PER_ITERATION;
    float[] scalars = new float[program.scalars().size()];
    java.util.Arrays.fill(scalars, 1);
    // memory without an owner, like all that loops work on
    Scratch scratch = new Scratch(program, memory, Arena.ofAuto(), count);
    List<Candidate> candidates = new ArrayList<>(List.of(new Candidate(vector())));
    long begin = System.nanoTime();
    long patience = FIRST_PATIENCE_NANOS;
    for (int round = 1; System.nanoTime() - begin < PATIENCE_NANOS; round++) {
      for (Candidate candidate : candidates) {
        if (candidate != candidates.getLast() && round % ROUNDS_PER_OLD != 0) {
          continue;
        }
        long start = System.nanoTime();
        candidate.loop.run(scratch.segments, scratch.arrays, scratch.offsets, scalars, count);
        double nanos = (double) (System.nanoTime() - start) / WARM_ITERATIONS;
        candidate.fast = nanos < limit ? candidate.fast + 1 : 0;
        scratch.sum();
        if (candidate.fast == FAST_CALLS) {
          vector = candidate.loop;
          ready = true;
          return;
        }
      }
      if (System.nanoTime() - begin > patience) {
        // C1 may have left the method at a tier from which C2 is never asked: a new class starts
        // anew
        candidates.add(new Candidate(Emitter.emit(program, Reading.VECTOR, memory)));
        patience *= 2;
      }
    }
    LOGGER.log(
        System.Logger.Level.WARNING,
        "C2 did not compile the vector loop of " + program.name() + "; its scalar reading stays");
  }

  /** A vector loop that may become fast. */
  private static final class Candidate {
    private final Loop loop;
    private int fast;

    private Candidate(Loop loop) {
      this.loop = loop;
    }
  }

  /** Data to warm up on: overlapping boxes. */
  private static final class Scratch {
    private final MemorySegment[] segments;
    private final float[][] arrays;
    private final long[] offsets;
    private final int count;
    private final double[] lanes = new double[Sums.LANES];

    private Scratch(Program program, MemoryKind memory, Arena arena, int count) {
      int arguments = program.arguments().size();
      var planes = program.planes();
      int planeCount = planes.stream().mapToInt(p -> p.index() + 1).max().orElse(1);
      boolean heap = memory == MemoryKind.ARRAYS;
      this.count = count;
      this.segments = heap ? null : new MemorySegment[arguments];
      this.arrays = heap ? new float[arguments][] : null;
      int distance =
          program.arguments().stream()
              .mapToInt(argument -> program.distance(argument).orElse(count))
              .max()
              .orElse(count);
      for (int a = 0; a < arguments; a++) {
        float[] values = new float[planeCount * distance];
        for (int i = 0; i < values.length; i++) {
          // x, y, then far corners or sizes; a little different in each argument
          values[i] = 1 + 3 * (i / (2 * distance)) + 0.01f * (i % 17) + 0.1f * a;
        }
        if (heap) {
          arrays[a] = values;
        } else {
          segments[a] = arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
        }
      }
      int unit = heap ? 1 : Float.BYTES;
      this.offsets = planes.stream().mapToLong(p -> (long) p.index() * distance * unit).toArray();
    }

    private void sum() {
      if (arrays == null) {
        VectorSums.ofSegment(segments[0], 0, count, lanes);
      } else {
        VectorSums.ofArray(arrays[0], 0, count, lanes);
      }
    }
  }
}
