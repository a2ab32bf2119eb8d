package dev.jaccard.cli;

import dev.jaccard.Batch;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/** Pairs of boxes in an image, most of which overlap, and room for losses and gradients. */
final class BenchData {
  private static final int COORDINATES = 4;
  private static final long ALIGNMENT = 64;
  private static final long SEED = 20_010_511;
  private static final double IMAGE = 640;
  private static final double SMALLEST = 8;
  private static final double LARGEST = 128;

  /** How far an edge of the target is from that of the prediction, in its sizes. */
  private static final double SHIFT = 0.3;

  private final Boxes prediction;
  private final Boxes target;
  private final Boxes gradient;
  private final MemorySegment losses;

  /** Data of n pairs. */
  BenchData(Arena arena, int count) {
    float[] predictions = new float[COORDINATES * count];
    float[] targets = new float[COORDINATES * count];
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < predictions.length; i += COORDINATES) {
      for (int axis = i; axis < i + 2; axis++) {
        double low = random.nextDouble(IMAGE);
        double size = random.nextDouble(SMALLEST, LARGEST);
        predictions[axis] = (float) low;
        predictions[axis + 2] = (float) (low + size);
        targets[axis] = (float) (low + size * random.nextDouble(-SHIFT, SHIFT));
        targets[axis + 2] = (float) (low + size * (1 + random.nextDouble(-SHIFT, SHIFT)));
      }
    }
    prediction = Boxes.fromInterleaved(arena, predictions, count, BoxFormat.XYXY);
    target = Boxes.fromInterleaved(arena, targets, count, BoxFormat.XYXY);
    gradient = Boxes.allocate(arena, count, BoxFormat.XYXY);
    losses = arena.allocate((long) count * Float.BYTES, ALIGNMENT);
  }

  /** A call of a loss, forward and backward. */
  Runnable call(BoxLoss loss) {
    Batch batch = new Batch(prediction, target).losses(losses).gradient(gradient);
    return () -> loss.forwardBackward(batch);
  }

  /** A call of the kernel that only moves memory. */
  Runnable memoryCall() {
    return MemoryKernel.call(prediction, target, losses, gradient);
  }
}
