package dev.jaccard.bench.peers;

import dev.jaccard.Backend;
import dev.jaccard.Batch;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.bench.Benchmarks;
import dev.jaccard.bench.Losses;
import dev.jaccard.bench.Pairs;
import dev.jaccard.bench.measure.Guard;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/** This library. */
public final class JaccardPeer implements Peer {
  private final int threads;
  private final Map<String, BoxLoss> warm = new HashMap<>();

  /**
   * The library on some threads.
   *
   * @param threads how many
   */
  public JaccardPeer(int threads) {
    this.threads = threads;
  }

  @Override
  public String label() {
    return Benchmarks.OURS;
  }

  @Override
  public int threads() {
    return threads;
  }

  @Override
  public Optional<PeerCall> call(String name, boolean gradient, Pairs pairs) {
    BoxLoss loss =
        warm.computeIfAbsent(
            name + " " + gradient,
            key -> {
              BoxLoss made = Losses.build(name, Backend.AUTO);
              made.warmUp(BoxFormat.XYXY, gradient).join();
              return made;
            });
    Batch batch = new Batch(pairs.prediction, pairs.target).losses(pairs.losses);
    if (gradient) {
      batch.gradient(pairs.gradient);
    }
    if (threads > 1) {
      batch.executor(ForkJoinPool.commonPool(), threads);
    }
    DoubleSupplier run = gradient ? () -> loss.forwardBackward(batch) : () -> loss.forward(batch);
    BooleanSupplier vectors = () -> loss.usesVectors(batch, gradient);
    return Optional.of(
        new PeerCall(run, threads > 1 ? Guard.used(vectors) : Guard.compiled(run, vectors)));
  }
}
