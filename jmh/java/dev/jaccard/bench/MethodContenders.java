package dev.jaccard.bench;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import dev.jaccard.match.BoxFusion;
import dev.jaccard.match.Nms;
import dev.jaccard.match.NmsWorkspace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.IntSupplier;

/** The methods of suppression that no peer has, each beside a plain loop that keeps as many. */
final class MethodContenders {
  private static final float THRESHOLD = 0.65f;
  private static final double SIGMA = 0.5;
  private static final float LEAST = 0.001f;
  private static final double FUSION = 0.55;

  /** Plain loops add and round in other orders. */
  private static final double OTHER_PRECISION = 1e-3;

  private final SceneData data;
  private final NmsWorkspace workspace = new NmsWorkspace();
  private final MemorySegment kept;
  private final MemorySegment scores;
  private final Boxes fused;
  private final SequencedMap<String, Pair> pairs = new LinkedHashMap<>();

  /** This library and a plain loop; both return how many boxes they keep. */
  record Pair(IntSupplier jaccard, IntSupplier plain) {}

  MethodContenders(SceneData.Kind kind, int count) {
    data = new SceneData(kind, count, 1);
    Arena arena = Arena.ofAuto();
    kept = arena.allocate(4L * count, 4);
    scores = arena.allocate(4L * count, 4);
    fused = Boxes.allocate(arena, count, BoxFormat.XYXY);
    float[] rows = data.rows;
    float[] own = data.scoreArray;
    Nms.warmUp().join();
    suppression("DIoU-NMS", Nms.diou(THRESHOLD), () -> PlainMethods.diou(rows, own, THRESHOLD));
    suppression("fast NMS", Nms.fast(THRESHOLD), () -> PlainMethods.fast(rows, own, THRESHOLD));
    suppression(
        "Soft-NMS, gaussian",
        Nms.softGaussian(SIGMA, 0).scoreThreshold(LEAST),
        () -> PlainMethods.soft(rows, own, SIGMA, LEAST));
    suppression(
        "matrix NMS, linear",
        Nms.matrixLinear().scoreThreshold(LEAST),
        () -> PlainMethods.matrix(rows, own, LEAST));
    BoxFusion fusion = BoxFusion.of(FUSION);
    pairs.put(
        "weighted boxes fusion",
        new Pair(
            () -> fusion.apply(data.boxes, data.scores, null, fused, scores, kept, workspace),
            () -> PlainMethods.fusion(rows, own, FUSION)));
  }

  private void suppression(String name, Nms nms, IntSupplier plain) {
    pairs.put(
        name,
        new Pair(() -> nms.apply(data.boxes, data.scores, null, kept, scores, workspace), plain));
  }

  /** The methods by their names, after both of each have kept as many boxes. */
  SequencedMap<String, Pair> compared() {
    pairs.forEach((name, pair) -> {
      int ours = pair.jaccard.getAsInt();
      int theirs = pair.plain.getAsInt();
      if (Math.abs(theirs - ours) > Math.max(1, ours * OTHER_PRECISION)) {
        throw new IllegalStateException(
            name + ": a plain loop keeps " + theirs + " boxes, not " + ours);
      }
    });
    return pairs;
  }
}
