package dev.jaccard.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.Backend;
import dev.jaccard.Batch;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.golden.Npy;
import dev.jaccard.loss.Convention;
import dev.jaccard.loss.RunningMean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code jaccard loss} computes is what the library computes, bit for bit. */
class LossCommandTest {
  /** More than one of the kernels' chunks, and not a multiple of any vector. */
  private static final int COUNT = 5003;

  @TempDir Path folder;

  /** A call with the options given, and the same loss by the Java API. */
  record Case(String name, String options, UnaryOperator<BoxLoss.Builder> builder) {
    @Override
    public String toString() {
      return name + " " + options;
    }
  }

  static final List<Case> CASES =
      List.of(
          new Case("iou", "", b -> b),
          new Case("iou", "--param form=1", b -> b.param("form", 1)),
          new Case("ciou", "--alpha 3", b -> b.alpha(3)),
          new Case(
              "ciou",
              "--param gate=1 --param eps=1e-9",
              b -> b.param("gate", 1).param("eps", 1e-9)),
          new Case("diou", "--inner 0.75", b -> b.inner(0.75)),
          new Case("eiou", "--focal 0.5", b -> b.focal(0.5)),
          new Case("giou", "--focaler 0.1,0.9", b -> b.focaler(0.1, 0.9)),
          new Case("siou", "--convention yolo", b -> b.convention(Convention.YOLO)),
          new Case(
              "mpdiou",
              "--param width=640 --param height=480",
              b -> b.param("width", 640).param("height", 480)),
          new Case(
              "siou",
              "--alpha 2 --inner 1.2 --focaler 0,0.95 --focal 0.5",
              b -> b.alpha(2).inner(1.2).focaler(0, 0.95).focal(0.5)));

  /** What the library gives. */
  private record Expected(double result, float[] losses, float[] gradient) {}

  private static Expected expected(
      BoxLoss.Builder builder,
      float[] prediction,
      float[] target,
      BoxFormat format,
      UnaryOperator<Batch> settings) {
    BoxLoss loss = builder.backend(Backend.SCALAR).build();
    int count = prediction.length / 4;
    Arena arena = Arena.ofAuto();
    Boxes gradient = Boxes.allocate(arena, count, format);
    float[] losses = new float[count];
    Batch batch =
        new Batch(
                Boxes.fromInterleaved(arena, prediction, count, format),
                Boxes.fromInterleaved(arena, target, count, format))
            .losses(MemorySegment.ofArray(losses))
            .gradient(gradient);
    double result = loss.forwardBackward(settings.apply(batch));
    float[] rows = new float[4 * count];
    gradient.toInterleaved(rows);
    return new Expected(result, losses, rows);
  }

  private Cli loss(String name, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "loss",
                name,
                "--pred",
                file("P.npy").toString(),
                "--target",
                file("T.npy").toString(),
                "--loss-out",
                file("L.npy").toString(),
                "--grad-out",
                file("G.npy").toString()));
    arguments.addAll(Stream.of(options).filter(option -> !option.isEmpty()).toList());
    return Cli.succeed(arguments.toArray(String[]::new));
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void assertOutputs(Expected expected) throws IOException {
    assertArrayEquals(
        LossSamples.doubles(expected.losses), LossSamples.read(file("L.npy")), "losses");
    assertArrayEquals(
        LossSamples.doubles(expected.gradient), LossSamples.read(file("G.npy")), "gradient");
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void optionsMeanWhatTheApiDoes(Case options) throws IOException {
    LossSamples samples = new LossSamples(300, 1).writeTo(folder);
    Cli run = loss(options.name, options.options.split(" "));
    Expected expected =
        expected(
            options.builder.apply(BoxLoss.builder(options.name)),
            samples.prediction,
            samples.target,
            BoxFormat.XYXY,
            batch -> batch);
    assertOutputs(expected);
    assertEquals(Double.toString(expected.result), run.value("sum"));
    assertEquals(Double.toString(expected.result / 300), run.value("mean"));
    assertEquals("300", run.value("pairs"));
    assertTrue(run.value("time").matches("\\d+\\.\\d{3} s, with files \\d+\\.\\d{3} s"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"xyxy", "xywh", "cxcywh"})
  void everyFormatInBothLayouts(String name) throws IOException {
    BoxFormat format = BoxFormat.valueOf(name.toUpperCase(java.util.Locale.ROOT));
    LossSamples samples = new LossSamples(COUNT, 2);
    float[] prediction = rows(samples.prediction, format);
    float[] target = rows(samples.target, format);
    Expected expected =
        expected(BoxLoss.builder("diou"), prediction, target, format, batch -> batch);
    LossSamples.write(file("P.npy"), prediction, COUNT, 4);
    LossSamples.write(file("T.npy"), target, COUNT, 4);
    loss("diou", "--format", name);
    assertOutputs(expected);
    assertArrayEquals(new int[] {COUNT, 4}, Npy.read(file("G.npy")).shape());

    LossSamples.write(file("P.npy"), LossSamples.planes(prediction), 4, COUNT);
    LossSamples.write(file("T.npy"), LossSamples.planes(target), 4, COUNT);
    loss("diou", "--format", name, "--layout", "planes");
    assertOutputs(
        new Expected(expected.result, expected.losses, LossSamples.planes(expected.gradient)));
    assertArrayEquals(new int[] {4, COUNT}, Npy.read(file("G.npy")).shape());
  }

  private static float[] rows(float[] corners, BoxFormat format) {
    int count = corners.length / 4;
    float[] rows = new float[corners.length];
    Arena arena = Arena.ofAuto();
    Boxes.fromInterleaved(arena, corners, count, BoxFormat.XYXY)
        .to(format, arena)
        .toInterleaved(rows);
    return rows;
  }

  @Test
  void weightsAndNormalizerScaleLossAndGradient() throws IOException {
    LossSamples samples = new LossSamples(COUNT, 3).writeTo(folder);
    Cli run = loss("ciou", "--weights", file("W.npy").toString(), "--normalizer", "128");
    Expected expected =
        expected(
            BoxLoss.builder("ciou"),
            samples.prediction,
            samples.target,
            BoxFormat.XYXY,
            batch -> batch.weights(MemorySegment.ofArray(samples.weights)).normalizer(128));
    assertOutputs(expected);
    assertEquals(Double.toString(expected.result), run.value("mean"));
    assertEquals(Double.toString(expected.result * 128), run.value("sum"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "scalar", "vector"})
  void backendsAndThreadsGiveTheSameBits(String backend) throws IOException {
    LossSamples samples = new LossSamples(COUNT, 4).writeTo(folder);
    Expected expected =
        expected(
            BoxLoss.builder("iou"),
            samples.prediction,
            samples.target,
            BoxFormat.XYXY,
            batch -> batch);
    for (String threads : List.of("1", "3")) {
      Cli run = loss("iou", "--backend", backend, "--threads", threads);
      assertOutputs(expected);
      assertEquals(Double.toString(expected.result), run.value("sum"));
    }
  }

  @Test
  void doublesAreRoundedToFloats() throws IOException {
    LossSamples samples = new LossSamples(100, 5).writeTo(folder);
    LossSamples.write(file("P.npy"), LossSamples.doubles(samples.prediction), 100, 4);
    loss("eiou");
    assertOutputs(
        expected(
            BoxLoss.builder("eiou"),
            samples.prediction,
            samples.target,
            BoxFormat.XYXY,
            batch -> batch));
  }

  @Test
  void runningMeanIsUpdatedFirstAndPrinted() throws IOException {
    LossSamples samples = new LossSamples(COUNT, 6).writeTo(folder);
    Cli run =
        loss("wiou", "--param", "version=3", "--param", "mean=0.8", "--param", "momentum=0.25");
    BoxLoss loss = BoxLoss.builder("wiou").param("version", 3).backend(Backend.SCALAR).build();
    RunningMean mean =
        loss.updated(
            new RunningMean(0.8, 0.25),
            new Batch(
                Boxes.fromInterleaved(Arena.ofAuto(), samples.prediction, COUNT, BoxFormat.XYXY),
                Boxes.fromInterleaved(Arena.ofAuto(), samples.target, COUNT, BoxFormat.XYXY)));
    assertEquals(Double.toString(mean.value()), run.value("running mean"));
    assertOutputs(
        expected(
            BoxLoss.builder("wiou").param("version", 3),
            samples.prediction,
            samples.target,
            BoxFormat.XYXY,
            batch -> batch.runningMean(mean)));
  }

  @Test
  void nothingIsWrittenThatWasNotAskedFor() throws IOException {
    new LossSamples(10, 7).writeTo(folder);
    Cli run = Cli.succeed("loss", "ciou", "--pred", path("P.npy"), "--target", path("T.npy"));
    assertTrue(Double.parseDouble(run.value("sum")) > 0);
    assertFalse(run.out().contains("running mean"));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(3, files.count());
    }
  }

  private String path(String name) {
    return file(name).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "reference"})
  void noBoxesAreNoLoss(String backend) throws IOException {
    LossSamples.write(file("P.npy"), new float[0], 0, 4);
    LossSamples.write(file("T.npy"), new float[0], 0, 4);
    Cli run = loss("wiou", "--backend", backend, "--param", "mean=0.5");
    assertEquals("0.0", run.value("sum"));
    assertEquals("0.0", run.value("mean"));
    assertEquals("0.5", run.value("running mean"));
    assertArrayEquals(new int[] {0}, Npy.read(file("L.npy")).shape());
    assertArrayEquals(new int[] {0, 4}, Npy.read(file("G.npy")).shape());
  }

  @Test
  void notANumberStaysInItsPair() throws IOException {
    LossSamples samples = new LossSamples(50, 8);
    samples.prediction[4 * 20 + 1] = Float.NaN;
    samples.writeTo(folder);
    Cli run = loss("ciou");
    assertEquals("NaN", run.value("sum"));
    double[] losses = LossSamples.read(file("L.npy"));
    for (int i = 0; i < losses.length; i++) {
      assertEquals(i == 20, Double.isNaN(losses[i]));
    }
  }

  @Test
  void anOutputThatExistsIsReplacedAlsoThroughALink() throws IOException {
    new LossSamples(10, 9).writeTo(folder);
    Path real = Files.createDirectory(file("real")).resolve("gradient.npy");
    Files.writeString(real, "old");
    Files.createSymbolicLink(file("G.npy"), real);
    loss("ciou");
    assertTrue(Files.isSymbolicLink(file("G.npy")));
    assertArrayEquals(new int[] {10, 4}, Npy.read(real).shape());
  }
}
