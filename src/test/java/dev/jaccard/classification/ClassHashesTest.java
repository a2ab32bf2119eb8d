package dev.jaccard.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaccard.Backend;
import dev.jaccard.CommittedHashes;
import dev.jaccard.scoreloss.ScoreCatalog;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The bits of all losses of scores and distributions over fixed inputs are those that were
 * committed, at every vector width and in both loops.
 */
@Tag("width")
class ClassHashesTest {
  private static final int CLASSES = 19;
  private static final int ANCHORS = 67;

  /** What is not the default. */
  private static final List<String> VARIANTS =
      List.of(
          "bce pos_weight=2.5",
          "bce smoothing=0.1",
          "focal alpha=-1 gamma=1.5",
          "focal gamma=0.3",
          "quality-focal beta=1.5",
          "varifocal weighted=0",
          "varifocal detached=1",
          "softmax-ce smoothing=0.1");

  private static final int[] BINS = {2, 7, 16, 17, 64};

  private static Map<String, Function<Backend, String>> hashes() {
    Map<String, Function<Backend, String>> hashes = new LinkedHashMap<>();
    ScoreCatalog.entries().stream()
        .map(entry -> entry.name())
        .filter(name -> !name.equals(ScoreCatalog.DISTRIBUTION))
        .forEach(name -> hashes.put(name, backend -> classes(name, backend)));
    VARIANTS.forEach(text -> hashes.put(text, backend -> classes(text, backend)));
    hashes.put("softmax-ce in rows", backend -> classes("softmax-ce", ClassLayout.ROWS, backend));
    for (int bins : BINS) {
      hashes.put(ScoreCatalog.DISTRIBUTION + " " + bins, backend -> distances(bins, backend));
    }
    return hashes;
  }

  @Test
  void everyLossHasItsCommittedBits() throws IOException {
    CommittedHashes.check("scores.txt", hashes());
  }

  @Test
  void theScalarLoopHasTheHashesOfTheVectorLoop() {
    hashes()
        .forEach((name, hash) ->
            assertEquals(hash.apply(Backend.VECTOR), hash.apply(Backend.SCALAR), name));
  }

  private static String classes(String text, Backend backend) {
    return classes(text, ClassLayout.CHANNELS_FIRST, backend);
  }

  private static String classes(String text, ClassLayout layout, Backend backend) {
    String[] words = text.split(" ");
    ClassLoss.Builder builder = ClassLoss.builder(words[0]).backend(backend);
    for (int i = 1; i < words.length; i++) {
      String[] pair = words[i].split("=");
      builder.param(pair[0], Double.parseDouble(pair[1]));
    }
    ClassLoss loss = builder.build();
    int count = CLASSES * ANCHORS;
    Random random = new Random(23);
    int[] labels = random.ints(ANCHORS, 0, CLASSES).toArray();
    MemorySegment losses = Scores.plane(loss.isElementwise() ? count : ANCHORS);
    MemorySegment gradient = Scores.plane(count);
    ClassBatch batch =
        new ClassBatch(uniform(count, -12, 8), layout, CLASSES, ANCHORS)
            .targets(Scores.plane(Scores.targets(count, 4)))
            .classTargets(labels)
            .anchorWeights(uniform(ANCHORS, 0, 2))
            .losses(losses)
            .gradient(gradient)
            .normalizer(3);
    double sum = loss.forwardBackward(batch);
    return CommittedHashes.of(List.of(bits(sum), bits(losses), bits(gradient)));
  }

  private static String distances(int bins, Backend backend) {
    MemorySegment losses = Scores.plane(ANCHORS);
    MemorySegment distances = Scores.plane(4 * ANCHORS);
    MemorySegment gradient = Scores.plane(4 * bins * ANCHORS);
    double sum =
        DistributionLoss.of(bins, backend)
            .forwardBackward(
                new DistributionBatch(uniform(4 * bins * ANCHORS, -9, 9), ANCHORS)
                    .targets(uniform(4 * ANCHORS, 0, bins - 1))
                    .weights(uniform(ANCHORS, 0, 2))
                    .distanceGradient(uniform(4 * ANCHORS, -1, 1))
                    .losses(losses)
                    .distances(distances)
                    .gradient(gradient)
                    .normalizer(3));
    return CommittedHashes.of(List.of(bits(sum), bits(losses), bits(distances), bits(gradient)));
  }

  private static MemorySegment uniform(int count, float low, float high) {
    Random random = new Random(count);
    MemorySegment plane = Scores.plane(count);
    for (int i = 0; i < count; i++) {
      plane.setAtIndex(ValueLayout.JAVA_FLOAT, i, low + (high - low) * random.nextFloat());
    }
    return plane;
  }

  private static int[] bits(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return new int[] {(int) (bits >>> Integer.SIZE), (int) bits};
  }

  private static int[] bits(MemorySegment plane) {
    return plane.toArray(ValueLayout.JAVA_INT);
  }
}
