package dev.jaccard.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.Backend;
import dev.jaccard.reference.ElementReference;
import dev.jaccard.reference.SoftmaxReference;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiled losses against the double reference, and the reference against differences. */
class ClassReferenceTest {
  /** Of the loss and the gradient, in floats, relative to 1 + the largest terms. */
  private static final double CLOSE = 1e-6;

  private static final double[] EDGES = {
    0, -0.0, 1e-30, -1e-30, 0.5, -0.5, 16, -16, 17.5, -17.5, 88, -88, 100, -100, 1e4, -1e4, 1e30,
    -1e30
  };

  private static final double[] EDGE_TARGETS = {0, 1, 0.5, 1e-7, 0.9999999};

  /** A loss with parameters. */
  record Setting(String name, Map<String, Double> given) {
    ClassLoss build(Backend backend) {
      ClassLoss.Builder builder = ClassLoss.builder(name).backend(backend);
      given.forEach(builder::param);
      return builder.build();
    }

    ElementReference reference() {
      return new ElementReference(name, build(Backend.SCALAR).parameters());
    }

    @Override
    public String toString() {
      return name + given;
    }
  }

  private static Setting setting(String name, Object... parameters) {
    Map<String, Double> given = new LinkedHashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      given.put((String) parameters[i], ((Number) parameters[i + 1]).doubleValue());
    }
    return new Setting(name, given);
  }

  static Stream<Setting> settings() {
    return Stream.of(
        setting("bce"),
        setting("bce", "smoothing", 0.1),
        setting("bce", "pos_weight", 3),
        setting("bce", "pos_weight", 0.5, "smoothing", 0.2),
        setting("focal"),
        setting("focal", "alpha", -1),
        setting("focal", "gamma", 0),
        setting("focal", "gamma", 0.5),
        setting("focal", "gamma", 0.3),
        setting("focal", "gamma", 1),
        setting("focal", "gamma", 1.5),
        setting("focal", "gamma", 2.7, "alpha", 0.6),
        setting("quality-focal"),
        setting("quality-focal", "beta", 1),
        setting("quality-focal", "beta", 1.5),
        setting("quality-focal", "beta", 0.7),
        setting("varifocal"),
        setting("varifocal", "gamma", 0.5),
        setting("varifocal", "weighted", 0),
        setting("varifocal", "detached", 1),
        setting("varifocal", "gamma", 1.3, "alpha", 1),
        setting("l1"),
        setting("smooth-l1"),
        setting("smooth-l1", "beta", 0.1),
        setting("mse"),
        setting("hinge"));
  }

  /** Where a derivative by differences means something. */
  private static boolean isSmooth(Setting setting, double x, double t) {
    return switch (setting.name) {
      case "l1" -> Math.abs(x - t) > 0.01;
      case "smooth-l1" ->
          Math.abs(x - t) > 0.01
              && Math.abs(Math.abs(x - t) - setting.given.getOrDefault("beta", 1.0)) > 0.01;
      case "hinge" -> Math.abs(1 - (2 * t - 1) * x) > 0.01;
      case "quality-focal" -> Math.abs(1 / (1 + Math.exp(-x)) - t) > 0.01;
      default -> true;
    };
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theReferenceHasTheDerivativesOfItsLosses(Setting setting) {
    ElementReference reference = setting.reference();
    double[] logits = Scores.logits(400, 3, 1);
    double[] targets = Scores.targets(400, 2);
    double h = 1e-4;
    for (int i = 0; i < logits.length; i++) {
      double x = logits[i];
      double t = targets[i];
      // a weight without gradient is held; that is checked where it has one
      boolean held = setting.given.getOrDefault("detached", 0.0) == 1 && t == 0;
      if (isSmooth(setting, x, t) && !held) {
        double slope =
            (8 * (reference.loss(x + h, t) - reference.loss(x - h, t))
                    - (reference.loss(x + 2 * h, t) - reference.loss(x - 2 * h, t)))
                / (12 * h);
        assertEquals(slope, reference.gradient(x, t), 1e-7 * (1 + Math.abs(slope)), x + " " + t);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void kernelsAreCloseToTheReference(Setting setting) {
    int count = 3000;
    compare(setting, Scores.logits(count, 5, 3), Scores.targets(count, 4));
  }

  private static void compare(Setting setting, double[] logits, double[] targets) {
    ElementReference reference = setting.reference();
    int count = logits.length;
    MemorySegment losses = Scores.plane(count);
    MemorySegment gradient = Scores.plane(count);
    setting
        .build(Backend.SCALAR)
        .forwardBackward(
            new ClassBatch(Scores.plane(logits), ClassLayout.ROWS, 1, count)
                .targets(Scores.plane(targets))
                .losses(losses)
                .gradient(gradient));
    for (int i = 0; i < count; i++) {
      double x = (float) logits[i];
      double t = (float) targets[i];
      double loss = reference.loss(x, t);
      String what = setting + " at x = " + x + ", t = " + t;
      // a target that is not 0 or 1 leaves terms as large as the logit
      double size = 1 + Math.abs(loss) + (t == 0 || t == 1 ? 0 : Math.abs(x) * t * (1 - t));
      double actual = Scores.doubles(losses)[i];
      boolean tooLarge = setting.name.equals("mse") && Math.abs(x) > 1e18;
      if (!tooLarge) {
        assertEquals(loss, actual, 4 * CLOSE * size, what);
      }
      double slope = reference.gradient(x, t);
      double steep = setting.given.getOrDefault("gamma", setting.given.getOrDefault("beta", 2.0));
      // the slope of a power below 1 grows without bound where its base is 0
      boolean unbounded = steep < 1 && steep > 0 && !setting.name.equals("smooth-l1");
      double allowed = CLOSE * (4 + 4 * Math.abs(slope)) * (unbounded ? 100 : 1);
      boolean atCusp =
          unbounded
              && setting.name.equals("quality-focal")
              && Math.abs(1 / (1 + Math.exp(-x)) - t) < 1e-4;
      if (!atCusp) {
        assertEquals(slope, Scores.doubles(gradient)[i], allowed, what + ": gradient");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void everyFiniteLogitHasAFiniteLossAndGradient(Setting setting) {
    double[] logits = new double[EDGES.length * EDGE_TARGETS.length];
    double[] targets = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = EDGES[i % EDGES.length];
      targets[i] = EDGE_TARGETS[i / EDGES.length];
    }
    MemorySegment losses = Scores.plane(logits.length);
    MemorySegment gradient = Scores.plane(logits.length);
    for (Backend backend : new Backend[] {Backend.SCALAR, Backend.VECTOR}) {
      setting
          .build(backend)
          .forwardBackward(
              new ClassBatch(Scores.plane(logits), ClassLayout.ROWS, 1, logits.length)
                  .targets(Scores.plane(targets))
                  .losses(losses)
                  .gradient(gradient));
      for (int i = 0; i < logits.length; i++) {
        String what = setting + " at x = " + logits[i] + ", t = " + targets[i];
        // the square of 1e30 is no float
        boolean tooLarge = setting.name.equals("mse") && Math.abs(logits[i]) > 1e18;
        assertTrue(tooLarge || Double.isFinite(Scores.doubles(losses)[i]), what);
        assertTrue(Double.isFinite(Scores.doubles(gradient)[i]), what + ": gradient");
        if (!setting.name.equals("hinge")) {
          assertTrue(Scores.doubles(losses)[i] >= -1e-6, what + " is negative");
        }
      }
    }
    compare(setting, logits, targets);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void logitsAndTargetsThatAreNoNumbersGiveNaNAndTouchNoOther(Setting setting) {
    for (Backend backend : new Backend[] {Backend.SCALAR, Backend.VECTOR}) {
      double[] logits = new double[40];
      double[] targets = new double[40];
      logits[3] = Double.NaN;
      targets[20] = Double.NaN;
      MemorySegment losses = Scores.plane(40);
      MemorySegment gradient = Scores.plane(40);
      double sum =
          setting
              .build(backend)
              .forwardBackward(
                  new ClassBatch(Scores.plane(logits), ClassLayout.ROWS, 4, 10)
                      .targets(Scores.plane(targets))
                      .losses(losses)
                      .gradient(gradient));
      assertTrue(Double.isNaN(sum));
      for (int i = 0; i < 40; i++) {
        boolean bad = i == 3 || i == 20;
        assertEquals(bad, Double.isNaN(Scores.doubles(losses)[i]), setting + " loss " + i);
        assertEquals(bad, Double.isNaN(Scores.doubles(gradient)[i]), setting + " gradient " + i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 80, 1000, 10_000})
  void softmaxIsCloseToTheReferenceForAnyNumberOfClasses(int classes) {
    int anchors = classes > 1000 ? 70 : 300;
    for (double smoothing : new double[] {0, 0.1}) {
      for (double deviation : new double[] {3, 1e4}) {
        double[] logits = Scores.logits(classes * anchors, deviation, classes);
        int[] targets = new int[anchors];
        for (int i = 0; i < anchors; i++) {
          targets[i] = i % 5 == 4 ? -100 : (i * 7919) % classes;
        }
        for (ClassLayout layout : ClassLayout.values()) {
          softmax(new Scores(layout, classes, anchors), logits, targets, smoothing);
        }
      }
    }
  }

  private static void softmax(Scores scores, double[] logits, int[] targets, double smoothing) {
    int classes = scores.classes();
    int anchors = scores.anchors();
    MemorySegment losses = Scores.plane(anchors);
    MemorySegment gradient = Scores.plane(anchors * classes);
    double[] weights = new double[anchors];
    for (int i = 0; i < anchors; i++) {
      weights[i] = 0.5f + i % 3;
    }
    double result =
        ClassLoss.builder("softmax-ce")
            .param("smoothing", smoothing)
            .backend(Backend.SCALAR)
            .build()
            .forwardBackward(
                new ClassBatch(scores.elements(logits), scores.layout(), classes, anchors)
                    .classTargets(targets)
                    .anchorWeights(Scores.plane(weights))
                    .losses(losses)
                    .gradient(gradient)
                    .mean());
    int counted = anchors - anchors / 5;
    double sum = 0;
    double[] slopes = scores.rows(gradient);
    double[] x = new double[classes];
    double[] expected = new double[classes];
    for (int i = 0; i < anchors; i++) {
      System.arraycopy(logits, i * classes, x, 0, classes);
      boolean ignored = targets[i] == -100;
      double weight = ignored ? 0 : weights[i];
      double loss =
          weight * SoftmaxReference.crossEntropy(x, ignored ? 0 : targets[i], smoothing, expected);
      sum += loss;
      assertEquals(loss, Scores.doubles(losses)[i], 1e-5 * (1 + loss), "loss " + i);
      for (int k = 0; k < classes; k++) {
        double slope = expected[k] * weight / counted;
        assertEquals(slope, slopes[i * classes + k], 1e-6, "gradient " + i + ", " + k);
      }
    }
    assertEquals(sum / counted, result, 1e-5 * (1 + Math.abs(sum / counted)));
  }

  @Test
  void softmaxOfExtremeLogitsIsFinite() {
    double[] logits = {1e30, -1e30, 0, -1e30, -1e30, -1e30, 1e30, 1e30, 1e30, 88, -88, 0};
    for (Backend backend : new Backend[] {Backend.SCALAR, Backend.VECTOR, Backend.REFERENCE}) {
      MemorySegment losses = Scores.plane(4);
      MemorySegment gradient = Scores.plane(12);
      ClassLoss.builder("softmax-ce")
          .backend(backend)
          .build()
          .forwardBackward(
              new ClassBatch(Scores.plane(logits), ClassLayout.ROWS, 3, 4)
                  .classTargets(new int[] {0, 1, 2, 2})
                  .losses(losses)
                  .gradient(gradient));
      double[] actual = Scores.doubles(losses);
      assertEquals(0, actual[0], backend.toString());
      assertEquals(Math.log(3), actual[1], 1e-6);
      assertEquals(Math.log(3), actual[2], 1e-6);
      assertEquals(88, actual[3], 1e-4);
      for (double slope : Scores.doubles(gradient)) {
        assertTrue(Double.isFinite(slope));
      }
    }
  }

  @Test
  void theReferenceOfSoftmaxAndDistributionsHasTheDerivativesOfItsValues() {
    double[] x = Scores.logits(16, 2, 9);
    double[] gradient = new double[16];
    assertSlopes(x, gradient, (v, g) -> SoftmaxReference.crossEntropy(v, 3, 0.1, g));
    assertSlopes(x, gradient, (v, g) -> SoftmaxReference.distribution(v, 4.3, g));
    assertSlopes(x, gradient, (v, g) -> SoftmaxReference.distribution(v, 99, g));
    assertSlopes(x, gradient, SoftmaxReference::expectation);
  }

  private interface Formula {
    double at(double[] x, double[] gradient);
  }

  private static void assertSlopes(double[] x, double[] gradient, Formula formula) {
    formula.at(x, gradient);
    double h = 1e-5;
    for (int i = 0; i < x.length; i++) {
      double[] above = x.clone();
      double[] below = x.clone();
      above[i] += h;
      below[i] -= h;
      double slope = (formula.at(above, null) - formula.at(below, null)) / (2 * h);
      assertEquals(slope, gradient[i], 1e-8);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ignoredAnchorsCountNothingWhateverTheirLogitsAre(Backend backend) {
    for (ClassLayout layout : ClassLayout.values()) {
      for (double smoothing : new double[] {0, 0.1}) {
        int anchors = 40;
        int classes = 10;
        double[] logits = Scores.logits(classes * anchors, 3, 5);
        double[] bad = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e30};
        int[] targets = new int[anchors];
        for (int i = 0; i < bad.length; i++) {
          logits[i * classes + 2] = bad[i];
          targets[i] = -100;
        }
        Scores scores = new Scores(layout, classes, anchors);
        MemorySegment losses = Scores.plane(anchors);
        MemorySegment gradient = Scores.plane(classes * anchors);
        ClassLoss loss =
            ClassLoss.builder("softmax-ce").param("smoothing", smoothing).backend(backend).build();
        double mean =
            loss.forwardBackward(
                new ClassBatch(scores.elements(logits), layout, classes, anchors)
                    .classTargets(targets)
                    .losses(losses)
                    .gradient(gradient)
                    .mean());
        double[] each = Scores.doubles(losses);
        double[] slopes = scores.rows(gradient);
        double sum = 0;
        for (int i = 0; i < anchors; i++) {
          boolean counted = i >= bad.length;
          assertEquals(counted, each[i] > 0, backend + " loss " + i);
          sum += each[i];
          for (int k = 0; k < classes; k++) {
            double slope = slopes[i * classes + k];
            assertEquals(counted, slope != 0, backend + " gradient " + i + ", " + k + ": " + slope);
          }
        }
        assertEquals(sum / (anchors - bad.length), mean, 1e-6);
      }
    }
  }
}
