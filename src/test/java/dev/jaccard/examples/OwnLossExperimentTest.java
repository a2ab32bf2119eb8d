package dev.jaccard.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.BoxLoss;
import dev.jaccard.experiment.Experiment;
import dev.jaccard.experiment.ExperimentResult;
import dev.jaccard.experiment.LossRun;
import dev.jaccard.experiment.Protocol;
import dev.jaccard.experiment.Report;
import dev.jaccard.experiment.ResultCsv;
import dev.jaccard.experiment.ResultTable;
import dev.jaccard.graph.Node;
import dev.jaccard.loss.BoxPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An example: a loss of one's own beside known ones, from its formula to the report. */
class OwnLossExperimentTest {

  /** 1 - IoU + (|dx|/cw + |dy|/ch)·weight: DIoU's idea with the distance along each axis. */
  private static BoxLoss taxicab(double weight) {
    return BoxLoss.define(
            "taxicab",
            terms -> {
              BoxPair pair = terms.pair();
              Node x = pair.centerOffsetX().abs();
              Node y = pair.centerOffsetY().abs();
              Node distance =
                  x.dividedBy(pair.enclosingWidth().plus(terms.epsilon()))
                      .plus(y.dividedBy(pair.enclosingHeight().plus(terms.epsilon())));
              return terms.overlapLoss().plus(distance.times(terms.parameter("weight")));
            })
        .declare("weight", 1)
        .param("weight", weight)
        .build();
  }

  @Test
  void ownLossGoesThroughTheExperimentLikeAnyOther(@TempDir Path folder) throws IOException {
    ExperimentResult result =
        Experiment.builder(Protocol.DIOU)
            .loss("diou", BoxLoss.of("diou"))
            .loss("taxicab", taxicab(1))
            .loss("taxicab-half", taxicab(0.5))
            .points(10)
            .steps(50)
            .build()
            .run();
    String table = ResultTable.text(result);
    ResultCsv.write(result, folder.resolve("experiment.csv"));
    Report.write(List.of(result), folder.resolve("report.html"));

    assertTrue(table.contains("taxicab-half"), table);
    assertEquals(1 + 3 * 51, Files.readAllLines(folder.resolve("experiment.csv")).size());
    assertTrue(Files.readString(folder.resolve("report.html")).contains("<td>taxicab</td>"));
    LossRun own = result.runs().get(1);
    assertTrue(own.finalError() < 0.5 * own.error(0), table);
  }
}
