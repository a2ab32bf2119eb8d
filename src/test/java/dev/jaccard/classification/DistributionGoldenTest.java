package dev.jaccard.classification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jaccard.Backend;
import dev.jaccard.golden.GoldenCases;
import dev.jaccard.golden.Npy;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The distribution loss and the integral against vectors made by real implementations. */
class DistributionGoldenTest {
  private static final int BINS = 16;
  private static final double CLOSE = 2e-6;

  /** A derivative of a distance is a difference of some size times a probability. */
  private static final double CLOSE_DISTANCE = 1e-5;

  private static Path root() {
    assumeTrue(
        GoldenCases.shared().isPresent(),
        "The folder ../shared/golden is missing (system property jaccard.golden overrides it).");
    return GoldenCases.shared().orElseThrow();
  }

  private static double[] read(String name) throws IOException {
    return Npy.read(root().resolve(name + ".npy")).values();
  }

  /** Rows 4i + k of some columns as planes of side k and column, and back. */
  private static double[] planes(double[] rows, int columns, boolean back) {
    int anchors = rows.length / columns / 4;
    double[] result = new double[rows.length];
    for (int i = 0; i < anchors; i++) {
      for (int side = 0; side < 4; side++) {
        for (int k = 0; k < columns; k++) {
          int row = (4 * i + side) * columns + k;
          int plane = (side * columns + k) * anchors + i;
          result[back ? row : plane] = rows[back ? plane : row];
        }
      }
    }
    return result;
  }

  @Test
  void everyConfigurationOfTheIndexIsCompared() {
    assertEquals(
        Set.of("dfl_ultralytics", "dfl_ultralytics_clamped", "dfl_mmdet", "decode"),
        GoldenCases.index(root()).stream()
            .filter(row -> row.get("family").equals("dfl"))
            .map(row -> row.get("config"))
            .collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR", "REFERENCE"})
  void theLossIsReproduced(Backend backend) throws IOException {
    MemorySegment logits = Scores.plane(planes(read("inputs/dfl_logits"), BINS, false));
    for (String config : new String[] {"dfl_ultralytics", "dfl_ultralytics_clamped"}) {
      String input = config.endsWith("clamped") ? "dfl_target_unclamped" : "dfl_target";
      double[] expected = read("dfl/" + config + "/loss");
      int anchors = expected.length;
      MemorySegment losses = Scores.plane(anchors);
      MemorySegment gradient = Scores.plane(4 * BINS * anchors);
      DistributionBatch batch =
          new DistributionBatch(logits, anchors)
              .targets(Scores.plane(planes(read("inputs/" + input), 1, false)))
              .losses(losses)
              .gradient(gradient);
      DistributionLoss.of(BINS, backend).forwardBackward(batch);
      assertArrayEquals(expected, Scores.doubles(losses), CLOSE * 4, config);
      assertArrayEquals(
          read("dfl/" + config + "/grad"),
          planes(Scores.doubles(gradient), BINS, true),
          CLOSE,
          config);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR", "REFERENCE"})
  void theLossOfEachSideIsReproducedWithoutTheMean(Backend backend) throws IOException {
    double[] sides = read("dfl/dfl_mmdet/loss");
    int anchors = sides.length / 4;
    MemorySegment losses = Scores.plane(anchors);
    MemorySegment gradient = Scores.plane(4 * BINS * anchors);
    double[] weights = new double[anchors];
    java.util.Arrays.fill(weights, 4);
    DistributionLoss.of(BINS, backend)
        .forwardBackward(
            new DistributionBatch(
                    Scores.plane(planes(read("inputs/dfl_logits"), BINS, false)), anchors)
                .targets(Scores.plane(planes(read("inputs/dfl_target"), 1, false)))
                .weights(Scores.plane(weights))
                .losses(losses)
                .gradient(gradient));
    for (int i = 0; i < anchors; i++) {
      double sum = sides[4 * i] + sides[4 * i + 1] + sides[4 * i + 2] + sides[4 * i + 3];
      assertEquals(sum, Scores.doubles(losses)[i], 4 * CLOSE * (1 + sum));
    }
    assertArrayEquals(
        read("dfl/dfl_mmdet/grad"), planes(Scores.doubles(gradient), BINS, true), 4 * CLOSE);
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR", "REFERENCE"})
  void theExpectedDistancesAndTheirGradientAreReproduced(Backend backend) throws IOException {
    double[] expected = read("dfl/decode/value");
    int anchors = expected.length / 4;
    MemorySegment distances = Scores.plane(4 * anchors);
    MemorySegment gradient = Scores.plane(4 * BINS * anchors);
    DistributionBatch batch =
        new DistributionBatch(Scores.plane(planes(read("inputs/dfl_logits"), BINS, false)), anchors)
            .distances(distances)
            .distanceGradient(Scores.plane(planes(read("inputs/dfl_upstream"), 1, false)))
            .gradient(gradient);
    assertEquals(0, DistributionLoss.of(BINS, backend).forwardBackward(batch));
    assertArrayEquals(
        expected, planes(Scores.doubles(distances), 1, true), CLOSE_DISTANCE, "distances");
    assertArrayEquals(
        read("dfl/decode/grad"),
        planes(Scores.doubles(gradient), BINS, true),
        CLOSE_DISTANCE,
        "gradient");
  }
}
