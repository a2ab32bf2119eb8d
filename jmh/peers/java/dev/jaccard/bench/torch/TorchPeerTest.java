package dev.jaccard.bench.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.Backend;
import dev.jaccard.bench.Losses;
import dev.jaccard.bench.Pairs;
import dev.jaccard.bench.measure.Deviation;
import dev.jaccard.bench.peers.PeerCall;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A benchmark of wrong numbers is worthless: PyTorch's losses are ours. */
class TorchPeerTest {
  private static final int PAIRS = 2000;

  /** Relative errors; torch works in float with other roundings. */
  private static final double CLOSE = 1e-4;

  static Stream<String> losses() {
    return TorchBoxLosses.LOSSES.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void lossesAndGradientsAreThoseOfTheReference(String name) {
    for (boolean gradient : List.of(true, false)) {
      Pairs pairs = new Pairs(PAIRS);
      PeerCall call = new TorchPeer.OnOneThread().call(name, gradient, pairs).orElseThrow();
      assertTrue(call.run().getAsDouble() > 0);
      call.show().run();
      new Deviation(Losses.build(name, Backend.AUTO))
          .compare(
              pairs.prediction,
              pairs.target,
              pairs.losses,
              gradient ? pairs.gradient : null,
              PAIRS,
              (size, loss, slope) -> {
                assertEquals(0, loss, CLOSE, "loss of " + name);
                assertEquals(0, slope, CLOSE, "gradient of " + name);
              });
    }
  }

  @Test
  void gradientsDoNotAccumulateFromCallToCall() {
    Pairs pairs = new Pairs(PAIRS);
    PeerCall call = new TorchPeer.OnTwoThreads().call("giou", true, pairs).orElseThrow();
    call.run().getAsDouble();
    call.show().run();
    float once = pairs.gradient.get(0, 0);
    call.run().getAsDouble();
    call.show().run();
    assertEquals(once, pairs.gradient.get(0, 0));
  }

  @Test
  void scoreLossesAreTheirFormulas() {
    double x = 0.7;
    double y = 0.3;
    double p = 1 / (1 + Math.exp(-x));
    double bce = -y * Math.log(p) - (1 - y) * Math.log(1 - p);
    Tensor logits = Tensors.of(new float[] {(float) x}, 1, 1);
    Tensor targets = Tensors.of(new float[] {(float) y}, 1, 1);
    Tensor positive = Tensors.of(new float[] {1}, 1, 1);
    Tensor negative = Tensors.of(new float[] {0}, 1, 1);
    assertEquals(bce, TorchScoreLosses.bce(logits, targets).item_float(), 1e-6);
    double hit = p * y + (1 - p) * (1 - y);
    double weight = 0.25 * y + 0.75 * (1 - y);
    assertEquals(
        weight * Math.pow(1 - hit, 2) * bce,
        TorchScoreLosses.focal(logits, targets, 0.25, 2).item_float(),
        1e-6);
    assertEquals(
        y * bce, TorchScoreLosses.varifocal(logits, targets, positive, 0.75, 2).item_float(), 1e-6);
    assertEquals(
        0.75 * p * p * -Math.log(1 - p),
        TorchScoreLosses.varifocal(logits, negative, negative, 0.75, 2).item_float(),
        1e-6);
    // bins 0, 1, 2 and a distance of 0.25: three quarters to bin 0, a quarter to bin 1
    double sum = Math.exp(0.5) + Math.exp(1) + Math.exp(-1);
    assertEquals(
        Math.log(sum) - 0.75 * 0.5 - 0.25 * 1,
        TorchScoreLosses.distributionFocal(
                Tensors.of(new float[] {0.5f, 1, -1}, 1, 3), Tensors.of(new float[] {0.25f}, 1))
            .item_float(),
        1e-6);
  }
}
