package dev.jaccard.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads files that NumPy made (src/test/resources/npy/make.py). */
class NpyFileReadTest {

  private static final float[] BOXES = {0.5f, -1, 2, 3, 4, 5, 6, 7.25f, 8, 9, 10, 11};

  static Path resource(String name) {
    try {
      return Path.of(NpyFileReadTest.class.getResource("/npy/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "float32.npy | <f4 [3, 4]    | 12",
        "float64.npy | <f8 [3, 4]    | 12",
        "int64.npy   | <i8 [5]       | 5",
        "scalar.npy  | <f4 []        | 1",
        "empty.npy   | <f4 [0, 4]    | 0",
        "cube.npy    | <f4 [2, 3, 4] | 24",
        "version2.npy| <f4 [3, 4]    | 12",
        "version3.npy| <f4 [3, 4]    | 12"
      })
  void typeAndShapeAreThoseOfTheFile(String name, String description, long size)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      NpyArray array = NpyFile.read(resource(name), arena);
      assertEquals(description, array.toString());
      assertEquals(size, array.size());
      assertEquals(size * array.dtype().bytes(), array.segment().byteSize());
      assertEquals(0, array.segment().address() % 64);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32.npy", "version2.npy", "version3.npy"})
  void float32IsReadAsItIs(String name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      NpyArray array = NpyFile.read(resource(name), arena);
      assertArrayEquals(BOXES, array.segment().toArray(ValueLayout.JAVA_FLOAT));
      assertSame(array.segment(), array.toFloat32(arena));
      double[] doubles = array.toFloat64(arena).toArray(ValueLayout.JAVA_DOUBLE);
      for (int i = 0; i < BOXES.length; i++) {
        assertEquals(BOXES[i], doubles[i]);
      }
    }
  }

  @Test
  void float64IsRoundedToFloat32() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      NpyArray array = NpyFile.read(resource("float64.npy"), arena);
      assertSame(array.segment(), array.toFloat64(arena));
      double[] doubles = array.segment().toArray(ValueLayout.JAVA_DOUBLE);
      MemorySegment converted = array.toFloat32(arena);
      assertEquals(0, converted.address() % 64);
      float[] floats = converted.toArray(ValueLayout.JAVA_FLOAT);
      assertEquals(12, floats.length);
      for (int i = 0; i < floats.length; i++) {
        assertEquals(BOXES[i] / 3.0, doubles[i]);
        assertEquals((float) doubles[i], floats[i]);
      }
    }
  }

  @Test
  void int64IsRoundedToTheNearest() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      NpyArray array = NpyFile.read(resource("int64.npy"), arena);
      assertArrayEquals(
          new long[] {-(1L << 62), -1, 0, 1, (1 << 24) + 1},
          array.segment().toArray(ValueLayout.JAVA_LONG));
      assertArrayEquals(
          new float[] {-0x1p62f, -1, 0, 1, 0x1p24f},
          array.toFloat32(arena).toArray(ValueLayout.JAVA_FLOAT));
      assertArrayEquals(
          new double[] {-0x1p62, -1, 0, 1, 0x1p24 + 1},
          array.toFloat64(arena).toArray(ValueLayout.JAVA_DOUBLE));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1023, 1024, 1025, 5000})
  void conversionsReachEveryElement(int size, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("array.npy");
    float[] floats = new float[size];
    double[] doubles = new double[size];
    long[] longs = new long[size];
    int[] ints = new int[size];
    for (int i = 0; i < size; i++) {
      floats[i] = i - 7;
      doubles[i] = i - 7;
      longs[i] = i - 7;
      ints[i] = i - 7;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment[] data = {
        MemorySegment.ofArray(floats),
        MemorySegment.ofArray(doubles),
        MemorySegment.ofArray(longs),
        MemorySegment.ofArray(ints)
      };
      for (NpyType dtype : NpyType.values()) {
        NpyFile.write(file, new long[] {size}, data[dtype.ordinal()], dtype);
        NpyArray array = NpyFile.read(file, arena);
        assertEquals(-1, array.toFloat32(arena).mismatch(data[0]), "to float32 from " + dtype);
        assertEquals(-1, array.toFloat64(arena).mismatch(data[1]), "to float64 from " + dtype);
        if (dtype.isInteger()) {
          assertEquals(-1, array.toInt32(arena).mismatch(data[3]), "to int32 from " + dtype);
        }
      }
    }
  }

  @Test
  void theArrayOutlivesItsFileAndIsWritable(@TempDir Path folder) throws IOException {
    Path copy = Files.copy(resource("scalar.npy"), folder.resolve("copy.npy"));
    try (Arena arena = Arena.ofConfined()) {
      NpyArray array = NpyFile.read(copy, arena);
      Files.write(copy, new byte[0]);
      assertEquals(1.5f, array.segment().get(ValueLayout.JAVA_FLOAT, 0));
      array.segment().set(ValueLayout.JAVA_FLOAT, 0, 2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'shape': (1L,), 'fortran_order': False, 'descr': '<f4'}\n",
        "  {\"descr\": \"<f4\",\t'fortran_order':False,'shape':(1)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': ( 1 , ) , }   \n"
      })
  void headersOfOtherWritersAreRead(String header, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("other.npy");
    Files.write(file, file(header, 4));
    try (Arena arena = Arena.ofConfined()) {
      assertEquals("<f4 [1]", NpyFile.read(file, arena).toString());
    }
  }

  /** A file of version 1.0 with some header and zeros after it. */
  static byte[] file(String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    byte[] file = new byte[10 + text.length + dataBytes];
    byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    System.arraycopy(magic, 0, file, 0, 8);
    file[8] = (byte) text.length;
    file[9] = (byte) (text.length >> 8);
    System.arraycopy(text, 0, file, 10, text.length);
    return file;
  }
}
