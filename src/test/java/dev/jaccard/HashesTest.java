package dev.jaccard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaccard.golden.LossSettings;
import dev.jaccard.loss.LossTable;
import dev.jaccard.loss.Pairs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The bits of all losses and gradients over fixed pairs are those that were committed, at every
 * vector width and in both loops.
 */
@Tag("width")
class HashesTest {
  private static final int PAIRS = 67;

  @Test
  void everyLossHasItsCommittedBits() throws IOException {
    Map<String, Function<Backend, String>> hashes = new LinkedHashMap<>();
    LossTable.all()
        .forEach(settings -> hashes.put(settings.toString(), backend -> hash(settings, backend)));
    CommittedHashes.check("losses.txt", hashes);
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

  private static String hash(LossSettings settings, Backend backend) {
    BoxLoss loss = LossTable.builder(settings).backend(backend).build();
    List<int[]> bits = new ArrayList<>();
    for (BoxFormat format : BoxFormat.values()) {
      bits.add(LossBits.of(loss, Pairs.any(format, PAIRS, 9), BoxMemory.ALIGNED).bits());
    }
    return CommittedHashes.of(bits);
  }
}
