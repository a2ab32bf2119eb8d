package dev.jaccard.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jaccard.Backend;
import dev.jaccard.golden.GoldenCases;
import dev.jaccard.golden.Npy;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The losses of classes against vectors made by real implementations in float64. */
class ClassGoldenTest {
  /** |l - ref| / (1 + |ref|) for float kernels, as the vectors' README states it for boxes. */
  private static final double LOSS = 2e-6;

  /** |g - ref| / (1 + |ref|). */
  private static final double GRADIENT = 2e-6;

  /**
   * Varifocal loss of three arguments: a label of its own says which elements are positives, and
   * negatives keep a soft target in their cross entropy. It is made of other losses below.
   */
  private static final String FREE_LABEL = "varifocal_ultralytics_freelabel_a0.75_g2";

  private record Case(String config, ClassLoss.Builder loss, String target) {}

  private static ClassLoss.Builder loss(String name, Object... parameters) {
    ClassLoss.Builder builder = ClassLoss.builder(name);
    for (int i = 0; i < parameters.length; i += 2) {
      builder.param((String) parameters[i], ((Number) parameters[i + 1]).doubleValue());
    }
    return builder;
  }

  private static List<Case> cases() {
    return List.of(
        new Case("bce_hard", loss("bce"), "cls_hard"),
        new Case("bce_soft", loss("bce"), "cls_free"),
        new Case("sigmoid_focal_torchvision_a0.25_g2", loss("focal", "alpha", 0.25), "cls_hard"),
        new Case("sigmoid_focal_torchvision_a-1_g2", loss("focal", "alpha", -1), "cls_hard"),
        new Case("focal_seed000_a0.3_g2", loss("focal", "alpha", 0.3), "cls_hard"),
        new Case("focal_seed000_a0.25_g2", loss("focal"), "cls_hard"),
        new Case("focal_seed000_soft_a0.25_g2", loss("focal"), "cls_soft"),
        new Case("focal_ultralytics_a0.25_g1.5", loss("focal", "gamma", 1.5), "cls_hard"),
        new Case("varifocal_ultralytics_a0.75_g2", loss("varifocal"), "cls_soft"),
        new Case("varifocal_mmdet_a0.75_g2", loss("varifocal"), "cls_soft"),
        new Case(
            "varifocal_mmdet_unweighted_a0.75_g2", loss("varifocal", "weighted", 0), "cls_soft"),
        new Case("qfl_mmdet_b2", loss("quality-focal"), "cls_qfl_labels"),
        new Case("softmax_ce", loss("softmax-ce"), "cls_labels"),
        new Case("softmax_ce_smooth0.1", loss("softmax-ce", "smoothing", 0.1), "cls_labels"));
  }

  private static Path root() {
    assumeTrue(
        GoldenCases.shared().isPresent(),
        "The folder ../shared/golden is missing (system property jaccard.golden overrides it).");
    return GoldenCases.shared().orElseThrow();
  }

  private static Npy input(Path root, String name) throws IOException {
    return Npy.read(root.resolve("inputs/" + name + ".npy"));
  }

  @Test
  void everyConfigurationOfTheIndexIsCompared() {
    TreeSet<String> known =
        cases().stream().map(Case::config).collect(Collectors.toCollection(TreeSet::new));
    known.add(FREE_LABEL);
    List<Map<String, String>> rows = GoldenCases.index(root());
    assertEquals(
        known,
        rows.stream()
            .filter(row -> row.get("family").equals("cls"))
            .map(row -> row.get("config"))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR", "REFERENCE"})
  void vectorsOfRealImplementationsAreReproduced(Backend backend) throws IOException {
    Path root = root();
    Npy logits = input(root, "cls_logits");
    int anchors = logits.shape()[0];
    int classes = logits.shape()[1];
    for (Case golden : cases()) {
      for (ClassLayout layout : ClassLayout.values()) {
        ClassLoss loss = golden.loss.backend(backend).build();
        Scores scores = new Scores(layout, classes, anchors);
        ClassBatch batch =
            new ClassBatch(scores.elements(logits.values()), layout, classes, anchors);
        setTargets(batch, scores, root, golden.target, anchors, classes);
        MemorySegment losses =
            MemorySegment.ofArray(new float[loss.isElementwise() ? anchors * classes : anchors]);
        MemorySegment gradient = MemorySegment.ofArray(new float[anchors * classes]);
        double sum = loss.forwardBackward(batch.losses(losses).gradient(gradient));
        Path folder = root.resolve("cls/" + golden.config);
        double[] expected = Npy.read(folder.resolve("loss.npy")).values();
        double[] actual = loss.isElementwise() ? scores.rows(losses) : Scores.doubles(losses);
        if (expected.length == anchors && loss.isElementwise()) {
          actual = sums(actual, classes);
        }
        String what = golden.config + " " + layout;
        assertClose(expected, actual, LOSS, what + ": losses");
        double[] slopes = Npy.read(folder.resolve("grad.npy")).values();
        assertClose(slopes, scores.rows(gradient), GRADIENT, what + ": gradient");
        assertEquals(Arrays.stream(expected).sum(), sum, 1e-5 * Math.abs(sum), what + ": sum");
        double mean = Npy.read(folder.resolve("mean.npy")).values()[0];
        double perElement = loss.forward(batch.mean());
        assertEquals(
            mean,
            perElement * (expected.length == anchors && loss.isElementwise() ? classes : 1),
            1e-5 * Math.abs(mean),
            what + ": mean");
      }
    }
  }

  /**
   * Positives have t·bce(x,t), negatives alpha·p²·bce(x,t), whose weight has a gradient, too. A
   * cross entropy is linear in its target, bce(x,t) = (1-t)·bce(x,0) + t·bce(x,1), and with q = 1-p
   * p² is 1 - 2q + q². So the loss is a sum of losses of hard targets with weights of elements:
   * p²·bce(x,0) is the focal loss of a target 0, and q·bce(x,1) and q²·bce(x,1) are those of a
   * target 1 with gamma 1 and 2.
   */
  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR", "REFERENCE"})
  void varifocalWithLabelsOfItsOwnIsASumOfLossesWithWeights(Backend backend) throws IOException {
    Path root = root();
    Npy logits = input(root, "cls_logits");
    double[] labels = input(root, "cls_hard").values();
    double[] scores = input(root, "cls_free").values();
    double alpha = 0.75;
    Weighted sum = new Weighted(backend, logits);
    sum.add(loss("bce"), scores, i -> labels[i] * scores[i]);
    double[] ones = new double[scores.length];
    Arrays.fill(ones, 1);
    ClassLoss.Builder square = loss("focal", "alpha", -1, "gamma", 2);
    sum.add(square, new double[scores.length], i -> alpha * (1 - labels[i]) * (1 - scores[i]));
    IntToDoubleFunction soft = i -> alpha * (1 - labels[i]) * scores[i];
    sum.add(loss("bce"), ones, soft);
    sum.add(loss("focal", "alpha", -1, "gamma", 1), ones, i -> -2 * soft.applyAsDouble(i));
    sum.add(square, ones, soft);
    Path folder = root.resolve("cls/" + FREE_LABEL);
    double[] expected = Npy.read(folder.resolve("loss.npy")).values();
    assertClose(expected, sum.losses, LOSS, "losses");
    double[] slopes = Npy.read(folder.resolve("grad.npy")).values();
    assertClose(slopes, sum.gradient, GRADIENT, "gradient");
    double mean = Npy.read(folder.resolve("mean.npy")).values()[0];
    assertEquals(mean, sum.result / expected.length, 1e-5 * mean);
  }

  /** A sum of losses of the same logits, each with weights of elements. */
  private static final class Weighted {
    private final Backend backend;
    private final Npy logits;
    private final double[] losses;
    private final double[] gradient;
    private double result;

    private Weighted(Backend backend, Npy logits) {
      this.backend = backend;
      this.logits = logits;
      this.losses = new double[logits.values().length];
      this.gradient = new double[losses.length];
    }

    private void add(ClassLoss.Builder loss, double[] targets, IntToDoubleFunction weights) {
      double[] each = IntStream.range(0, targets.length).mapToDouble(weights).toArray();
      MemorySegment losses = Scores.plane(each.length);
      MemorySegment gradient = Scores.plane(each.length);
      ClassBatch batch =
          new ClassBatch(
                  Scores.plane(logits.values()),
                  ClassLayout.ROWS,
                  logits.shape()[1],
                  logits.shape()[0])
              .targets(Scores.plane(targets))
              .elementWeights(Scores.plane(each))
              .losses(losses)
              .gradient(gradient);
      result += loss.backend(backend).build().forwardBackward(batch);
      double[] added = Scores.doubles(losses);
      double[] slopes = Scores.doubles(gradient);
      for (int i = 0; i < each.length; i++) {
        this.losses[i] += added[i];
        this.gradient[i] += slopes[i];
      }
    }
  }

  private static void setTargets(
      ClassBatch batch, Scores scores, Path root, String name, int anchors, int classes)
      throws IOException {
    double[] values = input(root, name).values();
    if (name.equals("cls_labels")) {
      batch.classTargets(Arrays.stream(values).mapToInt(v -> (int) v).toArray());
    } else if (name.equals("cls_qfl_labels")) {
      double[] quality = input(root, "cls_qfl_quality").values();
      // label C is the background
      int[] positive = IntStream.range(0, anchors).filter(i -> values[i] < classes).toArray();
      float[] qualities = new float[positive.length];
      int[] labels = new int[positive.length];
      for (int i = 0; i < positive.length; i++) {
        qualities[i] = (float) quality[positive[i]];
        labels[i] = (int) values[positive[i]];
      }
      assertTrue(positive.length > 0 && positive.length < anchors);
      batch.sparseTargets(positive, labels, qualities);
    } else {
      batch.targets(scores.elements(values));
    }
  }

  private static double[] sums(double[] rows, int classes) {
    double[] sums = new double[rows.length / classes];
    for (int i = 0; i < rows.length; i++) {
      sums[i / classes] += rows[i];
    }
    return sums;
  }

  private static void assertClose(double[] expected, double[] actual, double bound, String what) {
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      double allowed = bound * (1 + Math.abs(expected[i]));
      assertEquals(expected[i], actual[i], allowed, what + "[" + i + "]");
    }
  }
}
