package dev.jaccard.bench;

import dev.jaccard.match.Nms;
import dev.jaccard.match.NmsWorkspace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Greedy suppression by this library and by a plain Java loop, which must keep the same boxes. */
final class NmsContenders {
  static final float THRESHOLD = 0.65f;

  /** Others compute overlaps with other roundings, and keep as many but for one in a thousand. */
  private static final double OTHER_PRECISION = 1e-3;

  private final SceneData scene;
  private final Nms nms = Nms.greedy(THRESHOLD);
  private final NmsWorkspace workspace = new NmsWorkspace();
  private final MemorySegment kept;
  private final int[] plainKept;

  /** Makes a scene, compiles the loops and compares the results. */
  NmsContenders(SceneData.Kind kind, int boxes) {
    scene = new SceneData(kind, boxes, 1);
    kept = Arena.ofAuto().allocate((long) Integer.BYTES * boxes, Integer.BYTES);
    plainKept = new int[boxes];
    Nms.warmUp().join();
    requireEqual("the plain loop", Arrays.copyOf(plainKept, plainLoop()));
  }

  SceneData scene() {
    return scene;
  }

  /** This library; returns how many boxes are kept. */
  int jaccard() {
    return nms.apply(scene.boxes, scene.scores, null, kept, workspace);
  }

  /** A plain Java loop; returns how many boxes are kept. */
  int plainLoop() {
    return PlainNms.apply(scene.rows, scene.scoreArray, THRESHOLD, plainKept);
  }

  /** Fails unless others keep the same boxes. */
  void requireEqual(String name, int[] theirs) {
    int count = jaccard();
    int[] ours = Arrays.copyOf(kept.toArray(ValueLayout.JAVA_INT), count);
    if (!Arrays.equals(ours, theirs)) {
      throw new IllegalStateException(
          name + " keeps " + theirs.length + " other boxes than our " + count);
    }
  }

  /** Fails unless others keep as many boxes. */
  void requireAsMany(String name, double theirs) {
    int count = jaccard();
    if (Math.abs(theirs - count) > Math.max(1, count * OTHER_PRECISION)) {
      throw new IllegalStateException(name + " keeps " + theirs + " boxes, not " + count);
    }
  }
}
