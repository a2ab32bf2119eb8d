package dev.jaccard.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.golden.GoldenCases;
import dev.jaccard.golden.Npy;
import dev.jaccard.match.Pairwise;
import dev.jaccard.npy.NpyFile;
import dev.jaccard.npy.NpyType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jaccard pairwise} and {@code jaccard nms}, from file to file. */
class MatchCommandsTest {
  private static final int COUNT = 7;

  @TempDir Path folder;
  private LossSamples samples;

  @BeforeEach
  void writeSamples() throws IOException {
    samples = new LossSamples(COUNT, 1).writeTo(folder);
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private void assertMatrix(Pairwise expected, BoxFormat format) throws IOException {
    Boxes a = Boxes.wrap(LossSamples.planes(samples.prediction), COUNT, format);
    Boxes b = Boxes.wrap(LossSamples.planes(samples.target), COUNT, format);
    float[] matrix = new float[COUNT * COUNT];
    expected.matrix(a, b, MemorySegment.ofArray(matrix));
    Npy written = Npy.read(folder.resolve("M.npy"));
    assertArrayEquals(new int[] {COUNT, COUNT}, written.shape());
    assertArrayEquals(LossSamples.doubles(matrix), written.values());
  }

  @Test
  void pairwiseWritesTheLibrarysMatrix() throws IOException {
    for (String name : new String[] {"iou", "ioa", "ciou"}) {
      Cli run =
          Cli.succeed(
              "pairwise", name, "--a", at("P.npy"), "--b", at("T.npy"), "--out", at("M.npy"));
      assertEquals("(7, 7)", run.value("shape"));
      assertMatrix(Pairwise.of(name), BoxFormat.XYXY);
    }
  }

  @Test
  void pairwiseTakesFormatsLayoutsAndModifiers() throws IOException {
    LossSamples.write(folder.resolve("Q.npy"), LossSamples.planes(samples.prediction), 4, COUNT);
    LossSamples.write(folder.resolve("U.npy"), LossSamples.planes(samples.target), 4, COUNT);
    Cli.succeed(
        ("pairwise giou --inner 0.75 --format cxcywh --layout planes --a %s --b %s --out %s")
            .formatted(at("Q.npy"), at("U.npy"), at("M.npy"))
            .split(" "));
    assertMatrix(Pairwise.of(BoxLoss.builder("giou").inner(0.75).build()), BoxFormat.CXCYWH);
  }

  @Test
  void pairwiseRefusesWhatHasNoMeaning() {
    String files = " --a %s --b %s --out %s".formatted(at("P.npy"), at("T.npy"), at("M.npy"));
    Cli.run(("pairwise ciou --focal 0.5" + files).split(" "))
        .failsWith(
            2,
            "focal is 0.5 but must be 0: it is a weight of losses and has no meaning for a"
                + " similarity.");
    Cli.run(("pairwise ciou --threads 0" + files).split(" "))
        .failsWith(2, "--threads is 0 but must be at least 1.");
    Cli.run("pairwise", "iou", "--a", at("P.npy"), "--b", at("T.npy"), "--out", at("T.npy"))
        .failsWith(2, "--out is the file of --b but must be another one.");
    Cli.run("pairwise", "iou", "--a", at("W.npy"), "--b", at("T.npy"), "--out", at("M.npy"))
        .failsWith(1, at("W.npy") + " has shape (7,) but must have (n, 4).");
    assertFalse(Files.exists(folder.resolve("M.npy")));
  }

  @Test
  void nmsWritesGoldenIndices() throws IOException {
    assumeTrue(GoldenCases.shared().isPresent(), "The folder ../shared/golden is missing.");
    Path golden = GoldenCases.shared().orElseThrow().resolve("nms");
    String files =
        "nms --boxes %s --scores %s --out %s"
            .formatted(
                golden.resolve("nms_a_boxes.npy"),
                golden.resolve("nms_a_scores.npy"),
                at("keep.npy"));
    assertNms(golden.resolve("nms_a_t0.7_keep.npy"), files + " --iou 0.7");
    String classes = " --classes " + golden.resolve("nms_a_classes.npy");
    assertNms(golden.resolve("nms_a_t0.5_batched_keep.npy"), files + " --iou 0.5" + classes);
    assertNms(
        golden.resolve("soft_nms_a_linear_o1_keep.npy"),
        files + " --iou 0.5 --method soft-linear --offset 1");
  }

  private void assertNms(Path expected, String command) throws IOException {
    Cli.succeed(command.split(" "));
    assertArrayEquals(
        Npy.read(expected).values(), LossSamples.read(folder.resolve("keep.npy")), command);
  }

  @Test
  void everyMethodWritesIndicesScoresAndBoxesOfOneLength() throws IOException {
    MemorySegment ints = MemorySegment.ofArray(new int[COUNT]);
    NpyFile.write(folder.resolve("C.npy"), new long[] {COUNT}, ints, NpyType.INT32);
    for (NmsMethod method : NmsMethod.values()) {
      for (String layout : new String[] {"rows", "planes"}) {
        float[] boxes =
            layout.equals("rows") ? samples.prediction : LossSamples.planes(samples.prediction);
        long[] shape = layout.equals("rows") ? new long[] {COUNT, 4} : new long[] {4, COUNT};
        LossSamples.write(folder.resolve("B.npy"), boxes, shape);
        Cli run =
            Cli.succeed(
                ("nms --method %s --layout %s --boxes %s --scores %s --classes %s --out %s"
                        + " --scores-out %s --boxes-out %s --max 4")
                    .formatted(
                        NamedValues.name(method),
                        layout,
                        at("B.npy"),
                        at("W.npy"),
                        at("C.npy"),
                        at("keep.npy"),
                        at("s.npy"),
                        at("b.npy"))
                    .split(" "));
        double[] keep = LossSamples.read(folder.resolve("keep.npy"));
        assertTrue(keep.length >= 1 && keep.length <= 4, method.toString());
        assertEquals(keep.length + " of 7", run.value("kept"));
        assertEquals(keep.length, LossSamples.read(folder.resolve("s.npy")).length);
        Npy written = Npy.read(folder.resolve("b.npy"));
        boolean rows = layout.equals("rows");
        assertEquals(keep.length, written.shape()[rows ? 0 : 1]);
        if (method == NmsMethod.GREEDY) {
          float x2 = samples.prediction[4 * (int) keep[0] + 2];
          assertEquals(x2, written.values()[rows ? 2 : 2 * keep.length]);
        }
      }
    }
  }

  @Test
  void nmsOfNoBoxesWritesNone() throws IOException {
    LossSamples.write(folder.resolve("B.npy"), new float[0], 0, 4);
    LossSamples.write(folder.resolve("S.npy"), new float[0], 0);
    for (NmsMethod method : NmsMethod.values()) {
      Cli run =
          Cli.succeed(
              "nms --method %s --boxes %s --scores %s --out %s"
                  .formatted(NamedValues.name(method), at("B.npy"), at("S.npy"), at("keep.npy"))
                  .split(" "));
      assertEquals("0 of 0", run.value("kept"));
      assertArrayEquals(new int[] {0}, Npy.read(folder.resolve("keep.npy")).shape());
    }
  }

  @Test
  void nmsRefusesWhatDoesNotFit() throws IOException {
    String files = "nms --boxes %s --out %s ".formatted(at("P.npy"), at("keep.npy"));
    String scores = "--scores " + at("W.npy");
    Cli.run((files + scores + " --iou 2").split(" "))
        .failsWith(2, "--iou is 2.0 but must be a number from 0 to 1.");
    Cli.run((files + scores + " --score-threshold NaN").split(" "))
        .failsWith(2, "--score-threshold is NaN but must be a number.");
    Cli.run((files + scores + " --max 0").split(" "))
        .failsWith(2, "--max is 0 but must be at least 1.");
    Cli.run((files + scores + " --method wbf --top 3").split(" "))
        .failsWith(2, "--top is given but means nothing to method wbf.");
    Cli.run((files + scores + " --sigma 1").split(" "))
        .failsWith(2, "--sigma is given but means nothing to method greedy.");
    Cli.run((files + scores + " --method matrix --offset 0").split(" "))
        .failsWith(2, "--offset is given but means nothing to method matrix.");
    Cli.run((files + scores + " --method diou --models 1").split(" "))
        .failsWith(2, "--models is given but means nothing to method diou.");
    Cli.run((files + scores + " --scores-out " + at("keep.npy")).split(" "))
        .failsWith(2, "--scores-out is the file of --out but must be another one.");
    Cli.run((files + scores + " --classes " + at("W.npy")).split(" "))
        .failsWith(1, at("W.npy") + " has dtype <f4 but must have <i8 or <i4.");
    LossSamples.write(folder.resolve("few.npy"), new float[3], 3);
    Cli.run((files + "--scores " + at("few.npy")).split(" "))
        .failsWith(1, at("few.npy") + " has shape (3,) but must have (7,), a score for each box.");
    MemorySegment large = MemorySegment.ofArray(new long[] {0, 1, 2, 3, 4, 5, 1L << 40});
    NpyFile.write(folder.resolve("L.npy"), new long[] {COUNT}, large, NpyType.INT64);
    Cli.run((files + scores + " --classes " + at("L.npy")).split(" "))
        .failsWith(
            1, at("L.npy") + " has a class that is no int, but all must be from -2^31 to 2^31-1.");
    assertFalse(Files.exists(folder.resolve("keep.npy")));
  }
}
