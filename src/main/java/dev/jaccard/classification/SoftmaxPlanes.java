package dev.jaccard.classification;

import dev.jaccard.kernel.Stripes;
import dev.jaccard.pass.PlaneGroups;

/** Blocks of channels-first logits: passes over planes. */
final class SoftmaxPlanes extends SoftmaxBlocks {
  @Override
  int size() {
    return BlockScratch.blockSize(batch.classes());
  }

  @Override
  int stripes(int count) {
    return batch.classes();
  }

  @Override
  int length(int count) {
    return count;
  }

  @Override
  long batchStride() {
    return (long) batch.anchors() * Float.BYTES;
  }

  @Override
  long scratchStride() {
    return BlockScratch.stride(size());
  }

  @Override
  long firstLogit(Stripes logits, int anchor) {
    return logits.start(0) + (long) anchor * Float.BYTES;
  }

  @Override
  long logitDistance(Stripes logits) {
    return logits.stride();
  }

  @Override
  void exponentials(BlockScratch scratch, int count) {
    scratch.fill(SUMS, count, BlockScratch.ZEROS);
    scratch.fill(SUMS + 1, count, BlockScratch.ZEROS);
    run(scratch, passes.exponentials(), scratch.logits, scratch.gradient, count);
  }

  @Override
  void scale(BlockScratch scratch, int count) {
    run(scratch, passes.scaling(), scratch.gradient, scratch.gradient, count);
  }

  private void run(
      BlockScratch scratch, PlaneGroups pass, Stripes input, Stripes output, int count) {
    scratch.bind(PlaneGroups.BEFORE, SUMS);
    scratch.bind(PlaneGroups.AFTER, SUMS);
    pass.run(scratch.arguments, input, backward ? output : null, scratch.firstPlane, count, choice);
  }
}
