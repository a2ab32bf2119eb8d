package dev.jaccard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.golden.Npy;
import dev.jaccard.npy.NpyFile;
import dev.jaccard.npy.NpyType;
import dev.jaccard.reference.ElementReference;
import dev.jaccard.reference.SoftmaxReference;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands classify and dfl, and what losses, explain and bench say of their losses. */
class ScoreCommandsTest {
  private static final float[] LOGITS = {0.5f, -2, 3, 1, 0, -1};
  private static final float[] TARGETS = {1, 0, 0.5f, 0, 0, 1};

  @TempDir private Path folder;

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private void write(String name, float[] values, long... shape) throws IOException {
    NpyFile.write(folder.resolve(name), shape, MemorySegment.ofArray(values), NpyType.FLOAT32);
  }

  @BeforeEach
  void writeInputs() throws IOException {
    write("x.npy", LOGITS, 3, 2);
    write("t.npy", TARGETS, 3, 2);
    write("w.npy", new float[] {1, 2, 3}, 3);
    NpyFile.write(
        folder.resolve("classes.npy"),
        new long[] {3},
        MemorySegment.ofArray(new long[] {0, 1, -100}),
        NpyType.INT64);
    float[] bins = new float[4 * 4 * 2];
    for (int i = 0; i < bins.length; i++) {
      bins[i] = i % 5;
    }
    write("bins.npy", bins, 16, 2);
    write("d.npy", new float[] {0, 1, 2, 0.5f, 1.5f, 2.5f, 0.25f, 9}, 4, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "vector", "scalar", "reference"})
  void focalLossesAndGradientsAreWritten(String backend) throws IOException {
    Cli run =
        Cli.succeed(
            "classify",
            "focal",
            "--alpha",
            "0.3",
            "--gamma",
            "1.5",
            "--logits",
            file("x.npy"),
            "--target",
            file("t.npy"),
            "--weights",
            file("w.npy"),
            "--normalizer",
            "2",
            "--loss-out",
            file("l.npy"),
            "--grad-out",
            file("g.npy"),
            "--backend",
            backend);
    ElementReference reference = new ElementReference("focal", Map.of("alpha", 0.3, "gamma", 1.5));
    double sum = 0;
    Npy losses = Npy.read(folder.resolve("l.npy"));
    Npy gradient = Npy.read(folder.resolve("g.npy"));
    assertEquals(List.of(3, 2), java.util.Arrays.stream(gradient.shape()).boxed().toList());
    for (int i = 0; i < LOGITS.length; i++) {
      int weight = 1 + i / 2;
      double loss = weight * reference.loss(LOGITS[i], TARGETS[i]);
      sum += loss;
      assertEquals(loss, losses.values()[i], 1e-6);
      assertEquals(
          weight * reference.gradient(LOGITS[i], TARGETS[i]) / 2, gradient.values()[i], 1e-6);
    }
    assertEquals(sum, Double.parseDouble(run.value("sum")), 1e-5);
    assertEquals(sum / 2, Double.parseDouble(run.value("result")), 1e-5);
    assertEquals("3", run.value("anchors"));
  }

  @Test
  void planesHaveTheAnchorsLast() {
    String rows =
        Cli.succeed("classify", "bce", "--logits", file("x.npy"), "--target", file("t.npy"))
            .value("sum");
    Cli planes =
        Cli.succeed(
            "classify",
            "bce",
            "--layout",
            "planes",
            "--logits",
            file("x.npy"),
            "--target",
            file("t.npy"));
    assertEquals(rows, planes.value("sum"));
    assertEquals("2", planes.value("anchors"));
  }

  @Test
  void softmaxTakesClassesAndIgnoresSome() {
    double sum = SoftmaxReference.crossEntropy(new double[] {0.5, -2}, 0, 0.1, null);
    sum += SoftmaxReference.crossEntropy(new double[] {3, 1}, 1, 0.1, null);
    Cli run =
        Cli.succeed(
            "classify",
            "softmax-ce",
            "--smoothing",
            "0.1",
            "--logits",
            file("x.npy"),
            "--target",
            file("classes.npy"));
    assertEquals(sum, Double.parseDouble(run.value("sum")), 1e-5);
  }

  @Test
  void theMeanIsOverLogitsOrCountedAnchors() throws IOException {
    String[] bce = {"classify", "bce", "--logits", file("x.npy"), "--target", file("t.npy")};
    double sum = Double.parseDouble(Cli.succeed(bce).value("sum"));
    Cli mean = Cli.run(List.of(bce), "--mean", "--grad-out", file("g.npy"));
    assertEquals(sum / 6, Double.parseDouble(mean.value("mean")), 1e-12);
    double slope =
        new ElementReference("bce", Map.of("pos_weight", 1.0, "smoothing", 0.0)).gradient(0.5, 1);
    assertEquals(slope / 6, Npy.read(folder.resolve("g.npy")).values()[0], 1e-7);
    String[] softmax = {"classify", "softmax-ce", "--logits", "", "--target", file("classes.npy")};
    softmax[3] = file("x.npy");
    sum = Double.parseDouble(Cli.succeed(softmax).value("sum"));
    mean = Cli.run(List.of(softmax), "--mean");
    assertEquals(sum / 2, Double.parseDouble(mean.value("mean")), 1e-12);
    String[] dfl = {"dfl", "--logits", file("bins.npy"), "--target", file("d.npy")};
    sum = Double.parseDouble(Cli.succeed(dfl).value("sum"));
    mean = Cli.run(List.of(dfl), "--mean");
    assertEquals(sum / 2, Double.parseDouble(mean.value("mean")), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vector", "scalar", "reference"})
  void distributionsGiveLossesDistancesAndGradients(String backend) throws IOException {
    Cli run =
        Cli.succeed(
            "dfl",
            "--logits",
            file("bins.npy"),
            "--target",
            file("d.npy"),
            "--loss-out",
            file("l.npy"),
            "--grad-out",
            file("g.npy"),
            "--distances-out",
            file("e.npy"),
            "--backend",
            backend);
    double[] losses = Npy.read(folder.resolve("l.npy")).values();
    double[] distances = Npy.read(folder.resolve("e.npy")).values();
    double[] x = {0, 2, 4, 1};
    double expected = SoftmaxReference.distribution(x, 0, null);
    assertEquals(2, losses.length);
    assertEquals(SoftmaxReference.expectation(x, null), distances[0], 1e-5);
    assertTrue(losses[0] > expected / 4);
    assertEquals(losses[0] + losses[1], Double.parseDouble(run.value("sum")), 1e-5);
    assertEquals(32, Npy.read(folder.resolve("g.npy")).values().length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "classify fokal --logits X --target T | 2 | there is no loss of scores 'fokal'; did you"
            + " mean 'focal'? (known are bce, focal, quality-focal, varifocal, l1, smooth-l1, mse,"
            + " hinge, softmax-ce, dfl).",
        "classify ciou --logits X --target T | 2 | ciou is a loss of boxes: see 'jaccard loss'.",
        "classify dfl --logits X --target T | 2 | dfl is a loss of distances: see 'jaccard dfl'.",
        "loss focal --pred X --target T | 2 | focal is a loss of scores: see 'jaccard classify' and"
            + " 'jaccard dfl'.",
        "classify bce --gamma 2 --logits X --target T | 2 | bce has no parameter 'gamma'; did you"
            + " mean 'smoothing'? (it has pos_weight, smoothing).",
        "classify bce --logits X --target W | 1 | W has shape (3,) but must have (3, 2) like the"
            + " logits.",
        "classify bce --logits W --target T | 1 | W has shape (3,) but must have (A, C).",
        "classify softmax-ce --logits X --target T | 1 | T has shape (3, 2) but must have (3,), a"
            + " class for each anchor.",
        "classify softmax-ce --logits X --target W | 1 | W has dtype <f4 but must have <i8 or <i4.",
        "classify bce --logits X --target T --grad-out X | 2 | --grad-out is the file of --logits"
            + " but must be another one.",
        "classify bce --logits X --target T --normalizer 0 | 2 | --normalizer is 0.0 but must be a"
            + " finite number above 0.",
        "classify bce --logits X --target T --threads 0 | 2 | --threads is 0 but must be at least"
            + " 1.",
        "classify bce --logits X --target T --mean --normalizer 2 | 2 | --mean and --normalizer both"
            + " say what to divide by; one must be left out.",
        "classify softmax-ce --logits X --target K --ignore-index 0 | 1 | K[2] is -100 but must be in"
            + " [0, 2) or 0, which is ignored.",
        "classify softmax-ce --logits X --target K --weights T | 1 | T has shape (3, 2) but must have"
            + " (3,), a weight for each anchor.",
        "classify bce --logits N --target N | 1 | N has shape (2, 0), no class, but must have at"
            + " least one.",
        "dfl --logits M --distances-out e | 1 | M has shape (4, 2): parameter reg_max of dfl is 1"
            + " but must be a whole number in [2, 64].",
        "dfl --logits B | 2 | neither --target nor --distances-out is given.",
        "dfl --logits X --target T | 1 | X has shape (3, 2) but must have (4·reg_max, A).",
        "dfl --logits B --target T | 1 | T has shape (3, 2) but must have (4, 2), a distance for"
            + " each side.",
        "explain focal --alpha 0.5 | 2 | --alpha is given but means nothing to focal, a loss of"
            + " scores; --param sets its parameters.",
        "explain bce --format xywh | 2 | --format is given but means nothing to bce, a loss of"
            + " scores; --param sets its parameters.",
        "explain focal --param gama=2 | 2 | focal has no parameter 'gama'; did you mean 'gamma'?"
            + " (it has alpha, gamma)."
      })
  void mistakesAreOneSentence(String arguments, int status, String message) throws IOException {
    Map<String, String> files =
        Map.of(
            "X",
            "x.npy",
            "T",
            "t.npy",
            "W",
            "w.npy",
            "B",
            "bins.npy",
            "K",
            "classes.npy",
            "M",
            "few.npy",
            "N",
            "none.npy");
    write("few.npy", new float[8], 4, 2);
    write("none.npy", new float[0], 2, 0);
    String[] words = arguments.strip().split(" ");
    for (int i = 0; i < words.length; i++) {
      words[i] = files.containsKey(words[i]) ? file(files.get(words[i])) : words[i];
    }
    String expected = message.strip();
    for (Map.Entry<String, String> entry : files.entrySet()) {
      if (expected.matches(entry.getKey() + "[ \\[].*")) {
        expected = file(entry.getValue()) + expected.substring(1);
      }
    }
    Cli.run(words).failsWith(status, expected);
    assertTrue(Files.exists(folder.resolve("x.npy")));
  }

  @Test
  void theListHasTheLossesOfScores() {
    String out = Cli.succeed("losses").out();
    for (String name : List.of("bce", "varifocal", "softmax-ce", "dfl")) {
      assertTrue(out.lines().anyMatch(line -> line.startsWith(name + " ")), name);
    }
  }

  @Test
  void explanationsShowExpressionsOrPasses() {
    String focal = Cli.succeed("explain", "focal").out();
    assertTrue(focal.contains("d loss/d x = "), focal);
    // one exponential, shared by probability and entropy; gamma 2 is a product without another
    assertEquals(1, focal.lines().filter(line -> line.contains("lanewise(LSHL")).count(), focal);
    assertTrue(focal.lines().noneMatch(line -> line.contains("lanewise(ASHR")), focal);
    String softmax = Cli.succeed("explain", "softmax-ce").out();
    assertTrue(softmax.contains("Loop: softmax exponentials of 8"), softmax);
    assertTrue(softmax.contains("Loop: softmax finish"), softmax);
    assertTrue(Cli.succeed("explain", "dfl", "--forward").out().contains("Loop: dfl finish"));
    String many = Cli.succeed("explain", "dfl", "--param", "reg_max=20").out();
    for (String pass :
        List.of("exponentials of 8", "exponentials of 4", "finish", "gradient of 8")) {
      assertTrue(many.contains("Loop: dfl " + pass), many);
    }
  }
}
