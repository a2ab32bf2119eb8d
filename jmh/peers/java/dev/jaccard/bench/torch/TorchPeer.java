package dev.jaccard.bench.torch;

import dev.jaccard.Boxes;
import dev.jaccard.bench.Pairs;
import dev.jaccard.bench.peers.Peer;
import dev.jaccard.bench.peers.PeerCall;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** PyTorch, eager with autograd, on some threads. */
abstract class TorchPeer implements Peer {
  private static final int COORDINATES = 4;

  private final int threads;

  TorchPeer(int threads) {
    this.threads = threads;
  }

  /** On one thread. */
  public static final class OnOneThread extends TorchPeer {
    /** Makes the peer. */
    public OnOneThread() {
      super(1);
    }
  }

  /** On two threads. */
  public static final class OnTwoThreads extends TorchPeer {
    /** Makes the peer. */
    public OnTwoThreads() {
      super(2);
    }
  }

  @Override
  public String label() {
    return "pytorch-eager";
  }

  @Override
  public int threads() {
    return threads;
  }

  @Override
  public Optional<PeerCall> call(String loss, boolean gradient, Pairs pairs) {
    Function<TorchBoxLosses.Sides, Tensor> formula = TorchBoxLosses.LOSSES.get(loss);
    if (formula == null) {
      return Optional.empty();
    }
    Tensor prediction = rows(pairs.prediction).requires_grad_(gradient);
    Tensor target = rows(pairs.target);
    return Optional.of(
        new PeerCall(
            () -> {
              if (torch.get_num_threads() != threads) {
                torch.set_num_threads(threads);
              }
              try (PointerScope _ = new PointerScope()) {
                Tensor losses = losses(formula, gradient, prediction, target);
                Tensor sum = losses.sum();
                if (gradient) {
                  prediction.mutable_grad().reset();
                  sum.backward();
                }
                return sum.item_float();
              }
            },
            () -> {
              try (PointerScope _ = new PointerScope()) {
                Tensor losses = losses(formula, false, prediction, target);
                FloatBuffer values = losses.contiguous().createBuffer();
                MemorySegment.copy(
                    MemorySegment.ofBuffer(values),
                    ValueLayout.JAVA_FLOAT,
                    0,
                    pairs.losses,
                    ValueLayout.JAVA_FLOAT,
                    0,
                    pairs.prediction.count());
                if (gradient) {
                  FloatBuffer slopes = prediction.grad().contiguous().createBuffer();
                  for (int i = 0; i < pairs.prediction.count() * COORDINATES; i++) {
                    pairs.gradient.set(i / COORDINATES, i % COORDINATES, slopes.get(i));
                  }
                }
              }
            }));
  }

  private static Tensor losses(
      Function<TorchBoxLosses.Sides, Tensor> formula,
      boolean gradient,
      Tensor prediction,
      Tensor target) {
    if (gradient) {
      return formula.apply(new TorchBoxLosses.Sides(prediction, target));
    }
    try (NoGradGuard _ = new NoGradGuard()) {
      return formula.apply(new TorchBoxLosses.Sides(prediction, target));
    }
  }

  /** [n, 4], as engines hold boxes. */
  private static Tensor rows(Boxes boxes) {
    int count = boxes.count();
    float[] values = new float[count * COORDINATES];
    for (int i = 0; i < values.length; i++) {
      values[i] = boxes.get(i / COORDINATES, i % COORDINATES);
    }
    return Tensors.of(values, count, COORDINATES);
  }
}
