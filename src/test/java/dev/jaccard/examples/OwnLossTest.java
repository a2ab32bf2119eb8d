package dev.jaccard.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.experiment.Experiment;
import dev.jaccard.experiment.ExperimentResult;
import dev.jaccard.experiment.Protocol;
import dev.jaccard.graph.Node;
import dev.jaccard.loss.BoxPair;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/** A loss of one's own, as in the README: defined, computed, and put into the experiment. */
class OwnLossTest {

  static BoxLoss softDiou(double strength) {
    return BoxLoss.define(
            "soft-diou",
            terms -> {
              BoxPair pair = terms.pair();
              Node distance = pair.centerDistanceSquared();
              Node diagonal = pair.enclosingDiagonalSquared().plus(terms.epsilon());
              Node pull = distance.dividedBy(diagonal).times(terms.parameter("strength"));
              return terms.overlapLoss().plus(terms.penalty(pull));
            })
        .declare("strength", 0.5)
        .param("strength", strength)
        .build();
  }

  @Test
  void withStrengthOneItIsDiou() {
    try (Arena arena = Arena.ofShared()) {
      float[] rows = {1, 2, 11, 22, 5, 5, 9, 30};
      float[] targetRows = {3, 4, 15, 20, 50, 5, 60, 30};
      Boxes prediction = Boxes.fromInterleaved(arena, rows, 2, BoxFormat.XYXY);
      Boxes target = Boxes.fromInterleaved(arena, targetRows, 2, BoxFormat.XYXY);
      Boxes mine = Boxes.allocate(arena, 2, BoxFormat.XYXY);
      Boxes diou = Boxes.allocate(arena, 2, BoxFormat.XYXY);
      double loss = softDiou(1).forwardBackward(prediction, target, null, mine);
      assertEquals(BoxLoss.of("diou").forwardBackward(prediction, target, null, diou), loss, 1e-6);
      for (int i = 0; i < 2; i++) {
        for (int k = 0; k < 4; k++) {
          assertEquals(diou.get(i, k), mine.get(i, k), 1e-7, "box " + i + " plane " + k);
        }
      }
    }
  }

  @Test
  void itsStrengthChangesTheLossByAsMuch() {
    try (Arena arena = Arena.ofShared()) {
      Boxes prediction = Boxes.fromInterleaved(arena, new float[] {0, 0, 2, 2}, 1, BoxFormat.XYXY);
      Boxes target = Boxes.fromInterleaved(arena, new float[] {4, 4, 6, 6}, 1, BoxFormat.XYXY);
      // disjoint: 1 - IoU is 1, rho² / c² is 32 / 72
      assertEquals(1 + 0.25 * 32 / 72, softDiou(0.25).forward(prediction, target), 1e-6);
    }
  }

  @Test
  void anUndeclaredParameterIsRefused() {
    IllegalArgumentException problem =
        assertThrows(
            IllegalArgumentException.class,
            () -> BoxLoss.define("x", t -> t.overlapLoss().times(t.parameter("y"))).build());
    assertTrue(problem.getMessage().contains("parameter y was not declared"));
  }

  @Test
  void itTakesPartInTheExperiment() {
    ExperimentResult result =
        Experiment.builder(Protocol.DIOU)
            .loss("soft-diou", softDiou(0.5))
            .loss("iou", BoxLoss.of("iou"))
            .points(10)
            .build()
            .run();
    double before = result.runs().get(0).error(0);
    assertTrue(result.runs().get(0).finalError() < 0.1 * before, "soft-diou reaches the target");
    assertTrue(result.runs().get(1).finalError() > 0.5 * before, "iou does not, from afar");
  }
}
