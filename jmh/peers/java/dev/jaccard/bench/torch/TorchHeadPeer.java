package dev.jaccard.bench.torch;

import dev.jaccard.bench.HeadPeer;
import dev.jaccard.bench.ScoreContenders;
import dev.jaccard.classification.ClassLayout;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** PyTorch in the suite: losses of scores and distances, eager with autograd, on one thread. */
public final class TorchHeadPeer implements HeadPeer {
  /** Made by the service loader. */
  public TorchHeadPeer() {}

  @Override
  public String label() {
    return "pytorch-eager";
  }

  @Override
  public Optional<DoubleSupplier> scores(
      String loss, ClassLayout layout, ScoreContenders contenders) {
    TorchScoreCall call = new TorchScoreCall(loss, layout, contenders.heads());
    call.check(contenders.loss().getAsDouble());
    return Optional.of(call);
  }
}
