package dev.jaccard.experiment;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;

/**
 * The cases of an experiment: at every anchor point a box of every area and aspect ratio, and each
 * of these boxes against every target.
 *
 * <p>Everything is computed in double and rounded to float once. The boxes are the same for all
 * targets, point after point, so they are stored once.
 */
final class Cases {
  /** Width over height of targets and anchors. */
  private static final double[] ASPECT_RATIOS = {1.0 / 4, 1.0 / 3, 1.0 / 2, 1, 2, 3, 4};

  static final int TARGETS = ASPECT_RATIOS.length;
  static final int BOXES_PER_POINT = 7 * ASPECT_RATIOS.length;
  static final int CASES_PER_POINT = BOXES_PER_POINT * TARGETS;

  private static final int COORDINATES = 4;

  private final Protocol.Geometry geometry;
  private final double[] x;
  private final double[] y;

  private Cases(Protocol.Geometry geometry, double[] x, double[] y) {
    this.geometry = geometry;
    this.x = x;
    this.y = y;
  }

  /** The cases of a protocol; the seed chooses the anchor points. */
  static Cases of(Protocol protocol, int points, long seed) {
    Protocol.Geometry geometry = protocol.geometry();
    double[] x = new double[points];
    double[] y = new double[points];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < points; i++) {
      double radius = geometry.radius() * relativeRadius(protocol, random.nextDouble());
      double angle = 2 * Math.PI * random.nextDouble();
      x[i] = geometry.center() + radius * Math.cos(angle);
      y[i] = geometry.center() + radius * Math.sin(angle);
    }
    return new Cases(geometry, x, y);
  }

  private static double relativeRadius(Protocol protocol, double uniform) {
    return switch (protocol) {
      case DIOU -> Math.sqrt(uniform);
      case WIOU -> Math.log(uniform * (Math.exp(3) - 1) + 1) / 3;
    };
  }

  int points() {
    return x.length;
  }

  double x(int point) {
    return x[point];
  }

  double y(int point) {
    return y[point];
  }

  /** The boxes before the first step, point after point. */
  Boxes starts(Coordinates coordinates, Arena arena) {
    Boxes boxes = Boxes.allocate(arena, points() * BOXES_PER_POINT, coordinates.format());
    int index = 0;
    for (int point = 0; point < points(); point++) {
      for (double area : geometry.areas()) {
        for (double ratio : ASPECT_RATIOS) {
          float[] box = box(x[point], y[point], area, ratio, coordinates.format());
          for (int k = 0; k < COORDINATES; k++) {
            boxes.set(index, k, box[k]);
          }
          index++;
        }
      }
    }
    return boxes;
  }

  /** The four numbers of each target. */
  float[][] targets(Coordinates coordinates) {
    float[][] targets = new float[TARGETS][];
    for (int i = 0; i < TARGETS; i++) {
      targets[i] =
          box(
              geometry.center(),
              geometry.center(),
              geometry.targetArea(),
              ASPECT_RATIOS[i],
              coordinates.format());
    }
    return targets;
  }

  private static float[] box(double x, double y, double area, double ratio, BoxFormat format) {
    double w = Math.sqrt(area * ratio);
    double h = Math.sqrt(area / ratio);
    return format == BoxFormat.CXCYWH
        ? new float[] {(float) x, (float) y, (float) w, (float) h}
        : new float[] {
          (float) (x - w / 2), (float) (y - h / 2), (float) (x + w / 2), (float) (y + h / 2)
        };
  }
}
