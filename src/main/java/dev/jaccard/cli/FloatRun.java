package dev.jaccard.cli;

import dev.jaccard.Backend;
import dev.jaccard.Batch;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.loss.RunningMean;
import dev.jaccard.npy.NpyType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Computes a loss in floats, with the library's kernels. */
final class FloatRun {
  /**
   * A single run of fewer pairs is over before vectors pay: C2 takes a second for them, in which
   * two threads get through as many pairs in the scalar loop.
   */
  private static final int PAIRS_WORTH_VECTORS = 1 << 24;

  /** Before C2 has compiled them, vectors take some 10 microseconds a pair. */
  private static final int PAIRS_WORTH_WARM_UP = 1 << 16;

  private FloatRun() {}

  /** The backend that serves a single run best; all give the same bits. */
  static Backend backend(Backend asked, int count) {
    boolean isShort = count < PAIRS_WORTH_VECTORS && RunMemory.fitsHeap(count);
    return asked == Backend.AUTO && isShort ? Backend.SCALAR : asked;
  }

  /**
   * Computes.
   *
   * @param loss the loss, with the backend that is to be used
   * @param arena where memory comes from, open to all threads
   */
  static LossResult run(
      BoxLoss loss, Backend backend, LossInputs inputs, LossRequest request, Arena arena) {
    int count = inputs.count();
    boolean heap = backend == Backend.SCALAR && RunMemory.fitsHeap(count);
    RunMemory memory = new RunMemory(arena, count, request.format(), request.layout(), heap);
    Batch batch = new Batch(memory.boxes(inputs.prediction()), memory.boxes(inputs.target()));
    if (inputs.weights() != null) {
      batch.weights(memory.plane(inputs.weights()));
    }
    batch.normalizer(request.normalizer());
    MemorySegment losses = request.losses() ? memory.newPlane() : null;
    Boxes gradient = request.gradient() ? memory.newBoxes() : null;
    if (backend == Backend.VECTOR && count >= PAIRS_WORTH_WARM_UP) {
      loss.warmUp(request.format(), request.gradient()).join();
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(request.threads())) {
      batch.executor(pool, request.threads());
      RunningMean mean = updatedMean(loss, batch);
      batch.losses(losses).gradient(gradient).runningMean(mean);
      double result = gradient == null ? loss.forward(batch) : loss.forwardBackward(batch);
      return new LossResult(
          result,
          mean,
          LossResult.losses(NpyType.FLOAT32, count, losses),
          LossResult.gradient(
              NpyType.FLOAT32,
              count,
              request.layout(),
              gradient == null ? null : memory.content(gradient)));
    }
  }

  private static RunningMean updatedMean(BoxLoss loss, Batch batch) {
    Double mean = loss.parameters().get("mean");
    return mean == null
        ? null
        : loss.updated(new RunningMean(mean, loss.parameters().get("momentum")), batch);
  }
}
