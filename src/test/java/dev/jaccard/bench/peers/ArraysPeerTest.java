package dev.jaccard.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.Backend;
import dev.jaccard.bench.Losses;
import dev.jaccard.bench.Pairs;
import dev.jaccard.bench.measure.Deviation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Loops written by hand compute the losses and gradients of the reference. */
class ArraysPeerTest {
  private static final int PAIRS = 3000;

  /** They are in float, with the roundings of whoever wrote them. */
  private static final double CLOSE = 2e-5;

  static Stream<String> losses() {
    return Stream.of("iou", "giou", "ciou");
  }

  @ParameterizedTest
  @MethodSource("losses")
  void lossesAndGradientsAreThoseOfTheReference(String name) {
    for (boolean planes : List.of(false, true)) {
      Pairs pairs = new Pairs(PAIRS);
      pairs.losses.fill((byte) -1);
      pairs.gradient.segment().fill((byte) -1);
      PeerCall call = new ArraysPeer(planes).call(name, true, pairs).orElseThrow();
      assertTrue(call.run().getAsDouble() > 0);
      call.show().run();
      new Deviation(Losses.build(name, Backend.AUTO))
          .compare(
              pairs.prediction,
              pairs.target,
              pairs.losses,
              pairs.gradient,
              PAIRS,
              (size, loss, gradient) -> {
                assertEquals(0, loss, CLOSE, "loss of " + name);
                assertEquals(0, gradient, CLOSE, "gradient of " + name);
              });
    }
  }

  @Test
  void otherLossesAreLeftOut() {
    assertTrue(new ArraysPeer(true).call("siou", true, new Pairs(16)).isEmpty());
  }
}
