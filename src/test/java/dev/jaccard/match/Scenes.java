package dev.jaccard.match;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/**
 * Boxes with scores and classes, as detectors give them.
 *
 * @param rows x1, y1, x2, y2 of each box
 * @param scores a score for each
 * @param classes a class for each
 */
record Scenes(float[][] rows, float[] scores, int[] classes) {
  private static final int CLASSES = 5;

  /** How boxes lie. */
  enum Kind {
    /** Many boxes about each of some objects. */
    CLUSTERED,
    /** Anywhere in the image. */
    SPREAD,
    /** All over one another. */
    OVERLAPPING,
    /** Of all sizes, anywhere, negative coordinates too, many equal scores. */
    MIXED
  }

  static Scenes of(Kind kind, int count, long seed) {
    Random random = new Random(seed);
    float[][] rows = new float[count][];
    float[] scores = new float[count];
    int[] classes = new int[count];
    float[][] objects = new float[1 + count / 40][];
    for (int k = 0; k < objects.length; k++) {
      objects[k] = box(random, 1280, 20, 200);
    }
    for (int i = 0; i < count; i++) {
      rows[i] =
          switch (kind) {
            case CLUSTERED -> near(random, objects[random.nextInt(objects.length)]);
            case SPREAD -> box(random, 1280, 10, 60);
            case OVERLAPPING -> near(random, objects[0]);
            case MIXED -> box(random, 300, 0, (float) Math.exp(random.nextInt(8)));
          };
      if (kind == Kind.MIXED) {
        for (int c = 0; c < 4; c++) {
          rows[i][c] -= 150;
        }
      }
      scores[i] = kind == Kind.MIXED ? random.nextInt(20) / 20f : random.nextFloat();
      classes[i] = random.nextInt(CLASSES);
    }
    return new Scenes(rows, scores, classes);
  }

  private static float[] box(Random random, float image, float least, float most) {
    float width = least + random.nextFloat() * (most - least);
    float height = least + random.nextFloat() * (most - least);
    float x = random.nextFloat() * image;
    float y = random.nextFloat() * image;
    return new float[] {x, y, x + width, y + height};
  }

  private static float[] near(Random random, float[] object) {
    float width = object[2] - object[0];
    float height = object[3] - object[1];
    float[] box = new float[4];
    for (int c = 0; c < 4; c++) {
      box[c] = object[c] + (float) random.nextGaussian() * 0.1f * (c % 2 == 0 ? width : height);
    }
    return box;
  }

  int count() {
    return rows.length;
  }

  /** The boxes as planes in heap memory. */
  Boxes boxes() {
    float[] planes = new float[4 * rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int c = 0; c < 4; c++) {
        planes[c * rows.length + i] = rows[i][c];
      }
    }
    return Boxes.wrap(planes, rows.length, BoxFormat.XYXY);
  }

  MemorySegment scoreMemory() {
    return MemorySegment.ofArray(scores);
  }

  MemorySegment classMemory() {
    return MemorySegment.ofArray(classes);
  }

  /** What a suppression keeps. */
  int[] kept(Nms nms, boolean byClass, NmsWorkspace workspace) {
    int[] kept = new int[count()];
    int length =
        nms.apply(
            boxes(),
            scoreMemory(),
            byClass ? classMemory() : null,
            MemorySegment.ofArray(kept),
            workspace);
    return java.util.Arrays.copyOf(kept, length);
  }
}
