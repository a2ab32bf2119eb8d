package dev.jaccard.bench.peers;

import dev.jaccard.Boxes;
import dev.jaccard.bench.Pairs;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The JVM without us: a loop over float arrays as one writes it by hand, left to C2. */
public final class ArraysPeer implements Peer {
  private static final int COORDINATES = 4;

  /** Enough for C2. */
  private static final long WARM_UP_NANOS = 300_000_000;

  private static final Set<ArrayLoops.ArrayLoop> WARM = ConcurrentHashMap.newKeySet();

  private final boolean planes;

  /**
   * Loops over arrays.
   *
   * @param planes whether boxes lie in planes (structure of arrays) or rows (array of structures)
   */
  public ArraysPeer(boolean planes) {
    this.planes = planes;
  }

  @Override
  public String label() {
    return planes ? "java-planes" : "java-rows";
  }

  @Override
  public Optional<PeerCall> call(String loss, boolean gradient, Pairs pairs) {
    Map<String, ArrayLoops.ArrayLoop> loops = planes ? ArrayLoops.PLANES : ArrayLoops.ROWS;
    ArrayLoops.ArrayLoop loop = loops.get(loss);
    if (!gradient || loop == null) {
      return Optional.empty();
    }
    int count = pairs.prediction.count();
    float[] p = floats(pairs.prediction);
    float[] t = floats(pairs.target);
    float[] losses = new float[count];
    float[] slopes = new float[p.length];
    // once for all numbers of pairs
    long end = System.nanoTime() + (WARM.add(loop) ? WARM_UP_NANOS : 0);
    while (System.nanoTime() < end) {
      loop.run(p, t, losses, slopes, count);
    }
    return Optional.of(
        new PeerCall(
            () -> {
              loop.run(p, t, losses, slopes, count);
              return losses[count - 1];
            },
            () -> {
              MemorySegment.copy(losses, 0, pairs.losses, ValueLayout.JAVA_FLOAT, 0, count);
              for (int i = 0; i < slopes.length; i++) {
                pairs.gradient.set(box(i, count), coordinate(i, count), slopes[i]);
              }
            }));
  }

  private float[] floats(Boxes boxes) {
    float[] values = new float[boxes.count() * COORDINATES];
    for (int i = 0; i < values.length; i++) {
      values[i] = boxes.get(box(i, boxes.count()), coordinate(i, boxes.count()));
    }
    return values;
  }

  private int box(int index, int count) {
    return planes ? index % count : index / COORDINATES;
  }

  private int coordinate(int index, int count) {
    return planes ? index / count : index % COORDINATES;
  }
}
