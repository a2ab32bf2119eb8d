package dev.jaccard.scoreloss;

import dev.jaccard.loss.Names;
import dev.jaccard.loss.Parameter;
import java.util.List;

/** The losses of scores and distributions that come with the library. */
public final class ScoreCatalog {
  private static final double MANY = 1e6;
  private static final double SMALL = 1e-6;
  private static final double STEEP = 16;

  /** The cross entropy over the softmax of all classes of an anchor. */
  public static final String SOFTMAX = "softmax-ce";

  /** The cross entropy to the two bins around a distance. */
  public static final String DISTRIBUTION = "dfl";

  private static final String FOCAL_LOSS_PAPER = "arXiv 1708.02002";
  private static final String GENERALIZED_FOCAL_PAPER = "arXiv 2006.04388";

  private static final List<ScoreEntry> ENTRIES =
      List.of(
          entry(
              "bce",
              "max(x,0) - x·t + log1p(exp(-|x|)), t·pos_weight for positives",
              "binary cross entropy with logits",
              new CrossEntropy(),
              new Parameter("pos_weight", 1, 0, MANY, "what the positive part is multiplied by"),
              smoothing()),
          entry(
              "focal",
              "alpha_t·(1-p_t)^gamma·bce, p_t = p·t+(1-p)(1-t), alpha_t = alpha·t+(1-alpha)(1-t)",
              FOCAL_LOSS_PAPER,
              new Focal(),
              new Parameter("alpha", 0.25, -1, 1, "the weight of positives; below 0: none"),
              new Parameter("gamma", 2, 0, STEEP, "how much easy examples count less")),
          entry(
              "quality-focal",
              "|t-p|^beta·bce",
              GENERALIZED_FOCAL_PAPER,
              new QualityFocal(),
              new Parameter("beta", 2, 0, STEEP, "how much good estimates count less")),
          entry(
              "varifocal",
              "w·bce, w = t where t > 0, alpha·p^gamma elsewhere",
              "arXiv 2008.13367",
              new Varifocal(),
              new Parameter("alpha", 0.75, 0, MANY, "the weight of negatives"),
              new Parameter("gamma", 2, 0, STEEP, "how much easy negatives count less"),
              choice("weighted", 1, "0: positives have weight 1"),
              choice("detached", 0, "1: no gradient flows through the weight")),
          entry("l1", "|x-t|", "", Differences::absolute),
          entry(
              "smooth-l1",
              "d²/(2·beta) where d = |x-t| < beta, d - beta/2 elsewhere",
              "Fast R-CNN, arXiv 1504.08083",
              Differences::smooth,
              new Parameter("beta", 1, SMALL, MANY, "where it becomes linear")),
          entry("mse", "(x-t)²", "", Differences::squared),
          entry("hinge", "max(0, 1-(2t-1)·x)", "", Differences::hinge),
          entry(
              SOFTMAX,
              "-ln softmax(x)[class] over the classes of an anchor",
              "categorical cross entropy",
              null,
              smoothing(),
              new Parameter(
                  "ignore_index",
                  -100,
                  -Integer.MAX_VALUE,
                  Integer.MAX_VALUE,
                  "the class of anchors that count nothing",
                  true)),
          entry(
              DISTRIBUTION,
              "-(1-f)·ln softmax(x)[k] - f·ln softmax(x)[k+1], k+f the distance; mean of 4 sides",
              GENERALIZED_FOCAL_PAPER,
              null,
              new Parameter("reg_max", 16, 2, 64, "the number of bins", true)));

  private ScoreCatalog() {}

  private static ScoreEntry entry(
      String name,
      String formula,
      String paper,
      ScoreDefinition definition,
      Parameter... parameters) {
    return new ScoreEntry(name, formula, paper, List.of(parameters), definition);
  }

  private static Parameter smoothing() {
    return new Parameter("smoothing", 0, 0, 0.999, "label smoothing");
  }

  private static Parameter choice(String name, double value, String description) {
    return new Parameter(name, value, 0, 1, description, true);
  }

  /**
   * All of them, in the order of the documentation.
   *
   * @return the entries
   */
  public static List<ScoreEntry> entries() {
    return ENTRIES;
  }

  /**
   * The entry of a name.
   *
   * @param name the name, in lower case
   * @return the entry
   * @throws IllegalArgumentException if there is none; the message names the nearest one
   */
  public static ScoreEntry entry(String name) {
    return Names.find(ENTRIES, ScoreEntry::name, name, "loss of scores");
  }
}
