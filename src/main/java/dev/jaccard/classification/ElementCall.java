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
 * plane. Weights of anchors are expanded chunk by chunk. With sparse targets, chunks go through a
 * kernel in which every target is 0, and what the few others have is put in place before a chunk's
 * losses are summed: so the result has the bits that it has with dense targets.
 */
final class ElementCall implements Chunks.Body {
  private static final long ALIGNMENT = 64;
  private static final long CHUNK_BYTES = (long) Kernel.CHUNK * Float.BYTES;

  private final ElementArguments whole = new ElementArguments();
  private final Positives positives = new Positives();
  private final float[] scalars = new float[1];
  private final Argument[] logits = {new Argument()};
  private ClassBatch batch;
  private boolean backward;
  private Kernel kernel;
  private Kernel.Choice choice;
  private int elements;

  /** What a thread needs for a chunk. */
  private static final class Scratch {
    private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);

    private final ElementArguments arguments = new ElementArguments();
    private final MemorySegment losses = Arena.ofAuto().allocate(CHUNK_BYTES, ALIGNMENT);
    private final MemorySegment lossArray = MemorySegment.ofArray(new float[Kernel.CHUNK]);
    private final MemorySegment weights = Arena.ofAuto().allocate(CHUNK_BYTES, ALIGNMENT);
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
    choice = newChoice;
    elements = batch.elements();
    scalars[0] = (float) scale;
    boolean isSparse = batch.targets() == null;
    kernel = isSparse ? zero : dense;
    if (!isSparse && batch.anchorWeights() == null) {
      whole.set(batch, 0, backward);
      return kernel.run(
          whole.of(kernel.program()), scalars, elements, choice, batch.executor(), batch.threads());
    }
    int chunks = (int) (((long) elements + Kernel.CHUNK - 1) / Kernel.CHUNK);
    if (isSparse) {
      batch.sparse().sort(batch, chunks);
      positives.compute(batch, dense, scalars, choice, backward);
    }
    return Chunks.sum(chunks, batch.executor(), batch.threads(), this);
  }

  /** The argument that tells a kernel what kind of memory a batch has. */
  Argument[] logits(ClassBatch ofBatch) {
    logits[0].set(ofBatch.logits(), 0, 0);
    return logits;
  }

  @Override
  public double run(int chunk) {
    Scratch scratch = Scratch.CURRENT.get();
    int start = chunk * Kernel.CHUNK;
    int count = Math.min(Kernel.CHUNK, elements - start);
    ElementArguments arguments = scratch.arguments;
    arguments.set(batch, start, backward);
    if (batch.anchorWeights() != null) {
      expandWeights(scratch, start, count);
      arguments.weight.set(scratch.weights, 0, 0);
    }
    Argument[] bound = arguments.of(kernel.program());
    if (batch.targets() != null) {
      return kernel.run(bound, scalars, count, choice, null, 1);
    }
    MemorySegment losses = batch.losses();
    long offset = (long) start * Float.BYTES;
    if (losses == null) {
      // of the kind of the other memory, so that the kernel need not copy
      losses = batch.logits().isNative() ? scratch.losses : scratch.lossArray;
      offset = 0;
      arguments.loss.set(losses, 0, 0);
    }
    kernel.apply(bound, scalars, count, choice);
    positives.put(batch, chunk, losses, offset);
    return kernel.sum(arguments.loss, count, choice);
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
