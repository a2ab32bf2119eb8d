package dev.jaccard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.npy.NpyFile;
import dev.jaccard.npy.NpyType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Bad files and values: one sentence, the right status, and nothing written. */
class LossBadInputTest {
  private static final int COUNT = 20;

  @TempDir Path folder;
  private Set<String> before;

  @BeforeEach
  void writeSamples() throws IOException {
    new LossSamples(COUNT, 21).writeTo(folder);
    LossSamples.write(file("shorter.npy"), new float[4 * COUNT - 4], COUNT - 1, 4);
    LossSamples.write(file("flat.npy"), new float[4 * COUNT], 4 * COUNT);
    LossSamples.write(file("wide.npy"), new float[5 * COUNT], COUNT, 5);
    LossSamples.write(file("deep.npy"), new float[4 * COUNT], COUNT, 2, 2);
    LossSamples.write(file("planes.npy"), new float[4 * COUNT], 4, COUNT);
    LossSamples.write(file("column.npy"), new float[COUNT], COUNT, 1);
    long[] whole = new long[4 * COUNT];
    NpyFile.write(
        file("whole.npy"), new long[] {COUNT, 4}, MemorySegment.ofArray(whole), NpyType.INT64);
    NpyFile.write(
        file("counts.npy"),
        new long[] {COUNT},
        MemorySegment.ofArray(Arrays.copyOf(whole, COUNT)),
        NpyType.INT64);
    byte[] good = Files.readAllBytes(file("P.npy"));
    Files.write(file("truncated.npy"), Arrays.copyOf(good, good.length - 1));
    Files.write(file("longer.npy"), Arrays.copyOf(good, good.length + 1));
    Files.write(file("fortran.npy"), replaced(good, "False", "True "));
    Files.write(file("object.npy"), replaced(good, "'<f4',", "'|O', "));
    Files.write(file("half.npy"), replaced(good, "<f4", "<f2"));
    Files.write(file("big-endian.npy"), replaced(good, "<f4", ">f4"));
    Files.writeString(file("text.npy"), "1 2 3 4");
    Files.createFile(file("empty.npy"));
    Files.createDirectory(file("folder"));
    before = names();
  }

  private static byte[] replaced(byte[] file, String part, String by) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    return text.replace(part, by).getBytes(StandardCharsets.ISO_8859_1);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private Set<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(path -> path.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** Runs a command line in which @name stands for a file of the folder. */
  private Cli run(String arguments) {
    return Cli.run(
        Arrays.stream(arguments.split(" "))
            .map(word -> word.startsWith("@") ? file(word.substring(1)).toString() : word)
            .toArray(String[]::new));
  }

  private void assertFails(String arguments, int status, String sentence) throws IOException {
    run(arguments).failsWith(status, sentence.replace("@", folder + "/"));
    assertEquals(before, names(), "files of the folder");
  }

  static final List<Arguments> BAD_PREDICTIONS =
      List.of(
          Arguments.of("missing.npy", "does not exist."),
          Arguments.of("folder", "is not a regular file."),
          Arguments.of("empty.npy", "is not a .npy file: it does not start with \\x93NUMPY."),
          Arguments.of("text.npy", "is not a .npy file: it does not start with \\x93NUMPY."),
          Arguments.of(
              "truncated.npy",
              "is truncated: its header promises <f4 of [20, 4], 320 bytes, but 319 follow."),
          Arguments.of(
              "longer.npy",
              "has 1 bytes too many at its end: its header promises <f4 of [20, 4], 320 bytes, but"
                  + " 321 follow."),
          Arguments.of(
              "fortran.npy",
              "is in Fortran order but must be in C order: save"
                  + " numpy.ascontiguousarray(array)."),
          Arguments.of(
              "object.npy",
              "holds pickled Python objects but must hold one of <f4, <f8, <i8, <i4."),
          Arguments.of("half.npy", "has dtype <f2 but must have one of <f4, <f8, <i8, <i4."),
          Arguments.of(
              "big-endian.npy",
              "is big-endian (>f4) but must be one of <f4, <f8, <i8, <i4: save array.astype('<f4')."),
          Arguments.of("whole.npy", "has dtype <i8 but must have <f4 or <f8."),
          Arguments.of("flat.npy", "has shape (80,) but must have (n, 4)."),
          Arguments.of("wide.npy", "has shape (20, 5) but must have (n, 4)."),
          Arguments.of("deep.npy", "has shape (20, 2, 2) but must have (n, 4)."),
          Arguments.of(
              "planes.npy",
              "has shape (4, 20) but must have (n, 4), unless --layout planes is given."));

  @ParameterizedTest
  @FieldSource("BAD_PREDICTIONS")
  void aBadFileOfBoxesIsRefused(String name, String problem) throws IOException {
    String outputs = " --loss-out @L.npy --grad-out @G.npy";
    assertFails(
        "loss ciou --pred @" + name + " --target @T.npy" + outputs, 1, "@" + name + " " + problem);
    if (!name.equals("planes.npy")) {
      assertFails(
          "loss ciou --pred @P.npy --target @" + name + outputs, 1, "@" + name + " " + problem);
    }
  }

  static final List<Arguments> BAD_VALUES =
      List.of(
          Arguments.of(
              "loss ciou --pred @P.npy --target @shorter.npy --grad-out @G.npy",
              1,
              "@shorter.npy has 19 boxes but must have 20 like @P.npy."),
          Arguments.of(
              "loss ciou --pred @P.npy --target @T.npy --layout planes --grad-out @G.npy",
              1,
              "@P.npy has shape (20, 4) but must have (4, n), unless --layout rows is given."),
          Arguments.of(
              "loss ciou --pred @P.npy --target @T.npy --weights @column.npy --grad-out @G.npy",
              1,
              "@column.npy has shape (20, 1) but must have (20,), a weight for each pair."),
          Arguments.of(
              "loss ciou --pred @P.npy --target @T.npy --weights @counts.npy --grad-out @G.npy",
              1,
              "@counts.npy has dtype <i8 but must have <f4 or <f8."),
          Arguments.of(
              "loss ciou --pred @P.npy --target @T.npy --weights @none.npy --grad-out @G.npy",
              1,
              "@none.npy does not exist."),
          Arguments.of(
              "loss ciou --pred @P.npy --target @T.npy --loss-out @L.npy --grad-out @no/G.npy",
              1,
              "@no/G.npy cannot be written: its folder does not exist."),
          Arguments.of(
              "loss ciou --pred @P.npy --target @T.npy --loss-out @L.npy --grad-out @folder",
              1,
              "@folder cannot be written: it is a folder."),
          Arguments.of(
              "loss ciou --pred @P.npy --target @T.npy --grad-out @P.npy",
              2,
              "--grad-out is the file of --pred but must be another one."),
          Arguments.of(
              "loss ciou --pred @P.npy --target @T.npy --loss-out @folder/../T.npy",
              2,
              "--loss-out is the file of --target but must be another one."),
          Arguments.of(
              "loss ciou --pred @P.npy --target @T.npy --loss-out @X.npy --grad-out @X.npy",
              2,
              "--grad-out is the file of --loss-out but must be another one."),
          Arguments.of(
              "loss ciou --pred @P.npy --target @T.npy --normalizer 0 --grad-out @G.npy",
              2,
              "--normalizer is 0.0 but must be a finite number above 0."),
          Arguments.of(
              "loss ciou --pred @P.npy --target @T.npy --normalizer NaN --grad-out @G.npy",
              2,
              "--normalizer is NaN but must be a finite number above 0."),
          Arguments.of(
              "loss ciou --pred @P.npy --target @T.npy --threads 0 --grad-out @G.npy",
              2,
              "--threads is 0 but must be at least 1."),
          Arguments.of(
              "loss ciou --pred @P.npy --target @T.npy --backend gpu --grad-out @G.npy",
              2,
              "invalid value for option '--backend': 'gpu' is none of auto, vector, scalar,"
                  + " reference, did you mean 'auto'?"),
          Arguments.of(
              "loss siou --pred @P.npy --target @T.npy --param theta=0 --grad-out @G.npy",
              2,
              "parameter theta of siou is 0 but must be in [0.5, 100]."),
          Arguments.of(
              "loss bounded --pred @P.npy --target @T.npy --inner 0.8 --grad-out @G.npy",
              2,
              "bounded has no IoU term that inner 0.8 could change."));

  @ParameterizedTest
  @FieldSource("BAD_VALUES")
  void aBadValueIsRefused(String arguments, int status, String sentence) throws IOException {
    assertFails(arguments, status, sentence);
  }

  @Test
  void anUnknownLossComesWithTheNearestOne() throws IOException {
    Cli run = run("loss cuio --pred @P.npy --target @T.npy --grad-out @G.npy");
    assertEquals(2, run.status());
    assertTrue(run.err().contains("'cuio'; did you mean 'ciou'?"), run.err());
    assertEquals(before, names());
  }

  @Test
  void moreBoxesThanAnIntCountsAreRefusedUnread() throws IOException {
    long size = 17L * Integer.MAX_VALUE;
    try (RandomAccessFile sparse = new RandomAccessFile(file("huge.npy").toFile(), "rw")) {
      sparse.setLength(size);
    }
    before = names();
    assertFails(
        "loss ciou --pred @huge.npy --target @T.npy --grad-out @G.npy",
        1,
        "@huge.npy has "
            + size
            + " bytes but may have at most 34360786928, as 2147483647 boxes of floats have.");
  }

  @Test
  void whatWasThereStaysWhenTheOtherOutputFails() throws IOException {
    Files.writeString(file("L.npy"), "old");
    before = names();
    assertFails(
        "loss ciou --pred @P.npy --target @T.npy --loss-out @L.npy --grad-out @no/G.npy",
        1,
        "@no/G.npy cannot be written: its folder does not exist.");
    assertEquals("old", Files.readString(file("L.npy")));
  }
}
