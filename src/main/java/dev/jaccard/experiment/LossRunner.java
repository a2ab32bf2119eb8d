package dev.jaccard.experiment;

import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.emit.MemoryKind;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.lower.Program;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes a loss through all steps of all cases. A block of cases takes all its steps while it is in
 * the nearest cache; the blocks' sums are added in the order of the blocks, so that the result does
 * not depend on the number of threads.
 */
final class LossRunner {
  private static final double NANOS = 1e9;

  private final Descent descent;
  private final Cases cases;
  private final Coordinates coordinates;
  private final Arena arena;
  private final Boxes starts;
  private final int blocksPerTarget;
  private final int threads;
  private final Kernel.Choice choice;
  private final Kernel startKernel;

  /**
   * A runner.
   *
   * @param choice which loops; {@code WHEN_READY} waits until the vector ones are
   * @param arena where all boxes lie; to be shared, and open as long as this is used
   */
  LossRunner(
      Descent descent,
      Cases cases,
      Coordinates coordinates,
      int threads,
      Kernel.Choice choice,
      Arena arena) {
    this.descent = descent;
    this.cases = cases;
    this.coordinates = coordinates;
    this.arena = arena;
    this.starts = cases.starts(coordinates, arena);
    this.blocksPerTarget = blocksPerTarget(cases);
    this.threads = threads;
    this.choice = choice;
    this.startKernel = new Kernel(StepProgram.error(coordinates.format()));
  }

  /** The blocks of cases, each of which takes all steps. */
  static int blocks(Cases cases) {
    return blocksPerTarget(cases) * Cases.TARGETS;
  }

  private static int blocksPerTarget(Cases cases) {
    return Math.ceilDiv(cases.points() * Cases.BOXES_PER_POINT, Kernel.CHUNK);
  }

  /** Runs a loss; every block that is done is told of by the thread that did it. */
  LossRun run(String name, BoxLoss loss, Runnable blockDone) {
    Program program = descent.program(name, loss, coordinates.format());
    requireKnownScalars(name, program);
    Kernel kernel = new Kernel(program);
    if (choice == Kernel.Choice.WHEN_READY) {
      kernel.warmUp(MemoryKind.SEGMENTS).join();
      startKernel.warmUp(MemoryKind.SEGMENTS).join();
    }
    double[][] sums = new double[blocks(cases)][];
    float[] finals = new float[starts.count() * Cases.TARGETS];
    AtomicInteger next = new AtomicInteger();
    long begin = System.nanoTime();
    onAllThreads(() -> {
      BlockRunner block = new BlockRunner(descent, kernel, startKernel, choice, arena);
      int index = next.getAndIncrement();
      while (index < sums.length && !Thread.currentThread().isInterrupted()) {
        sums[index] = runBlock(block, index, finals);
        blockDone.run();
        index = next.getAndIncrement();
      }
    });
    double seconds = (System.nanoTime() - begin) / NANOS;
    return new LossRun(
        name,
        coordinates,
        total(sums),
        byPoint(finals),
        seconds,
        seconds * threads * NANOS / ((double) finals.length * descent.computedSteps()));
  }

  private static void requireKnownScalars(String name, Program program) {
    for (String scalar : program.scalars()) {
      if (!BoundStep.knows(scalar)) {
        throw new IllegalArgumentException(
            "loss '"
                + name
                + "' depends on the scalar '"
                + scalar
                + "', which couples the cases of a batch, but the cases of an experiment are"
                + " independent");
      }
    }
  }

  private double[] runBlock(BlockRunner block, int index, float[] finals) {
    int target = index / blocksPerTarget;
    int start = index % blocksPerTarget * Kernel.CHUNK;
    Boxes boxes = starts.slice(start, Math.min(Kernel.CHUNK, starts.count() - start));
    return block.run(
        boxes, cases.targets(coordinates)[target], finals, target * starts.count() + start);
  }

  private void onAllThreads(Runnable work) {
    if (threads == 1) {
      work.run();
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("the experiment was interrupted");
      }
      return;
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        parts.add(pool.submit(work));
      }
      try {
        for (Future<?> part : parts) {
          part.get();
        }
      } catch (InterruptedException e) {
        pool.shutdownNow();
        Thread.currentThread().interrupt();
        throw new CancellationException("the experiment was interrupted");
      } catch (ExecutionException e) {
        pool.shutdownNow();
        switch (e.getCause()) {
          case RuntimeException cause -> throw cause;
          case Error cause -> throw cause;
          default -> throw new IllegalStateException(e.getCause());
        }
      }
    }
  }

  /** The error of all cases after each step. */
  private double[] total(double[][] sums) {
    double[] errors = new double[descent.steps() + 1];
    for (double[] block : sums) {
      for (int step = 0; step < errors.length; step++) {
        errors[step] += block[step];
      }
    }
    return scaled(errors, (double) starts.count() * Cases.TARGETS);
  }

  /** The final error of each anchor point's cases; finals are by target, then by point. */
  private double[] byPoint(float[] finals) {
    double[] errors = new double[cases.points()];
    for (int i = 0; i < finals.length; i++) {
      errors[i % starts.count() / Cases.BOXES_PER_POINT] += finals[i];
    }
    return scaled(errors, Cases.CASES_PER_POINT);
  }

  private double[] scaled(double[] errors, double count) {
    if (descent.measuresMean()) {
      for (int i = 0; i < errors.length; i++) {
        errors[i] /= count;
      }
    }
    return errors;
  }
}
