package dev.jaccard.bench.torch;

import dev.jaccard.bench.HeadPeer;
import dev.jaccard.bench.ScoreContenders;
import dev.jaccard.classification.ClassLayout;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.bytedeco.pytorch.global.torch;

/** PyTorch in the suite: losses of scores and distances, eager with autograd, on one thread. */
public final class TorchHeadPeer implements HeadPeer {
  /** Made by the service loader; fails where the library is missing. */
  public TorchHeadPeer() {
    Objects.requireNonNull(torch.class);
  }

  @Override
  public String label() {
    return "pytorch-eager";
  }

  @Override
  public Optional<DoubleSupplier> scores(
      String loss, ClassLayout layout, ScoreContenders contenders) {
    TorchScoreCall call = new TorchScoreCall(loss, layout, false, contenders.heads());
    call.check(contenders.loss().getAsDouble());
    return Optional.of(call);
  }
}
