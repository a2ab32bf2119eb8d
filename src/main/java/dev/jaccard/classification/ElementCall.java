package dev.jaccard.classification;

import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Chunks;
import dev.jaccard.kernel.Kernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A call of an elementwise kernel. With dense targets the layout does not matter: the array is one
 * plane. Weights of anchors are expanded chunk by chunk, and sparse targets are written into a
 * chunk of zeros; chunks without one take a kernel in which the target is the constant 0.
 */
final class ElementCall implements Chunks.Body {
  private static final long ALIGNMENT = 64;

  private final ElementArguments whole = new ElementArguments();
  private final float[] scalars = new float[1];
  private ClassBatch batch;
  private boolean backward;
  private Kernel kernel;
  private Kernel zeroKernel;
  private Kernel.Choice choice;
  private int elements;

  /** What a thread needs for a chunk. */
  private static final class Scratch {
    private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);

    private final ElementArguments dense = new ElementArguments();
    private final ElementArguments zero = new ElementArguments();
    private final MemorySegment targets =
        Arena.ofAuto().allocate((long) Kernel.CHUNK * Float.BYTES, ALIGNMENT);
    private final MemorySegment weights =
        Arena.ofAuto().allocate((long) Kernel.CHUNK * Float.BYTES, ALIGNMENT);
    private final float[] weightArray = new float[Kernel.CHUNK];
    private final MemorySegment weightArraySegment = MemorySegment.ofArray(weightArray);
  }

  /**
   * Runs.
   *
   * @param scale what gradients are multiplied by
   * @param dense the kernel that reads targets
   * @param zero the kernel for targets that are 0, where targets are sparse
   * @return the sum of the weighted losses
   */
  double run(
      ClassBatch newBatch,
      boolean isBackward,
      double scale,
      Kernel dense,
      Kernel zero,
      Kernel.Choice newChoice) {
    batch = newBatch;
    backward = isBackward;
    kernel = dense;
    zeroKernel = zero;
    choice = newChoice;
    elements = batch.elements();
    scalars[0] = (float) scale;
    if (batch.targets() != null && batch.anchorWeights() == null) {
      whole.set(batch, 0, backward);
      return kernel.run(
          whole.of(kernel.program()), scalars, elements, choice, batch.executor(), batch.threads());
    }
    int chunks = (int) (((long) elements + Kernel.CHUNK - 1) / Kernel.CHUNK);
    if (batch.targets() == null) {
      batch.sparse().sort(batch, chunks);
    }
    return Chunks.sum(chunks, batch.executor(), batch.threads(), this);
  }

  @Override
  public double run(int chunk) {
    Scratch scratch = Scratch.CURRENT.get();
    int start = chunk * Kernel.CHUNK;
    int count = Math.min(Kernel.CHUNK, elements - start);
    SparseTargets sparse = batch.sparse();
    boolean isZero = batch.targets() == null && sparse.start(chunk) == sparse.end(chunk);
    ElementArguments arguments = isZero ? scratch.zero : scratch.dense;
    arguments.set(batch, start, backward);
    if (batch.anchorWeights() != null) {
      expandWeights(scratch, start, count);
      arguments.weight.set(scratch.weights, 0, 0);
    }
    if (batch.targets() != null || isZero) {
      return run(isZero ? zeroKernel : kernel, arguments, count);
    }
    for (int place = sparse.start(chunk); place < sparse.end(chunk); place++) {
      setTarget(scratch, start, sparse.at(place), sparse.value(sparse.at(place)));
    }
    try {
      arguments.target.set(scratch.targets, 0, 0);
      return run(kernel, arguments, count);
    } finally {
      for (int place = sparse.start(chunk); place < sparse.end(chunk); place++) {
        setTarget(scratch, start, sparse.at(place), 0);
      }
    }
  }

  private double run(Kernel chosen, ElementArguments arguments, int count) {
    Argument[] bound = arguments.of(chosen.program());
    return chosen.run(bound, scalars, count, choice, null, 1);
  }

  private void setTarget(Scratch scratch, int start, int index, float value) {
    SparseTargets sparse = batch.sparse();
    int position = batch.position(sparse.anchor(index), sparse.classIndex(index));
    scratch.targets.setAtIndex(ValueLayout.JAVA_FLOAT, position - start, value);
  }

  /** Gives each element of a chunk the weight of its anchor. */
  private void expandWeights(Scratch scratch, int start, int count) {
    MemorySegment weights = batch.anchorWeights();
    if (batch.layout() == ClassLayout.CHANNELS_FIRST) {
      // every class has the weights in the anchors' order
      for (int done = 0; done < count; ) {
        int anchor = (start + done) % batch.anchors();
        int run = Math.min(count - done, batch.anchors() - anchor);
        MemorySegment.copy(
            weights,
            (long) anchor * Float.BYTES,
            scratch.weights,
            (long) done * Float.BYTES,
            (long) run * Float.BYTES);
        done += run;
      }
      return;
    }
    for (int done = 0; done < count; ) {
      int anchor = (start + done) / batch.classes();
      int end = (int) Math.min(count, (anchor + 1L) * batch.classes() - start);
      float weight = weights.get(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) anchor * Float.BYTES);
      Arrays.fill(scratch.weightArray, done, end, weight);
      done = end;
    }
    MemorySegment.copy(
        scratch.weightArraySegment, 0, scratch.weights, 0, (long) count * Float.BYTES);
  }
}
