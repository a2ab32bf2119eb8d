package dev.jaccard.bench.torch;

import dev.jaccard.bench.Heads;
import dev.jaccard.bench.ScoreContenders;
import dev.jaccard.classification.ClassLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * A loss over a detector's head in PyTorch, eager with autograd, on one thread, over the very same
 * planes or rows. The loss of distances may have a row for the bins of each side in their place,
 * which suits PyTorch better and is made before any timing.
 */
public final class TorchScoreCall implements DoubleSupplier {
  private static final int SIDES = 4;

  /** Where a result is wrong and not merely rounded: of the largest gradient, and of the sum. */
  private static final double WRONG = 1e-4;

  private final Heads heads;
  private final boolean distances;
  private final boolean binsInRows;
  private final Tensor logits;
  private final Supplier<Tensor> losses;
  private final double share;

  /**
   * Copies the logits and the targets.
   *
   * @param name the loss
   * @param layout how the logits lie
   * @param binsInRows whether the bins of a side are a row, in the place of planes
   * @param heads the logits, and the targets of the batch made of them
   */
  public TorchScoreCall(String name, ClassLayout layout, boolean binsInRows, Heads heads) {
    this.heads = heads;
    this.distances = name.equals(ScoreContenders.DISTANCES);
    this.binsInRows = binsInRows;
    // the losses of the sides are averaged
    this.share = distances ? 1.0 / SIDES : 1;
    torch.set_num_threads(1);
    float[] values = heads.logits().toArray(ValueLayout.JAVA_FLOAT);
    boolean rows = layout == ClassLayout.ROWS;
    int classes = heads.planes();
    int anchors = heads.anchors();
    long[] shape = rows ? new long[] {anchors, classes} : new long[] {1, classes, anchors};
    if (binsInRows) {
      this.logits = Tensors.of(sidesToRows(values), (long) SIDES * anchors, ScoreContenders.BINS);
    } else if (distances) {
      this.logits = Tensors.of(values, SIDES, ScoreContenders.BINS, anchors);
    } else {
      this.logits = Tensors.of(values, shape);
    }
    logits.requires_grad_(true);
    this.losses = losses(name, rows, shape);
  }

  private Supplier<Tensor> losses(String name, boolean rows, long[] shape) {
    if (name.equals("softmax-ce")) {
      Tensor classes = classes(heads.classTargets(), rows);
      return () -> TorchScoreLosses.crossEntropy(logits, classes);
    }
    float[] values = heads.targets().toArray(ValueLayout.JAVA_FLOAT);
    if (distances) {
      Tensor targets =
          binsInRows
              ? Tensors.of(values, values.length)
              : Tensors.of(values, SIDES, values.length / SIDES);
      return () -> TorchScoreLosses.distributionFocal(logits, targets);
    }
    Tensor targets = Tensors.of(values, shape);
    return switch (name) {
      case "bce" -> () -> TorchScoreLosses.bce(logits, targets);
      case "focal" -> () -> TorchScoreLosses.focal(logits, targets, 0.25, 2);
      case "varifocal" -> {
        float[] positive = new float[values.length];
        for (int i = 0; i < values.length; i++) {
          positive[i] = values[i] > 0 ? 1 : 0;
        }
        Tensor labels = Tensors.of(positive, shape);
        yield () -> TorchScoreLosses.varifocal(logits, targets, labels, 0.75, 2);
      }
      default -> throw new IllegalArgumentException("PyTorch has no " + name + " here");
    };
  }

  private static Tensor classes(int[] indices, boolean rows) {
    long[] values = Arrays.stream(indices).asLongStream().toArray();
    long[] shape = rows ? new long[] {values.length} : new long[] {1, values.length};
    try (LongPointer pointer = new LongPointer(values);
        TensorOptions options = new TensorOptions(torch.ScalarType.Long)) {
      return torch.from_blob(pointer, shape, options).clone();
    }
  }

  /** Where the bin of a side and an anchor lies in a row, for each float of the planes. */
  private IntStream rowPositions() {
    int anchors = heads.anchors();
    return IntStream.range(0, heads.planes() * anchors)
        .map(i -> {
          int plane = i / anchors;
          int side = plane / ScoreContenders.BINS;
          int row = side * anchors + i % anchors;
          return row * ScoreContenders.BINS + plane % ScoreContenders.BINS;
        });
  }

  private float[] sidesToRows(float[] planes) {
    float[] rows = new float[planes.length];
    int[] positions = rowPositions().toArray();
    for (int i = 0; i < planes.length; i++) {
      rows[positions[i]] = planes[i];
    }
    return rows;
  }

  /** Losses and gradients. */
  @Override
  public double getAsDouble() {
    try (PointerScope _ = new PointerScope()) {
      logits.mutable_grad().reset();
      Tensor sum = Tensors.times(losses.get().sum(), share);
      sum.backward();
      return sum.item_float();
    }
  }

  /**
   * Compares a loss and its gradient, which lies where the heads' batch wrote it, with PyTorch's.
   *
   * @param loss the sum of the losses
   * @throws IllegalStateException if they differ
   */
  public void check(double loss) {
    double expected = getAsDouble();
    if (!(Math.abs(loss - expected) <= WRONG * Math.abs(expected))) {
      throw new IllegalStateException("the loss is " + loss + " but PyTorch's is " + expected);
    }
    float[] slopes = new float[heads.planes() * heads.anchors()];
    FloatBuffer buffer = logits.grad().contiguous().createBuffer();
    MemorySegment.ofArray(slopes).copyFrom(MemorySegment.ofBuffer(buffer));
    int[] positions =
        binsInRows ? rowPositions().toArray() : IntStream.range(0, slopes.length).toArray();
    double largest = 0;
    for (float slope : slopes) {
      largest = Math.max(largest, Math.abs(slope));
    }
    for (int i = 0; i < slopes.length; i++) {
      float ours = heads.gradient().getAtIndex(ValueLayout.JAVA_FLOAT, i);
      float theirs = slopes[positions[i]];
      if (!(Math.abs(ours - theirs) <= WRONG * largest)) {
        throw new IllegalStateException(
            "gradient " + i + " is " + ours + " but PyTorch's is " + theirs);
      }
    }
  }
}
