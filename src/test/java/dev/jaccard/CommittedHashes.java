package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Hashes of results over fixed inputs, committed as a file of lines.
 *
 * <p>After an intended change of bits:
 *
 * <pre>{@code ./mvnw test -Dtest='*HashesTest' -Djaccard.hashes.write=src/test/resources/hashes}
 * </pre>
 */
public final class CommittedHashes {
  private static final String WRITE = "jaccard.hashes.write";
  private static final int HASH_LENGTH = 64;

  private CommittedHashes() {}

  /**
   * Compares the vector loops' hashes with those of a file, or writes the scalar loops' there.
   *
   * @param file the name of the file
   * @param hashes the hash of each named result
   * @throws IOException if the file cannot be read or written
   */
  public static void check(String file, Map<String, Function<Backend, String>> hashes)
      throws IOException {
    String folder = System.getProperty(WRITE);
    if (folder != null) {
      List<String> lines = new ArrayList<>();
      hashes.forEach((name, hash) -> lines.add(hash.apply(Backend.SCALAR) + "  " + name));
      Files.createDirectories(Path.of(folder));
      Files.write(Path.of(folder).resolve(file), lines);
      return;
    }
    Map<String, String> committed = read(file);
    List<String> changed = new ArrayList<>();
    hashes.forEach((name, hash) -> {
      String expected = committed.remove(name);
      if (!hash.apply(Backend.VECTOR).equals(expected)) {
        changed.add(name + (expected == null ? " (new)" : ""));
      }
    });
    assertEquals(List.of(), changed, "losses whose bits are not those of " + file);
    assertTrue(committed.isEmpty(), "lines of no loss: " + committed.keySet());
  }

  private static Map<String, String> read(String file) throws IOException {
    Map<String, String> hashes = new LinkedHashMap<>();
    try (InputStream lines = CommittedHashes.class.getResourceAsStream("/hashes/" + file)) {
      assertNotNull(lines, "src/test/resources/hashes/" + file + " is missing");
      new String(lines.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(
              line -> hashes.put(line.substring(HASH_LENGTH + 2), line.substring(0, HASH_LENGTH)));
    }
    return hashes;
  }

  /**
   * The hash of some bits.
   *
   * @param all the bits, in order
   * @return the hash in hexadecimal
   */
  public static String of(List<int[]> all) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    for (int[] bits : all) {
      ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * bits.length);
      Arrays.stream(bits).forEach(bytes::putInt);
      digest.update(bytes.array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
