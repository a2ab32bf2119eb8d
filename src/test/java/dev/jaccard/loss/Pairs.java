package dev.jaccard.loss;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Predictions and targets, pair after pair, four floats each. What is drawn depends on the seed
 * alone: no function that may differ between JVMs is used.
 *
 * @param format of all boxes
 * @param predictions four numbers per pair
 * @param targets four numbers per pair
 */
public record Pairs(BoxFormat format, float[] predictions, float[] targets) {
  /** The largest magnitude that the contract speaks of. */
  public static final float LARGEST = 1e9f;

  /** How far from a kink a pair must be, as a share of the shorter side. */
  private static final double MARGIN = 1e-3;

  private static final double[] IOU_KINKS = {0.1, 0.5, 0.9};

  /** Coordinates among which degenerate boxes choose: equal ones are frequent. */
  private static final float[] EDGES = {
    0,
    -0f,
    1,
    2,
    3,
    10,
    -10,
    1e-8f,
    Float.MIN_VALUE,
    Float.MIN_NORMAL,
    1e-20f,
    640,
    1e5f,
    999999,
    LARGEST,
    -LARGEST,
    Math.nextDown(LARGEST)
  };

  /** How two boxes lie to each other. */
  public enum Kind {
    /** Almost the same box. */
    NEAR(0.05, 0.05),
    /** Boxes of like size that mostly overlap. */
    OVERLAPPING(0.5, 0.7),
    /** Boxes some sizes apart. */
    DISJOINT(5, 0.7),
    /** A box well inside of the other. */
    NESTED(0.1, 2),
    /** A box that is a speck beside the other. */
    TINY_AND_LARGE(0.6, 8);

    private final double reach;
    private final double stretch;

    Kind(double reach, double stretch) {
      this.reach = reach;
      this.stretch = stretch;
    }
  }

  /** How many pairs there are. */
  public int count() {
    return predictions.length / 4;
  }

  /** The predictions in planes. */
  public Boxes prediction(Arena arena) {
    return Boxes.fromInterleaved(arena, predictions, count(), format);
  }

  /** The targets in planes. */
  public Boxes target(Arena arena) {
    return Boxes.fromInterleaved(arena, targets, count(), format);
  }

  /** One pair as text. */
  public String text(int index) {
    return format
        + " "
        + Arrays.toString(Arrays.copyOfRange(predictions, 4 * index, 4 * index + 4))
        + " "
        + Arrays.toString(Arrays.copyOfRange(targets, 4 * index, 4 * index + 4));
  }

  /** Pairs of one kind, sides from 1 to 1e4, away from the kinks of every loss and modifier. */
  public static Pairs smooth(Kind kind, BoxFormat format, int count, long seed) {
    Random random = new Random(seed);
    return filled(
        format,
        count,
        () -> {
          while (true) {
            float[][] pair = drawn(kind, format, random);
            if (isSmooth(corners(format, pair[0]), corners(format, pair[1]))) {
              return pair;
            }
          }
        });
  }

  /** Ordinary boxes, degenerate ones and random bits in turn, all finite. */
  public static Pairs finite(BoxFormat format, int count, long seed) {
    Random random = new Random(seed);
    Kind[] kinds = Kind.values();
    int[] turn = {0};
    return filled(
        format,
        count,
        () ->
            switch (turn[0]++ % 4) {
              case 0 -> drawn(kinds[random.nextInt(kinds.length)], format, random);
              case 1 -> new float[][] {degenerate(random), degenerate(random)};
              case 2 -> {
                float[] box = degenerate(random);
                float[] other = box.clone();
                if (random.nextBoolean()) {
                  other[random.nextInt(4)] = EDGES[random.nextInt(EDGES.length)];
                }
                yield new float[][] {box, other};
              }
              default -> new float[][] {bits(random), bits(random)};
            });
  }

  /** The same with a NaN or an infinity in every fifth pair. */
  public static Pairs any(BoxFormat format, int count, long seed) {
    Pairs pairs = finite(format, count, seed);
    Random random = new Random(seed + 1);
    float[] spoilers = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (int i = 0; i < count; i += 5) {
      float[] rows = random.nextBoolean() ? pairs.predictions : pairs.targets;
      rows[4 * i + random.nextInt(4)] = spoilers[random.nextInt(3)];
    }
    return pairs;
  }

  /** Each box of a list with each box of another, in a format. */
  public static Pairs product(BoxFormat format, List<float[]> predictions, List<float[]> targets) {
    int[] next = {0};
    return filled(
        format,
        predictions.size() * targets.size(),
        () -> {
          int i = next[0]++;
          return new float[][] {
            predictions.get(i / targets.size()), targets.get(i % targets.size())
          };
        });
  }

  private static Pairs filled(BoxFormat format, int count, Supplier<float[][]> source) {
    Pairs pairs = new Pairs(format, new float[4 * count], new float[4 * count]);
    for (int i = 0; i < count; i++) {
      float[][] pair = source.get();
      System.arraycopy(pair[0], 0, pairs.predictions, 4 * i, 4);
      System.arraycopy(pair[1], 0, pairs.targets, 4 * i, 4);
    }
    return pairs;
  }

  private static float[][] drawn(Kind kind, BoxFormat format, Random random) {
    double size = logarithmic(random, 1, kind == Kind.TINY_AND_LARGE ? 3 : 1e4);
    boolean swap = random.nextBoolean();
    double[] target = {
      1000 * random.nextDouble(),
      1000 * random.nextDouble(),
      Math.clamp(size * logarithmic(random, 0.3, 3), 1, 1e4),
      Math.clamp(size * logarithmic(random, 0.3, 3), 1, 1e4)
    };
    double[] prediction = target.clone();
    for (int axis = 0; axis < 2; axis++) {
      double factor = StrictMath.exp(kind.stretch * (swap ? 1 : random.nextDouble()));
      double side = target[axis + 2];
      prediction[axis + 2] =
          Math.clamp(
              random.nextBoolean() && kind.stretch < 1 ? side / factor : side * factor, 1, 1e4);
      double larger = Math.max(side, prediction[axis + 2]);
      prediction[axis] += kind.reach * larger * (random.nextDouble() - 0.5);
    }
    float[] first = rounded(format, prediction);
    float[] second = rounded(format, target);
    return swap ? new float[][] {second, first} : new float[][] {first, second};
  }

  private static double logarithmic(Random random, double low, double high) {
    return low * StrictMath.pow(high / low, random.nextDouble());
  }

  /** A box given by centre and size, in a format. */
  private static float[] rounded(BoxFormat format, double[] box) {
    double x = box[0] - box[2] / 2;
    double y = box[1] - box[3] / 2;
    return switch (format) {
      case XYXY -> floats(x, y, x + box[2], y + box[3]);
      case XYWH -> floats(x, y, box[2], box[3]);
      case CXCYWH -> floats(box);
    };
  }

  private static float[] floats(double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static float[] degenerate(Random random) {
    float[] box = new float[4];
    for (int k = 0; k < 4; k++) {
      box[k] = EDGES[random.nextInt(EDGES.length)];
    }
    return box;
  }

  private static float[] bits(Random random) {
    float[] box = new float[4];
    int largest = Float.floatToIntBits(LARGEST);
    for (int k = 0; k < 4; k++) {
      box[k] = Float.intBitsToFloat(random.nextInt(largest + 1) | random.nextInt() << 31);
    }
    return box;
  }

  /** The corners of a box, exactly. */
  public static double[] corners(BoxFormat format, float[] box) {
    double a = box[0];
    double b = box[1];
    double c = box[2];
    double d = box[3];
    return switch (format) {
      case XYXY -> new double[] {a, b, c, d};
      case XYWH -> new double[] {a, b, a + c, b + d};
      case CXCYWH -> new double[] {a - c / 2, b - d / 2, a + c / 2, b + d / 2};
    };
  }

  private static boolean isSmooth(double[] prediction, double[] target) {
    for (double ratio : new double[] {1, 0.75, 1.25}) {
      double[] p = scaled(prediction, ratio);
      double[] t = scaled(target, ratio);
      double iou = iou(p, t);
      for (double kink : IOU_KINKS) {
        if (Math.abs(iou - kink) < MARGIN) {
          return false;
        }
      }
      for (int axis = 0; axis < 2; axis++) {
        if (!isSmooth(p[axis], p[axis + 2], t[axis], t[axis + 2])) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isSmooth(double low, double high, double lowTarget, double highTarget) {
    double w = high - low;
    double wg = highTarget - lowTarget;
    double offset = Math.abs(low + high - lowTarget - highTarget) / 2;
    double[] distances = {
      low - lowTarget,
      high - highTarget,
      low - highTarget,
      high - lowTarget,
      w - wg,
      offset,
      wg - 2 * offset
    };
    double margin = Math.max(MARGIN * Math.min(w, wg), MARGIN / 100 * Math.max(w, wg));
    for (double distance : distances) {
      if (Math.abs(distance) < margin) {
        return false;
      }
    }
    return true;
  }

  private static double iou(double[] p, double[] t) {
    double w = Math.max(Math.min(p[2], t[2]) - Math.max(p[0], t[0]), 0);
    double h = Math.max(Math.min(p[3], t[3]) - Math.max(p[1], t[1]), 0);
    double areas = (p[2] - p[0]) * (p[3] - p[1]) + (t[2] - t[0]) * (t[3] - t[1]);
    return w * h / (areas - w * h);
  }

  private static double[] scaled(double[] box, double ratio) {
    double x = (1 - ratio) / 2 * (box[2] - box[0]);
    double y = (1 - ratio) / 2 * (box[3] - box[1]);
    return new double[] {box[0] + x, box[1] + y, box[2] - x, box[3] - y};
  }
}
