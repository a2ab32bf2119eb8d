package dev.jaccard.cli;

import dev.jaccard.BoxLoss;
import dev.jaccard.loss.RunningMean;
import dev.jaccard.npy.NpyType;
import dev.jaccard.reference.ReferenceLoss;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Computes a loss with the reference, in double from file to file.
 *
 * <p>Threads take chunks of one size, whose sums are added in their order: no bit of the result
 * depends on the number of threads.
 */
final class DoubleRun {
  private static final int CHUNK = 2048;
  private static final int COORDINATES = 4;
  private static final long ALIGNMENT = 64;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;

  private final BoxLoss loss;
  private final LossRequest request;
  private final int count;
  private final MemorySegment prediction;
  private final MemorySegment target;
  private final MemorySegment weights;
  private final MemorySegment losses;
  private final MemorySegment gradient;

  /**
   * A run.
   *
   * @param arena where memory comes from, open to all threads
   */
  DoubleRun(BoxLoss loss, LossInputs inputs, LossRequest request, Arena arena) {
    this.loss = loss;
    this.request = request;
    this.count = inputs.count();
    this.prediction = inputs.prediction().toFloat64(arena);
    this.target = inputs.target().toFloat64(arena);
    this.weights = inputs.weights() == null ? null : inputs.weights().toFloat64(arena);
    this.losses = request.losses() ? doubles(arena, count) : null;
    this.gradient = request.gradient() ? doubles(arena, (long) COORDINATES * count) : null;
  }

  private static MemorySegment doubles(Arena arena, long size) {
    return arena.allocate(size * Double.BYTES, ALIGNMENT);
  }

  /** Computes. */
  LossResult run() throws InterruptedException {
    try (ExecutorService pool = Executors.newFixedThreadPool(request.threads())) {
      RunningMean mean = updatedMean(pool);
      ReferenceLoss reference = loss.reference(mean == null ? 1 : mean.value());
      double sum = sum(pool, start -> computeChunk(reference, start));
      return new LossResult(
          sum / request.normalizer(),
          mean,
          LossResult.losses(NpyType.FLOAT64, count, losses),
          LossResult.gradient(NpyType.FLOAT64, count, request.layout(), gradient));
    }
  }

  private RunningMean updatedMean(ExecutorService pool) throws InterruptedException {
    Double mean = loss.parameters().get("mean");
    if (mean == null) {
      return null;
    }
    ReferenceLoss reference = loss.reference(mean);
    double batchMean = sum(pool, start -> iouLossOfChunk(reference, start)) / count;
    return new RunningMean(mean, loss.parameters().get("momentum")).updated(batchMean);
  }

  /** Adds what the chunks give, in their order; a chunk is told where it starts. */
  private double sum(ExecutorService pool, IntToDoubleFunction chunk) throws InterruptedException {
    int chunks = Math.ceilDiv(count, CHUNK);
    return pool
        .invokeAll(
            IntStream.range(0, chunks)
                .<Callable<Double>>mapToObj(i -> () -> chunk.applyAsDouble(i * CHUNK))
                .toList())
        .stream()
        .mapToDouble(Future::resultNow)
        .reduce(0, Double::sum);
  }

  private int sizeOfChunk(int start) {
    return Math.min(CHUNK, count - start);
  }

  private double iouLossOfChunk(ReferenceLoss reference, int start) {
    double[] predictions = read(prediction, start);
    double[] targets = read(target, start);
    double sum = 0;
    for (int i = 0; i < predictions.length; i += COORDINATES) {
      sum +=
          reference.iouLoss(
              request.format(),
              Arrays.copyOfRange(predictions, i, i + COORDINATES),
              Arrays.copyOfRange(targets, i, i + COORDINATES));
    }
    return sum;
  }

  private double computeChunk(ReferenceLoss reference, int start) {
    int size = sizeOfChunk(start);
    double[] values = new double[size];
    double[] gradients = gradient == null ? null : new double[COORDINATES * size];
    reference.lossesAndGradients(
        request.format(),
        size,
        read(prediction, start),
        read(target, start),
        values,
        gradients,
        null);
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double weight = weights == null ? 1 : weights.getAtIndex(DOUBLE, start + i);
      values[i] *= weight;
      sum += values[i];
      for (int k = 0; k < COORDINATES && gradients != null; k++) {
        gradients[COORDINATES * i + k] *= weight / request.normalizer();
      }
    }
    if (losses != null) {
      MemorySegment.copy(values, 0, losses, DOUBLE, (long) start * Double.BYTES, size);
    }
    if (gradients != null) {
      write(gradients, start);
    }
    return sum;
  }

  /** The boxes of a chunk, box after box. */
  private double[] read(MemorySegment boxes, int start) {
    double[] rows = new double[COORDINATES * sizeOfChunk(start)];
    if (request.layout() == Layout.ROWS) {
      long offset = (long) COORDINATES * start * Double.BYTES;
      MemorySegment.copy(boxes, DOUBLE, offset, rows, 0, rows.length);
    } else {
      for (int i = 0; i < rows.length; i++) {
        rows[i] = boxes.getAtIndex(DOUBLE, indexInPlanes(start, i));
      }
    }
    return rows;
  }

  private void write(double[] rows, int start) {
    if (request.layout() == Layout.ROWS) {
      long offset = (long) COORDINATES * start * Double.BYTES;
      MemorySegment.copy(rows, 0, gradient, DOUBLE, offset, rows.length);
    } else {
      for (int i = 0; i < rows.length; i++) {
        gradient.setAtIndex(DOUBLE, indexInPlanes(start, i), rows[i]);
      }
    }
  }

  /** Where number i of a chunk's rows stands among the planes. */
  private long indexInPlanes(int start, int i) {
    return (long) i % COORDINATES * count + start + i / COORDINATES;
  }
}
