package dev.jaccard.bench;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/** Boxes with scores as detectors give them, in an image of 1280 pixels. */
public final class SceneData {
  private static final float IMAGE = 1280;
  private static final int BOXES_PER_OBJECT = 60;
  private static final int MOST_OBJECTS = 140;

  /** How boxes lie. */
  public enum Kind {
    /** Many about each of some objects, as a detector's raw output. */
    CLUSTERED,
    /** Anywhere. */
    SPREAD,
    /** About one object. */
    OVERLAPPING
  }

  /** x1, y1, x2, y2, box after box. */
  final float[] rows;

  final float[] scoreArray;
  final Boxes boxes;
  final MemorySegment scores;

  SceneData(Kind kind, int count, long seed) {
    Random random = new Random(seed);
    rows = new float[4 * count];
    scoreArray = new float[count];
    int objects =
        kind == Kind.OVERLAPPING ? 1 : Math.clamp(count / BOXES_PER_OBJECT, 1, MOST_OBJECTS);
    float[][] object = new float[objects][];
    for (int k = 0; k < objects; k++) {
      object[k] = box(random, 20, 200);
    }
    for (int i = 0; i < count; i++) {
      float[] box =
          kind == Kind.SPREAD
              ? box(random, 10, 60)
              : near(
                  random, object[random.nextInt(objects)], kind == Kind.CLUSTERED ? 0.08f : 0.2f);
      System.arraycopy(box, 0, rows, 4 * i, 4);
      scoreArray[i] = random.nextFloat();
    }
    Arena arena = Arena.ofAuto();
    boxes = Boxes.fromInterleaved(arena, rows, count, BoxFormat.XYXY);
    scores = arena.allocateFrom(ValueLayout.JAVA_FLOAT, scoreArray);
  }

  private static float[] box(Random random, float least, float most) {
    float width = least + random.nextFloat() * (most - least);
    float height = least + random.nextFloat() * (most - least);
    float x = random.nextFloat() * (IMAGE - width);
    float y = random.nextFloat() * (IMAGE - height);
    return new float[] {x, y, x + width, y + height};
  }

  private static void order(float[] box, int axis) {
    float low = Math.min(box[axis], box[axis + 2]);
    box[axis + 2] = Math.max(box[axis], box[axis + 2]);
    box[axis] = low;
  }

  private static float[] near(Random random, float[] object, float spread) {
    float[] box = new float[4];
    for (int c = 0; c < 4; c++) {
      float size = object[c % 2 + 2] - object[c % 2];
      box[c] = object[c] + (float) random.nextGaussian() * spread * size;
    }
    // detectors give no inverted boxes; of two of them, OpenCV drops one for their area below 0
    order(box, 0);
    order(box, 1);
    return box;
  }
}
