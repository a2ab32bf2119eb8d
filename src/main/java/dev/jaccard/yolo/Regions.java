package dev.jaccard.yolo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the anchors of an image in the tensors of a head, and checks the tensors. Immutable. */
final class Regions {
  private final Head head;

  /** The shapes of a tensor with all anchors. */
  private final List<long[]> together;

  /** The shapes of the tensors of levels; empty where the head has no levels. */
  private final List<List<long[]>> perLevel = new ArrayList<>();

  private final int most;

  Regions(Head head) {
    this.head = head;
    this.together = head.shapes(Head.ALL_LEVELS);
    int levels = head.grid() == null ? 0 : head.grid().levels();
    int regions = 1;
    for (int level = 0; level < levels; level++) {
      perLevel.add(head.shapes(level));
      regions += head.perCell(level);
    }
    this.most = regions;
  }

  /** The most regions that an image has. */
  int most() {
    return most;
  }

  /**
   * Finds the anchors of an image.
   *
   * @param outputs the tensors
   * @param image which image of the batch
   * @param regions receives the regions, {@link #most()} at the most
   * @return how many regions there are
   */
  int locate(List<Tensor> outputs, int image, Region[] regions) {
    int tensors = outputs.size();
    if (tensors == 1 && !head.needsTensorPerLevel()) {
      Tensor output = outputs.getFirst();
      requireImage(output, 0, together, image);
      int cells = Math.toIntExact(output.fromLast(head.layout() == TensorLayout.ROWS ? 1 : 0));
      place(regions[0], output, (long) image * head.channels() * cells, cells, Head.ALL_LEVELS);
      return 1;
    }
    requireTensors(tensors);
    int found = 0;
    for (int level = 0; level < tensors; level++) {
      Tensor output = outputs.get(level);
      requireImage(output, level, perLevel.get(level), image);
      int perCell = head.perCell(level);
      int cells = head.grid().cells(level);
      long size = (long) head.channels() * cells;
      for (int k = 0; k < perCell; k++) {
        Region region = regions[found++];
        place(region, output, ((long) image * perCell + k) * size, cells, level);
        if (head.needsTensorPerLevel()) {
          region.anchorWidth = head.anchors(level)[2 * k];
          region.anchorHeight = head.anchors(level)[2 * k + 1];
        }
      }
    }
    return found;
  }

  private void place(Region region, Tensor output, long start, int cells, int level) {
    boolean rows = head.layout() == TensorLayout.ROWS;
    region.segment = output.segment();
    region.offset = start * Float.BYTES;
    region.channelStride = rows ? Float.BYTES : (long) cells * Float.BYTES;
    region.anchorStride = rows ? (long) head.channels() * Float.BYTES : Float.BYTES;
    region.count = cells;
    region.level = level;
  }

  private void requireTensors(int tensors) {
    int levels = perLevel.size();
    if (tensors == 0 || tensors != levels) {
      String allowed =
          head.needsTensorPerLevel()
              ? Integer.toString(levels)
              : levels > 1 ? "1 or " + levels : "1";
      throw new IllegalArgumentException(
          "outputs has %d tensors but must have %s for %s".formatted(tensors, allowed, head));
    }
  }

  private void requireImage(Tensor output, int index, List<long[]> shapes, int image) {
    long batch = -1;
    for (int i = 0; i < shapes.size() && batch < 0; i++) {
      batch = output.batchOf(shapes.get(i));
    }
    if (batch < 0) {
      throw new IllegalArgumentException(
          "outputs[%d] has shape %s but must have %s, with or without a batch before it, for %s"
              .formatted(
                  index,
                  Tensor.text(output.shape()),
                  shapes.stream().map(Tensor::text).collect(Collectors.joining(" or ")),
                  head));
    }
    if (image < 0 || image >= batch) {
      throw new IllegalArgumentException(
          "image is %d but must be in [0, %d) for a batch of %d".formatted(image, batch, batch));
    }
    output.requireReadable(index);
  }
}
