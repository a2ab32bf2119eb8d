package dev.jaccard.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFileWriteTest {

  private static final long[] PAIR = {2};
  private static final MemorySegment TWO_FLOATS = MemorySegment.ofArray(new float[] {1, 2});

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"float32.npy", "float64.npy", "int64.npy", "scalar.npy", "empty.npy", "cube.npy"})
  void theBytesAreThoseThatNumPyWrites(String name) throws IOException {
    Path original = NpyFileReadTest.resource(name);
    Path written = folder.resolve(name);
    try (Arena arena = Arena.ofConfined()) {
      NpyArray array = NpyFile.read(original, arena);
      NpyFile.write(written, array.shape(), array.segment(), array.dtype());
    }
    assertArrayEquals(Files.readAllBytes(original), Files.readAllBytes(written));
    assertOnly(written);
  }

  @Test
  void arraysOfManyBlocksComeBackBitByBit() throws IOException {
    Path file = folder.resolve("large.npy");
    float[] values = new float[4 * 150_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(i * 0x9E3779B9);
    }
    MemorySegment heap = MemorySegment.ofArray(values);
    NpyFile.write(file, new long[] {150_001, 4}, heap, NpyType.FLOAT32);
    try (Arena arena = Arena.ofConfined()) {
      NpyArray array = NpyFile.read(file, arena);
      assertEquals("<f4 [150001, 4]", array.toString());
      assertEquals(-1, heap.mismatch(array.segment()));
    }
  }

  static Stream<Arguments> badArguments() {
    return Stream.of(
        Arguments.of("shape is [2, -1] but each dimension must be at least 0", new long[] {2, -1}),
        Arguments.of(
            "shape has 65 dimensions but may have at most 64",
            LongStream.generate(() -> 1).limit(65).toArray()),
        Arguments.of("data is 8 bytes but must be 12, as shape [3] of <f4 is", new long[] {3}),
        Arguments.of("data is 8 bytes but must be 4, as shape [] of <f4 is", new long[0]),
        Arguments.of(
            "data is 8 bytes but must be over 2^63, as shape [4294967296, 4294967296] of <f4 is",
            new long[] {1L << 32, 1L << 32}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badArguments")
  void aShapeThatDoesNotFitIsRefusedAndNothingIsWritten(String message, long[] shape)
      throws IOException {
    Path file = folder.resolve("a.npy");
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> NpyFile.write(file, shape, TWO_FLOATS, NpyType.FLOAT32))
            .getMessage());
    assertOnly();
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("old.npy"), "old");
    Arena arena = Arena.ofConfined();
    MemorySegment closed = arena.allocate(8);
    arena.close();
    assertThrows(
        IllegalStateException.class, () -> NpyFile.write(file, PAIR, closed, NpyType.FLOAT32));
    assertEquals("old", Files.readString(file));
    assertOnly(file);
  }

  @Test
  void anExistingFileIsReplaced() throws IOException {
    Path file = Files.writeString(folder.resolve("old.npy"), "old");
    NpyFile.write(file, PAIR, TWO_FLOATS, NpyType.FLOAT32);
    assertEquals(128 + 8, Files.size(file));
    assertOnly(file);
  }

  @Test
  void aSymbolicLinkStaysALink() throws IOException {
    Path file = Files.writeString(folder.resolve("target.npy"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.npy"), file);
    NpyFile.write(link, PAIR, TWO_FLOATS, NpyType.FLOAT32);
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(128 + 8, Files.size(file));
    assertOnly(file, link);
  }

  @Test
  void aFileInTheWorkingFolderIsWritten() throws IOException {
    Path file = Path.of("npy-file-write-test-" + ProcessHandle.current().pid() + ".npy");
    try {
      NpyFile.write(file, PAIR, TWO_FLOATS, NpyType.FLOAT32);
      assertEquals(128 + 8, Files.size(file));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Test
  void aDeviceKeepsItsPlace() throws IOException {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "there is no /dev/null here");
    NpyFile.write(device, PAIR, TWO_FLOATS, NpyType.FLOAT32);
    assertTrue(!Files.isRegularFile(device, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void whatCannotBeWrittenIsNamedInOneSentence() throws IOException {
    Path missing = folder.resolve("missing").resolve("a.npy");
    assertEquals(
        missing + " cannot be written: its folder does not exist", failure(missing).getMessage());
    assertEquals(folder + " cannot be written: it is a folder", failure(folder).getMessage());
    Path notFolder = Files.writeString(folder.resolve("file"), "").resolve("a.npy");
    // the rest is the operating system's, in the language of its user
    assertTrue(failure(notFolder).getMessage().startsWith(notFolder + " cannot be written: "));
  }

  private static NpyException failure(Path file) {
    return assertThrows(
        NpyException.class, () -> NpyFile.write(file, PAIR, TWO_FLOATS, NpyType.FLOAT32));
  }

  private void assertOnly(Path... files) throws IOException {
    try (Stream<Path> present = Files.list(folder)) {
      assertEquals(List.of(files).stream().sorted().toList(), present.sorted().toList());
    }
  }
}
