package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.golden.LossSettings;
import dev.jaccard.loss.LossTable;
import dev.jaccard.loss.Pairs;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The bits of all losses and gradients over fixed pairs are those that were committed, at every
 * vector width and in both loops.
 *
 * <p>After an intended change of bits:
 *
 * <pre>{@code ./mvnw test -Dtest=HashesTest -Djaccard.hashes.write=src/test/resources/hashes}</pre>
 */
@Tag("width")
class HashesTest {
  private static final String FILE = "losses.txt";
  private static final String WRITE = "jaccard.hashes.write";
  private static final int PAIRS = 67;

  @Test
  void everyLossHasItsCommittedBits() throws IOException {
    String folder = System.getProperty(WRITE);
    if (folder != null) {
      write(Path.of(folder).resolve(FILE));
      return;
    }
    Map<String, String> committed = read();
    List<String> changed = new ArrayList<>();
    LossTable.all()
        .forEach(settings -> {
          String expected = committed.remove(settings.toString());
          if (!hash(settings, Backend.VECTOR).equals(expected)) {
            changed.add(settings + (expected == null ? " (new)" : ""));
          }
        });
    assertEquals(List.of(), changed, "losses whose bits are not those of " + FILE);
    assertTrue(committed.isEmpty(), "lines of no loss: " + committed.keySet());
  }

  @Test
  void theScalarLoopHasTheHashesOfTheVectorLoop() {
    LossTable.bases()
        .forEach(settings ->
            assertEquals(
                hash(settings, Backend.VECTOR),
                hash(settings, Backend.SCALAR),
                settings.toString()));
  }

  private static Map<String, String> read() throws IOException {
    Map<String, String> hashes = new LinkedHashMap<>();
    try (InputStream file = HashesTest.class.getResourceAsStream("/hashes/" + FILE)) {
      assertNotNull(file, "src/test/resources/hashes/" + FILE + " is missing");
      new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> hashes.put(line.substring(66), line.substring(0, 64)));
    }
    return hashes;
  }

  private static void write(Path file) throws IOException {
    List<String> lines =
        LossTable.all().map(settings -> hash(settings, Backend.SCALAR) + "  " + settings).toList();
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }

  private static String hash(LossSettings settings, Backend backend) {
    BoxLoss loss = LossTable.builder(settings).backend(backend).build();
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    for (BoxFormat format : BoxFormat.values()) {
      int[] bits = LossBits.of(loss, Pairs.any(format, PAIRS, 9), BoxMemory.ALIGNED).bits();
      ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * bits.length);
      Arrays.stream(bits).forEach(bytes::putInt);
      digest.update(bytes.array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
