package dev.jaccard.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaccard.BoxFormat;
import dev.jaccard.reference.ReferenceLoss;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code jaccard loss --backend reference} is the reference, in double from file to file. */
class ReferenceLossCommandTest {
  private static final int COUNT = 5003;

  /** Chunks are added one after the other, where this test adds pair after pair. */
  private static final double SUM_RELATIVE = 1e-12;

  @TempDir Path folder;
  private double[] prediction;
  private double[] target;
  private double[] weights;

  @BeforeEach
  void writeSamples() throws IOException {
    LossSamples samples = new LossSamples(COUNT, 11);
    prediction = thirds(samples.prediction);
    target = thirds(samples.target);
    weights = thirds(samples.weights);
    LossSamples.write(folder.resolve("P.npy"), prediction, COUNT, 4);
    LossSamples.write(folder.resolve("T.npy"), target, COUNT, 4);
    LossSamples.write(folder.resolve("W.npy"), weights, COUNT);
  }

  /** Numbers that no float holds. */
  private static double[] thirds(float[] values) {
    double[] thirds = LossSamples.doubles(values);
    for (int i = 0; i < thirds.length; i++) {
      thirds[i] /= 3;
    }
    return thirds;
  }

  private Cli loss(String... options) {
    return Cli.run(
        List.of(
            "loss",
            options[0],
            "--backend",
            "reference",
            "--pred",
            folder.resolve("P.npy").toString(),
            "--target",
            folder.resolve("T.npy").toString(),
            "--loss-out",
            folder.resolve("L.npy").toString(),
            "--grad-out",
            folder.resolve("G.npy").toString()),
        List.of(options).subList(1, options.length).toArray(String[]::new));
  }

  private void assertIsReference(ReferenceLoss reference, double[] scales, double divisor, Cli run)
      throws IOException {
    double[] losses = new double[COUNT];
    double[] gradients = new double[4 * COUNT];
    reference.lossesAndGradients(
        BoxFormat.XYXY, COUNT, prediction, target, losses, gradients, null);
    double sum = 0;
    for (int i = 0; i < COUNT; i++) {
      losses[i] *= scales[i];
      sum += losses[i];
      for (int k = 0; k < 4; k++) {
        gradients[4 * i + k] *= scales[i] / divisor;
      }
    }
    assertEquals("", run.err());
    assertEquals(0, run.status());
    assertArrayEquals(losses, LossSamples.read(folder.resolve("L.npy")));
    assertArrayEquals(gradients, LossSamples.read(folder.resolve("G.npy")));
    assertEquals(sum, Double.parseDouble(run.value("sum")), SUM_RELATIVE * Math.abs(sum));
  }

  private static double[] ones() {
    double[] ones = new double[COUNT];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "3"})
  void everyNumberIsThatOfTheReferenceOnAnyNumberOfThreads(String threads) throws IOException {
    Cli run = loss("siou", "--threads", threads);
    assertIsReference(ReferenceLoss.builder("siou").build(), ones(), 1, run);
  }

  @Test
  void modifiersParametersWeightsAndNormalizerReachTheReference() throws IOException {
    Cli run =
        loss(
            "ciou",
            "--alpha",
            "2",
            "--inner",
            "0.8",
            "--focaler",
            "0,0.9",
            "--focal",
            "0.5",
            "--convention",
            "yolo",
            "--param",
            "gate=1",
            "--weights",
            folder.resolve("W.npy").toString(),
            "--normalizer",
            "3");
    ReferenceLoss reference =
        ReferenceLoss.builder("ciou")
            .alpha(2)
            .inner(0.8)
            .focaler(0, 0.9)
            .focal(0.5)
            .yolo(true)
            .param("gate", 1)
            .build();
    assertIsReference(reference, weights, 3, run);
  }

  @Test
  void runningMeanIsUpdatedFirst() throws IOException {
    Cli run =
        loss("wiou", "--param", "version=3", "--param", "mean=0.7", "--param", "momentum=0.5");
    ReferenceLoss plain = ReferenceLoss.builder("wiou").build();
    double batch = 0;
    for (int i = 0; i < 4 * COUNT; i += 4) {
      batch +=
          plain.iouLoss(
              BoxFormat.XYXY,
              java.util.Arrays.copyOfRange(prediction, i, i + 4),
              java.util.Arrays.copyOfRange(target, i, i + 4));
    }
    double mean = Double.parseDouble(run.value("running mean"));
    assertEquals(0.5 * 0.7 + 0.5 * batch / COUNT, mean, SUM_RELATIVE);
    assertIsReference(
        ReferenceLoss.builder("wiou").param("version", 3).param("mean", mean).build(),
        ones(),
        1,
        run);
  }

  @Test
  void planesAreReadAndWrittenAsSuch() throws IOException {
    Cli run = loss("giou");
    double[] rows = LossSamples.read(folder.resolve("G.npy"));
    LossSamples.write(folder.resolve("P.npy"), planes(prediction), 4, COUNT);
    LossSamples.write(folder.resolve("T.npy"), planes(target), 4, COUNT);
    assertEquals(run.value("sum"), loss("giou", "--layout", "planes").value("sum"));
    assertArrayEquals(planes(rows), LossSamples.read(folder.resolve("G.npy")));
  }

  private static double[] planes(double[] rows) {
    double[] planes = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      planes[i % 4 * COUNT + i / 4] = rows[i];
    }
    return planes;
  }

  @Test
  void outputsAreDoubles() throws IOException {
    loss("iou");
    for (String name : List.of("L.npy", "G.npy")) {
      String header =
          new String(Files.readAllBytes(folder.resolve(name)), 0, 40, StandardCharsets.ISO_8859_1);
      assertEquals(true, header.contains("'descr': '<f8'"), header);
    }
  }
}
