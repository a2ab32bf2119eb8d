package dev.jaccard.classification;

import dev.jaccard.kernel.Kernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The elements of a batch that have a sparse target: gathered side by side, computed by the kernel
 * that reads targets, and put in the place of what a kernel for targets of 0 has written there.
 */
final class Positives {
  private static final ValueLayout.OfFloat FLOATS = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final long ALIGNMENT = 64;

  // planes of the scratch
  private static final int LOGIT = 0;
  private static final int TARGET = 1;
  private static final int WEIGHT = 2;
  private static final int LOSS = 3;
  private static final int GRADIENT = 4;
  private static final int PLANES = 5;

  private final ElementArguments arguments = new ElementArguments();
  private MemorySegment planes = MemorySegment.NULL;
  private int capacity;
  private boolean backward;

  /** Computes losses and gradients of a batch's sparse targets, in the order of their chunks. */
  void compute(
      ClassBatch batch, Kernel kernel, float[] scalars, Kernel.Choice choice, boolean isBackward) {
    SparseTargets sparse = batch.sparse();
    int count = sparse.count();
    backward = isBackward;
    reserve(count);
    for (int place = 0; place < count; place++) {
      int position = sparse.position(place);
      set(LOGIT, place, get(batch.logits(), position));
      set(TARGET, place, sparse.value(sparse.at(place)));
      if (batch.elementWeights() != null) {
        set(WEIGHT, place, get(batch.elementWeights(), position));
      } else if (batch.anchorWeights() != null) {
        set(WEIGHT, place, get(batch.anchorWeights(), sparse.anchor(sparse.at(place))));
      }
    }
    kernel.apply(arguments.of(kernel.program()), scalars, count, choice);
  }

  private void reserve(int count) {
    if (count <= capacity) {
      return;
    }
    capacity = count;
    planes = Arena.ofAuto().allocate((long) PLANES * count * Float.BYTES, ALIGNMENT);
    arguments.logit.set(planes, address(LOGIT, 0), 0);
    arguments.target.set(planes, address(TARGET, 0), 0);
    arguments.weight.set(planes, address(WEIGHT, 0), 0);
    arguments.loss.set(planes, address(LOSS, 0), 0);
    arguments.gradient.set(planes, address(GRADIENT, 0), 0);
  }

  /** Puts those of a chunk into its losses and into the batch's gradient. */
  void put(ClassBatch batch, int chunk, MemorySegment losses, long lossOffset) {
    SparseTargets sparse = batch.sparse();
    for (int place = sparse.start(chunk); place < sparse.end(chunk); place++) {
      int position = sparse.position(place);
      long loss = lossOffset + (long) (position % Kernel.CHUNK) * Float.BYTES;
      losses.set(FLOATS, loss, planes.get(FLOATS, address(LOSS, place)));
      if (backward) {
        float slope = planes.get(FLOATS, address(GRADIENT, place));
        batch.gradient().set(FLOATS, (long) position * Float.BYTES, slope);
      }
    }
  }

  private long address(int plane, int place) {
    return ((long) plane * capacity + place) * Float.BYTES;
  }

  private void set(int plane, int place, float value) {
    planes.set(FLOATS, address(plane, place), value);
  }

  private static float get(MemorySegment memory, int position) {
    return memory.get(FLOATS, (long) position * Float.BYTES);
  }
}
