package dev.jaccard.loss;

import java.util.ArrayList;
import java.util.List;

/** The box losses that come with the library. */
public final class Catalog {
  private static final double NONE = Double.NaN;
  private static final double MANY = 1e6;
  private static final double SMALL = 1e-6;
  private static final Parameter EPSILON =
      new Parameter("eps", NONE, 1e-18, 1, "guard of denominators", false);

  private static final List<CatalogEntry> ENTRIES =
      List.of(
          entry(
              "iou",
              "1 - IoU; form 1: -ln IoU; form 2: 1 - IoU²",
              "UnitBox, arXiv 1608.01471",
              new Iou(),
              choice("form", 0, 0, 2, "0 linear, 1 log, 2 square")),
          entry("giou", "1 - IoU + (C-U)/C", "arXiv 1902.09630", new Giou()),
          entry("diou", "1 - IoU + rho²/c²", "arXiv 1911.08287", new Diou()),
          entry(
              "ciou",
              "1 - IoU + rho²/c² + a·v, v = 4/pi²·(atan(wg/hg)-atan(w/h))², a = sg(v/(1-IoU+v))",
              "arXiv 1911.08287, 2005.03572",
              new Ciou(),
              choice("gate", 0, 0, 1, "1: a = 0 where IoU < 0.5")),
          entry("eiou", "1 - IoU + rho²/c² + dw²/cw² + dh²/ch²", "arXiv 2101.08158", new Eiou()),
          entry(
              "siou",
              "1 - IoU + (D+O)/2, D = sum 1-exp(-(2-A)·t), O = sum (1-exp(-q))^theta",
              "arXiv 2205.12740",
              new Siou(),
              new Parameter("theta", 4, 0.5, 100, "the power of the shape cost")),
          entry(
              "wiou",
              "exp(rho²/sg(c²))·(1-IoU), version 2: ·(sg(1-IoU)/mean)^gamma, 3:"
                  + " ·b/(delta·alpha^(b-delta))",
              "arXiv 2301.10051",
              new Wiou(),
              choice("version", 1, 1, 3, "1, 2 or 3"),
              new Parameter("mean", 1, SMALL, MANY, "the running mean of 1 - IoU"),
              new Parameter(
                  "momentum",
                  RunningMean.DEFAULT_MOMENTUM,
                  0,
                  1,
                  "how far a batch moves the running mean"),
              new Parameter("gamma", 0.5, 0, 100, "the power of version 2"),
              new Parameter("alpha", 1.9, SMALL, 100, "the base of version 3"),
              new Parameter("delta", 3, SMALL, 100, "where version 3 weighs 1")),
          entry(
              "mpdiou",
              "1 - IoU + d1²/(W²+H²) + d2²/(W²+H²)",
              "arXiv 2307.07662",
              new Mpdiou(),
              new Parameter("width", NONE, SMALL, MANY, "W, the input image's width"),
              new Parameter("height", NONE, SMALL, MANY, "H, the input image's height")),
          entry(
              "shape",
              "1 - IoU + (hh·dx²+ww·dy²)/c² + O/2, ww = 2wg^s/(wg^s+hg^s), hh = 2hg^s/(wg^s+hg^s)",
              "Shape-IoU, arXiv 2312.17663",
              new ShapeIou(),
              new Parameter("s", 0, 0, 4, "the scale of the data set's targets")),
          entry(
              "piou",
              "2 - IoU - exp(-P²), P = (|x1-x1g|+|x2-x2g|)/4wg + (|y1-y1g|+|y2-y2g|)/4hg",
              "Powerful-IoU, Neural Networks 170 (2024)",
              new Piou(false)),
          entry(
              "piou2",
              "3·t·exp(-t²)·L_piou, t = lambda·exp(-P)",
              "Powerful-IoU v2, Neural Networks 170 (2024)",
              new Piou(true),
              new Parameter("lambda", 1.3, SMALL, 100, "how sharply medium boxes are preferred")),
          new CatalogEntry(
              "nwd",
              "1 - exp(-sqrt(rho² + (dw²+dh²)/4)/K)",
              "arXiv 2110.13389",
              parameters(new Parameter("k", 12.8, SMALL, MANY, "K, the mean size of the objects")),
              false,
              new Nwd()),
          new CatalogEntry(
              "bounded",
              "sum of smoothL1 over 1-max((wg-2|dx|)/(wg+2|dx|),0), ..., 1-min(wg/w,w/wg), ...",
              "arXiv 1711.00164",
              parameters(new Parameter("beta", 0.2, SMALL, 100, "where smooth L1 becomes linear")),
              true,
              new Bounded()));

  private Catalog() {}

  private static CatalogEntry entry(
      String name,
      String formula,
      String paper,
      BoxLossDefinition definition,
      Parameter... parameters) {
    return new CatalogEntry(name, formula, paper, parameters(parameters), false, definition);
  }

  private static Parameter choice(
      String name, double value, double low, double high, String description) {
    return new Parameter(name, value, low, high, description, true);
  }

  /**
   * The parameters given and {@code eps}, which every loss has.
   *
   * @param own the loss's own parameters
   * @return these and {@code eps}
   */
  public static List<Parameter> parameters(Parameter... own) {
    List<Parameter> all = new ArrayList<>(List.of(own));
    all.add(EPSILON);
    return List.copyOf(all);
  }

  /**
   * All of them, in the order of the documentation.
   *
   * @return the entries
   */
  public static List<CatalogEntry> entries() {
    return ENTRIES;
  }

  /**
   * The entry of a name.
   *
   * @param name the name, in lower case
   * @return the entry
   * @throws IllegalArgumentException if there is none; the message names the nearest one
   */
  public static CatalogEntry entry(String name) {
    return Names.find(ENTRIES, CatalogEntry::name, name, "loss");
  }
}
