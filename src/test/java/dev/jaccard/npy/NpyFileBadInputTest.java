package dev.jaccard.npy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class NpyFileBadInputTest {

  @TempDir Path folder;

  static final List<Arguments> FOREIGN =
      List.of(
          Arguments.of(
              "fortran.npy",
              "is in Fortran order but must be in C order: save numpy.ascontiguousarray(array)"),
          Arguments.of(
              "big-endian.npy",
              "is big-endian (>f4) but must be one of <f4, <f8, <i8, <i4: save array.astype('<f4')"),
          Arguments.of("half.npy", "has dtype <f2 but must have one of <f4, <f8, <i8, <i4"),
          Arguments.of("bool.npy", "has dtype |b1 but must have one of <f4, <f8, <i8, <i4"),
          Arguments.of(
              "object.npy", "holds pickled Python objects but must hold one of <f4, <f8, <i8, <i4"),
          Arguments.of(
              "structured.npy", "has a structured dtype but must have one of <f4, <f8, <i8, <i4"),
          Arguments.of("archive.npz", "is a zip archive such as .npz, not a .npy file: unpack it"),
          Arguments.of("make.py", "is not a .npy file: it does not start with \\x93NUMPY"));

  @ParameterizedTest
  @FieldSource("FOREIGN")
  void aForeignFileOfNumPyIsRefusedWithTheReason(String name, String problem) {
    assertRefused(NpyFileReadTest.resource(name), problem);
  }

  private static final String TAIL = "'fortran_order': False, 'shape': (3, 4), }";

  static final List<Arguments> HEADERS =
      List.of(
          Arguments.of("", "a '{' is missing at position 0"),
          Arguments.of("{'descr': '<f4'", "a '}' is missing at position 15"),
          Arguments.of("{'descr': '<f4, ", "a string is missing at position 10"),
          Arguments.of("{'descr' '<f4'}", "a ':' is missing at position 9"),
          Arguments.of("{descr: '<f4'}", "a string is missing at position 1"),
          Arguments.of(
              "{'descr': '<f4', }", "it must have the keys 'descr', 'fortran_order' and 'shape'"),
          Arguments.of("{'colour': 'red'}", "it has an unknown key 'colour'"),
          Arguments.of("{'fortran_order': 0}", "'fortran_order' is neither True nor False"),
          Arguments.of(
              "{'shape': (-1,)}",
              "its shape has a dimension that is not a number from 0 to 2^63-1"),
          Arguments.of(
              "{'shape': (9223372036854775808,)}",
              "its shape has a dimension that is not a number from 0 to 2^63-1"),
          Arguments.of("{'shape': (1 2)}", "a ')' is missing at position 13"),
          Arguments.of("{'descr': '<f4', " + TAIL + " x", "something follows its dictionary"));

  @ParameterizedTest
  @FieldSource("HEADERS")
  void aMalformedHeaderIsRefusedWithTheReason(String header, String problem) throws IOException {
    Path file = write(NpyFileReadTest.file(header, 48));
    assertRefused(file, "has a malformed header: " + problem);
  }

  @Test
  void aTruncatedFileIsRefusedWhereverItEnds() throws IOException {
    byte[] whole = Files.readAllBytes(NpyFileReadTest.resource("float32.npy"));
    for (int length = 0; length < whole.length; length++) {
      Path file = write(Arrays.copyOf(whole, length));
      String problem =
          length < 6
              ? "is not a .npy file: it does not start with \\x93NUMPY"
              : length < 128
                  ? "is truncated: it ends inside its header"
                  : "is truncated: its header promises <f4 of [3, 4], 48 bytes, but %d follow"
                      .formatted(length - 128);
      assertRefused(file, problem);
    }
  }

  @Test
  void bytesAfterTheArrayAreRefused() throws IOException {
    byte[] whole = Files.readAllBytes(NpyFileReadTest.resource("float32.npy"));
    assertRefused(
        write(Arrays.copyOf(whole, whole.length + 3)),
        "has 3 bytes too many at its end: its header promises <f4 of [3, 4], 48 bytes,"
            + " but 51 follow");
  }

  @Test
  void anArrayLargerThanALongIsRefused() throws IOException {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }";
    assertRefused(
        write(NpyFileReadTest.file(header, 16)),
        "is truncated: its header promises <f4 of [4294967296, 4294967296], over 2^63 bytes,"
            + " but 16 follow");
  }

  @Test
  void unknownVersionsAndHugeHeadersAreRefused() throws IOException {
    byte[] bytes = NpyFileReadTest.file("{'descr': '<f4', " + TAIL, 48);
    bytes[6] = 4;
    assertRefused(write(bytes), "is a .npy file of version 4.0 but must be 1.0, 2.0 or 3.0");
    byte[] large = Arrays.copyOf(bytes, 2_100_000);
    large[6] = 2;
    Arrays.fill(large, 8, 12, (byte) 0);
    large[10] = 0x20;
    assertRefused(
        write(large),
        "has a malformed header: it claims 2097152 bytes but may have at most 1048576");
  }

  @Test
  void whatIsNoFileIsRefused() {
    assertRefused(folder.resolve("missing.npy"), "does not exist");
    assertRefused(folder, "is not a regular file");
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("bad.npy"), bytes);
  }

  private static void assertRefused(Path file, String problem) {
    try (Arena arena = Arena.ofConfined()) {
      String message =
          assertThrows(NpyException.class, () -> NpyFile.read(file, arena)).getMessage();
      assertEquals(file + " " + problem, message);
      assertFalse(message.contains("\n"), "one sentence");
    }
  }
}
