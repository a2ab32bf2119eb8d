package dev.jaccard.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaccard.BoxLoss;
import dev.jaccard.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The fused steps against the experiment written down plainly, in double. */
class StepProgramTest {
  private static final int STEPS = 20;
  private static final long SEED = 2;

  /** Coordinates are rounded to 24 bits in each of the steps; their sum over 343 cases gains. */
  private static final double ROUNDING = 1e-5;

  /** Its slope jumps where sizes are equal, so that rounding decides on the side of whole steps. */
  private static final double JUMPS = 1e-2;

  /** Adam divides a gradient by its length: one that is 0 but for rounding becomes a whole step. */
  private static final double ADAM_ON_NOTHING = 3e-2;

  static Stream<Arguments> lossesAndCoordinates() {
    List<Arguments> rows = new ArrayList<>();
    for (String name : StandardLosses.names()) {
      for (Coordinates coordinates : Coordinates.values()) {
        rows.add(Arguments.of(name, coordinates));
      }
    }
    return rows.stream();
  }

  @ParameterizedTest
  @MethodSource("lossesAndCoordinates")
  void descentIsThatOfTheReference(String name, Coordinates coordinates) {
    double relative = name.equals("bounded") ? JUMPS : ROUNDING;
    assertSameErrors(Protocol.DIOU, coordinates, name, relative);
  }

  @ParameterizedTest
  @MethodSource("lossesAndCoordinates")
  void adamIsThatOfTheReference(String name, Coordinates coordinates) {
    double relative = coordinates == Coordinates.CENTER ? ADAM_ON_NOTHING : ROUNDING;
    assertSameErrors(Protocol.WIOU, coordinates, name, relative);
  }

  private static void assertSameErrors(
      Protocol protocol, Coordinates coordinates, String name, double relative) {
    BoxLoss loss = StandardLosses.of(name, protocol);
    LossRun run =
        Experiment.builder(protocol)
            .loss(name, loss)
            .coordinates(coordinates)
            .points(1)
            .steps(STEPS)
            .seed(SEED)
            .build()
            .run(Kernel.Choice.SCALAR)
            .runs()
            .getFirst();
    double[] plain = PlainExperiment.errors(protocol, coordinates, loss, STEPS, 1, SEED);
    for (int step = 0; step <= STEPS; step++) {
      assertEquals(plain[step], run.error(step), relative * plain[step], "step " + step);
    }
  }
}
